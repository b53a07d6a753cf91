"""Filters as plain GET forms: what is offered, and what is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ..charts.dataset import Dataset
from ..models.form import BASES
from ..queries.catalogue import MOST, Choices
from ..query_forms import MOST_AREAS, ComparisonQuery, DataQuery
from ..values.comparison import Comparison, View
from ..values.labels import VIEW_TABS
from ..values.names import Ref
from ..values.periods import FIRST_MONTH, LAST_MONTH, Basis
from ..values.series import Measure
from .page import with_query

#: Boxes to tick at first sight, and behind "more areas".
FEW_AREAS, MORE_AREAS = 8, 60


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. `group`: the heading it stands under; `url`: where it is a link."""

    value: str
    label: str
    chosen: bool
    group: str = ""
    url: str = ""


def options(refs: Iterable[Ref], chosen: Sequence[str], lang: str, group: str = "") -> list[Option]:
    return [Option(ref.code, ref.name.text(lang), ref.code in chosen, group) for ref in refs]


def indicator_options(catalogue: Choices, chosen: Sequence[str], lang: str) -> list[Option]:
    """Offer every indicator under its topic."""
    return [
        option
        for topic, refs in catalogue.topics
        for option in options(refs, chosen, lang, group=topic.name.text(lang))
    ]


def basis_names() -> dict[Basis, str]:
    return {Basis(value): str(name) for value, name in BASES}


def comparison_filters(
    query: ComparisonQuery, catalogue: Choices, dataset: Dataset, shown: Comparison, lang: str
) -> dict[str, Any]:
    """Return what the comparison's form offers; the areas shown are chosen even if not asked for."""
    slug = dataset.indicator.slug
    first_areas, further_areas, unlisted = _areas(catalogue, dataset, lang)
    names = basis_names()
    return {
        "indicators": indicator_options(catalogue, [slug], lang),
        "areas": first_areas,
        "more_areas": further_areas,
        "unlisted": unlisted,
        "most_areas": MOST_AREAS,
        "view": shown.view.value if query.view else "",
        "categories": options(catalogue.categories.get(slug, ()), query.categories, lang),
        "any_category": bool(query.categories),
        "bases": [Option(b.value, names[b], b.value == query.basis) for b in dataset.bases],
        "any_detail": bool(query.since or query.until or query.basis),
        **_span(query),
    }


def _areas(catalogue: Choices, dataset: Dataset, lang: str) -> tuple[list[Option], list[Option], int]:
    """Return the areas at first sight (shown, reporting here), the further ones up to a bound, and how many are left."""
    shown = [place.code for place in dataset.places]
    first = [*dataset.places, *(ref for ref in catalogue.home_refs if ref.code not in shown)]
    codes = {ref.code for ref in first}
    rest = [ref for ref in catalogue.areas if ref.code not in codes]
    room = max(0, FEW_AREAS - len(first))
    filling, further, left = rest[:room], rest[room : room + MORE_AREAS], rest[room + MORE_AREAS :]
    return options([*first, *filling], shown, lang), options(further, shown, lang), len(left)


def view_tabs(request: HttpRequest, dataset: Dataset, catalogue: Choices, shown: Comparison, lang: str) -> list[Option]:
    """Make a link for each way to look at this indicator; the rest of the address stays."""
    tabs = [
        Option(view.value, name.text(lang), view == shown.view, url=with_query(request, view=view.value, basis=None))
        for view, name in VIEW_TABS.items()
        if _fits(view, dataset, catalogue)
    ]
    return [*tabs, *_districts(request, dataset, catalogue)]


def _fits(view: View, dataset: Dataset, catalogue: Choices) -> bool:
    """Whether a view makes sense: running totals of flows, no rate per head, shares only with parts."""
    measure = dataset.indicator.measure
    return not (
        (view == View.YTD and measure != Measure.FLOW)
        or (view == View.PER_CAPITA and measure == Measure.RATE)
        or (view == View.SHARE and not catalogue.categories.get(dataset.indicator.slug))
    )


def _districts(request: HttpRequest, dataset: Dataset, catalogue: Choices) -> list[Option]:
    """Offer the parts of the first province shown that has any with figures."""
    shown = {place.code for place in dataset.places}
    for place in dataset.places:
        inside = catalogue.inside.get(place.code, ())[:MOST_AREAS]
        if inside:
            codes = [ref.code for ref in inside]
            label = _("Districts of %(area)s") % {"area": place.name.text("vi")}
            url = with_query(request, indicator=dataset.indicator.slug, area=codes)
            return [Option("districts", label, shown == set(codes), url=url)]
    return []


def data_filters(query: DataQuery, catalogue: Choices, lang: str) -> dict[str, Any]:
    """Return what the data page's form offers."""
    return {
        "indicators": indicator_options(catalogue, query.indicators, lang),
        "topics": options((topic for topic, _refs in catalogue.topics), query.topics, lang),
        "areas": options(catalogue.areas, query.areas, lang),
        "cut": MOST if len(catalogue.areas) >= MOST else 0,
        "bases": [Option(basis.value, name, basis.value in query.bases) for basis, name in basis_names().items()],
        "report": query.report,
        "release": query.release,
        "unseen": [("category", code) for code in query.categories] + [("topic", code) for code in query.topics],
        **_span(query),
    }


def _span(query: ComparisonQuery | DataQuery) -> dict[str, Any]:
    """Return the months chosen, and between which they may lie."""
    return {"since": query.since, "until": query.until, "first": FIRST_MONTH, "last": LAST_MONTH}
