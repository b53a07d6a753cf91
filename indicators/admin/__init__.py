"""The staff site: entering figures, a report's steps up to publication, the catalogue, and people."""

from . import catalogue, people, records, reports
from .site import site

__all__ = ["catalogue", "people", "records", "reports", "site"]
