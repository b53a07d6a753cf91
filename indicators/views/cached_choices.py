"""What is kept between requests until the catalogue or the releases change: the filters' choices, the newest figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache, caches

from .. import queries
from ..queries.catalogue import Choices
from ..queries.overview import Newest, newest
from ..query_forms import MOST_AREAS
from ..tables.by_report import Names
from .as_of import AsOf
from .page import language


def choices(at: AsOf) -> Choices:
    """The choices as of the release, read again only after a new one or an edit of the catalogue."""
    past = at.number if at.release != at.newest else None
    key = f"choices:{at.catalogue}:{at.number}"
    return cache.get_or_set(key, lambda: queries.choices(past), timeout=None)  # type: ignore[return-value]


T = TypeVar("T")


def metadata_cache(at: AsOf) -> queries.MetadataCache:
    """Keeps names and sources, which are the same for every view of a selection and for all who ask for it."""

    def kept(key: str, make: Callable[[], T]) -> T:
        return caches["names"].get_or_set(f"{at.catalogue}:{at.number}:{key}", make, timeout=None)  # type: ignore[return-value]

    return kept


def at_first(offered: Choices) -> tuple[str, ...]:
    """The areas of a comparison that names none: those that report here, as many as a reader may name."""
    return offered.home[:MOST_AREAS]


def names(offered: Choices) -> Names:
    """What rows of figures do not say themselves, in the page's language."""
    return Names(language(), offered.decimals, offered.units, offered.places)


def newest_at_home(at: AsOf) -> tuple[Newest, ...]:
    """The last figure of every course of the provinces that report here, as of the release."""

    def read() -> tuple[Newest, ...]:
        return newest(areas=choices(at).home, as_of=at.number)

    return cache.get_or_set(f"newest:{at.catalogue}:{at.number}", read, timeout=None)  # type: ignore[return-value]
