"""Capture: the staff site, the entry page, the way of a report, the catalogue."""

from . import catalogue, people, records, reports
from .site import site

__all__ = ["catalogue", "people", "records", "reports", "site"]
