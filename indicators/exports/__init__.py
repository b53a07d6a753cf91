"""Rows in, bytes out: CSV, JSON, XLSX, SDMX-CSV, data package. No database and no request here."""

from .about import About, Definition
from .compared import definition_of, rows_of
from .delimited import csv_chunks
from .jsonfile import json_chunks
from .package import package_chunks
from .sdmx import sdmx_chunks
from .workbook import xlsx

__all__ = [
    "About",
    "Definition",
    "csv_chunks",
    "definition_of",
    "json_chunks",
    "package_chunks",
    "rows_of",
    "sdmx_chunks",
    "xlsx",
]
