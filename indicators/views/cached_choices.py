"""What is kept between requests until the catalogue or the releases change: the filters' choices, the newest figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache, caches

from .. import queries
from ..models.named import language
from ..queries.catalogue import Choices
from ..queries.overview import Newest, newest, years_in_common
from ..query_forms import MOST_AREAS
from ..tables.by_report import RowWords
from .as_of import AsOf


def choices(at: AsOf) -> Choices:
    """Return the choices as of the release, read again only after a new one or an edit of the catalogue."""
    past = at.number if at.release != at.newest else None
    key = f"choices:{at.catalogue}:{at.number}"
    return cache.get_or_set(key, lambda: queries.choices(past), timeout=None)  # type: ignore[return-value]


T = TypeVar("T")


def metadata_cache(at: AsOf) -> queries.MetadataCache:
    """Return what keeps names and sources, the same for every view of a selection and for all who ask for it."""

    def kept(key: str, make: Callable[[], T]) -> T:
        return caches["names"].get_or_set(f"{at.catalogue}:{at.number}:{key}", make, timeout=None)  # type: ignore[return-value]

    return kept


def at_first(catalogue: Choices) -> tuple[str, ...]:
    """Return the areas of a comparison that names none: those that report here, as many as a reader may name."""
    return catalogue.home[:MOST_AREAS]


def names(catalogue: Choices) -> RowWords:
    """Return what rows of figures do not say themselves, in the page's language."""
    return RowWords(language(), catalogue.decimals, catalogue.units, catalogue.places)


def opening_indicator(at: AsOf) -> str:
    """Return the indicator (a slug) with the most reported years that all provinces reporting here share.

    Of several the first in the catalogue; empty where they share none.
    """

    def read() -> str:
        catalogue = choices(at)
        shared = years_in_common(areas=at_first(catalogue), as_of=at.number)
        slugs = [slug for group in catalogue.slugs for slug in group if slug in shared]
        return max(slugs, key=lambda slug: shared[slug], default="")

    return cache.get_or_set(f"opening:{at.catalogue}:{at.number}", read, timeout=None)  # type: ignore[return-value]


def newest_at_home(at: AsOf) -> tuple[Newest, ...]:
    """Return the last figure of every course of the provinces that report here, as of the release."""

    def read() -> tuple[Newest, ...]:
        return newest(areas=choices(at).home, as_of=at.number)

    return cache.get_or_set(f"newest:{at.catalogue}:{at.number}", read, timeout=None)  # type: ignore[return-value]
