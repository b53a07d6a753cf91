"""The forms in which figures leave, and how addresses and headers name them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    """The forms in which figures leave."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    SDMX = "sdmx-csv"
    PACKAGE = "package"


@dataclass(frozen=True, slots=True)
class FileNaming:
    """How a format is named in addresses and headers."""

    extension: str
    content_type: str


NAMINGS = {
    Format.CSV: FileNaming("csv", "text/csv; charset=utf-8; header=present"),
    Format.XLSX: FileNaming("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Format.JSON: FileNaming("json", "application/json"),
    Format.SDMX: FileNaming("sdmx.csv", "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"),
    Format.PACKAGE: FileNaming("zip", "application/zip"),
}
