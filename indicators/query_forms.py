"""The query strings of the public pages: what each parameter may be, and what to say when it is not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from .values.comparison import View
from .values.periods import Basis, Month
from .values.rows import Selection

MOST_AREAS = 12  # in one comparison: up to four as lines, more as small multiples
MOST_CHOSEN = 50  # values of one repeated parameter


class BadQuery(ValueError):
    """The address asks for something malformed. `sentences`: what, in the reader's language."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("; ".join(sentences))
        self.sentences = sentences


class MonthField(forms.CharField):
    """A month written as `YYYY-MM`."""

    def to_python(self, value: Any) -> Month | None:  # type: ignore[override]
        text = super().to_python(value)
        if not text:
            return None
        try:
            return Month.parse(text)
        except ValueError:
            raise forms.ValidationError(
                _("“%(text)s” is not a month; write it as 2024-05."), params={"text": text}
            ) from None


class ListField(forms.Field):
    """A parameter that may be repeated; values are short and each counts once."""

    widget = forms.MultipleHiddenInput

    def __init__(self, most: int = MOST_CHOSEN) -> None:
        super().__init__(required=False)
        self.most = most

    def to_python(self, value: Any) -> tuple[str, ...]:
        values = tuple(dict.fromkeys(item for item in value or () if item))
        if len(values) > self.most:
            raise forms.ValidationError(_("At most %(most)s values can be chosen."), params={"most": self.most})
        if any(len(item) > 80 or "\x00" in item for item in values):
            raise forms.ValidationError(_("One of the values is no code or name used here."))
        return values


class NumberField(forms.IntegerField):
    """The number of a release or of a report."""

    def __init__(self) -> None:
        super().__init__(min_value=1, max_value=2_000_000_000, required=False)


class _Form(forms.Form):
    """Checks what every page that shows figures can be asked. Empty parameters mean: not given."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("from"), data.get("to")
        if since and until and since > until:
            raise forms.ValidationError(_("“From” comes after “to”."))
        return data


def _query_fields(**more: forms.Field) -> dict[str, forms.Field]:
    return {
        "area": ListField(),
        "category": ListField(),
        "from": MonthField(required=False),
        "to": MonthField(required=False),
        "as_of": NumberField(),
        **more,
    }


# `from` is a keyword in Python: these forms are made from tables of fields.
ComparisonForm: type[_Form] = type(
    "ComparisonForm",
    (_Form,),
    _query_fields(
        area=ListField(MOST_AREAS),
        indicator=forms.CharField(required=False, max_length=80),
        basis=forms.ChoiceField(required=False, choices=[("", "")] + [(b.value, b.value) for b in Basis]),
        view=forms.ChoiceField(required=False, choices=[("", "")] + [(v.value, v.value) for v in View]),
    ),
)
DataForm: type[_Form] = type(
    "DataForm",
    (_Form,),
    _query_fields(
        indicator=ListField(),
        topic=ListField(),
        basis=ListField(),
        report=NumberField(),
        release=NumberField(),
        sort=forms.CharField(required=False),
    ),
)


class AsOfForm(forms.Form):
    """Checks pages that have no filters but can be seen as of a release."""

    as_of = NumberField()


@dataclass(frozen=True, slots=True)
class ComparisonQuery:
    """What a comparison's address asks for, checked. Empty: the catalogue's own choice."""

    indicator: str
    areas: tuple[str, ...]
    categories: tuple[str, ...]
    basis: Basis | None
    view: View | None  # None: the one with the most reported figures
    since: Month | None
    until: Month | None
    as_of: int | None

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        """Check the parameters. Raises BadQuery."""
        data = _cleaned(ComparisonForm, query.urlencode())
        return cls(
            indicator=data["indicator"], areas=data["area"], categories=data["category"],
            basis=Basis(data["basis"]) if data["basis"] else None, view=View(data["view"]) if data["view"] else None,
            since=data["from"], until=data["to"], as_of=data["as_of"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DataQuery:
    """What the data page's address asks for, checked; whether a basis is one is checked by `selection`."""

    indicators: tuple[str, ...]
    areas: tuple[str, ...]
    categories: tuple[str, ...]
    topics: tuple[str, ...]
    bases: tuple[str, ...]
    since: Month | None
    until: Month | None
    as_of: int | None
    report: int | None
    release: int | None
    sort: str

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        """Check the parameters. Raises BadQuery."""
        data = _cleaned(DataForm, query.urlencode())
        return cls(
            indicators=data["indicator"], areas=data["area"], categories=data["category"], topics=data["topic"],
            bases=data["basis"], since=data["from"], until=data["to"], as_of=data["as_of"],
            report=data["report"], release=data["release"], sort=data["sort"],
        )  # fmt: skip

    def selection(self, as_of: int) -> Selection:
        """Select the figures asked for, as of a release. Raises BadQuery for an unknown basis."""
        unknown = [basis for basis in self.bases if basis not in set(Basis)]
        if unknown:
            raise BadQuery([str(_("There is no basis “%s”.")) % unknown[0]])
        return Selection(
            indicators=self.indicators,
            areas=self.areas,
            categories=self.categories,
            topics=self.topics,
            bases=tuple(Basis(basis) for basis in self.bases),
            since=self.since,
            until=self.until,
            as_of=as_of,
            report=self.report,
            release=self.release,
        )


def release_asked_for(query: QueryDict) -> int | None:
    """Read the number of the release that a page without filters is to be seen as of. Raises BadQuery."""
    number: int | None = _cleaned(AsOfForm, query.urlencode())["as_of"]
    return number


@lru_cache(maxsize=500)
def _cleaned(form: type[forms.Form], text: str) -> dict[str, Any]:
    """Check the parameters; kept, since the same addresses are asked again and again and mean the same at any time."""
    bound = form(MultiValueDict(QueryDict(text).lists()))
    if not bound.is_valid():
        raise BadQuery([_named(name, sentence) for name, errors in bound.errors.items() for sentence in errors])
    return bound.cleaned_data


def _named(name: str, sentence: object) -> str:
    """Put before a sentence which parameter it is about."""
    return str(sentence) if name == "__all__" else f"{name}: {sentence}"
