"""Reads of what is published, each as of one release. Drafts are reached through `permissions` alone."""

from .comparison import NotFound, comparison
from .figures import count, figures_sql, page, rows
from .releases import newest, release_at

__all__ = ["NotFound", "comparison", "count", "figures_sql", "newest", "page", "release_at", "rows"]
