"""Reads of what is published, each as of one release. Drafts are reached through `permissions` alone."""

from .catalogue import Choices, choices, indicators
from .datasets import comparison, extract, extracts, parts_of
from .definitions import Meaning, definitions
from .existence import require_known
from .figures import count, exceeds, figures_sql, page, rows
from .metadata import MetadataCache, NotFound
from .releases import FigureChange, Now, changes, columns_of, newest, now, release_at, releases

__all__ = [
    "Choices",
    "FigureChange",
    "Meaning",
    "MetadataCache",
    "NotFound",
    "Now",
    "changes",
    "choices",
    "columns_of",
    "comparison",
    "count",
    "definitions",
    "exceeds",
    "extract",
    "extracts",
    "figures_sql",
    "indicators",
    "newest",
    "now",
    "page",
    "parts_of",
    "release_at",
    "releases",
    "require_known",
    "rows",
]
