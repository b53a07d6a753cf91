"""What the filters offer, kept until the catalogue or the releases change."""

from __future__ import annotations

from django.core.cache import cache

from .. import queries
from ..queries.catalogue import Choices
from .asof import AsOf


def choices(at: AsOf) -> Choices:
    """The choices of this moment, read again only after a release or an edit of the catalogue."""
    newest = at.newest.number if at.newest else 0
    return cache.get_or_set(f"choices:{at.catalogue}:{newest}", queries.choices, timeout=None)  # type: ignore[return-value]
