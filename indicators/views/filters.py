"""Filters as plain GET forms: what is offered, and what is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ..periods import Basis
from ..queries.catalogue import Choices
from ..series import Comparison, Measure, Ref, View


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. `group`: the heading it stands under."""

    value: str
    label: str
    chosen: bool
    group: str = ""


def options(refs: Iterable[Ref], chosen: Sequence[str], lang: str, group: str = "") -> list[Option]:
    return [Option(ref.code, ref.name.text(lang), ref.code in chosen, group) for ref in refs]


def indicator_options(offered: Choices, chosen: Sequence[str], lang: str) -> list[Option]:
    """Every indicator under its topic."""
    return [
        option for topic, refs in offered.topics for option in options(refs, chosen, lang, group=topic.name.text(lang))
    ]


def basis_names() -> dict[Basis, str]:
    return {
        Basis.MONTH: _("in the month"),
        Basis.QUARTER: _("in the quarter"),
        Basis.YTD: _("since January"),
        Basis.YEAR: _("in the year"),
        Basis.AS_OF: _("at the cut-off"),
        Basis.TARGET: _("the year's target"),
        Basis.SPAN: _("over several years"),
    }


def view_names() -> dict[View, str]:
    return {
        View.MONTH: _("By month"),
        View.YTD: _("Since January"),
        View.YEARS: _("Same months of several years"),
        View.TARGET: _("Share of the target"),
        View.INDEX: _("Index"),
        View.PER_CAPITA: _("Per 1,000 people"),
        View.SHARE: _("Share by category"),
    }


def comparison_filters(data: dict[str, Any], offered: Choices, shown: Comparison, lang: str) -> dict[str, Any]:
    """What the comparison's form offers; areas and views that are shown are chosen even if not asked for."""
    slug = shown.indicator.slug
    areas = data["area"] or offered.home
    return {
        "indicators": indicator_options(offered, [slug], lang),
        "areas": options(offered.areas, areas, lang),
        "views": [Option(v.value, name, v == shown.view) for v, name in view_names().items() if _fits(v, shown)],
        "categories": options(offered.categories.get(slug, ()), data["category"], lang),
        "since": data["from"],
        "until": data["to"],
        "basis": data["basis"],
        "as_of": data["as_of"],
    }


def _fits(view: View, shown: Comparison) -> bool:
    """Running totals and targets are for flows; a rate is not counted per head."""
    if shown.indicator.measure == Measure.FLOW:
        return True
    return view not in {View.YTD} and not (view == View.PER_CAPITA and shown.indicator.measure == Measure.RATE)


def data_filters(data: dict[str, Any], offered: Choices, lang: str) -> dict[str, Any]:
    """What the data page's form offers."""
    return {
        "indicators": indicator_options(offered, data["indicator"], lang),
        "topics": options((topic for topic, _refs in offered.topics), data["topic"], lang),
        "areas": options(offered.areas, data["area"], lang),
        "bases": [Option(basis.value, name, basis.value in data["basis"]) for basis, name in basis_names().items()],
        "since": data["from"],
        "until": data["to"],
        "as_of": data["as_of"],
    }
