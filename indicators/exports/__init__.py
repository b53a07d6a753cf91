"""Rows in, bytes out: CSV, JSON, XLSX, SDMX-CSV, data package. No database and no request here."""

from .about import About, Definition
from .comparison_rows import definition_of, rows_of
from .csv_file import csv_chunks
from .data_package import package_chunks
from .json_file import json_chunks
from .sdmx_csv import sdmx_chunks
from .xlsx_file import xlsx

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
