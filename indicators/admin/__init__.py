"""Capture: the staff site, the entry page, the way of a report, the catalogue."""

from . import reports
from .site import site

__all__ = ["reports", "site"]
