"""Sources: who printed which figures, and where two of them contradict each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce

from ..models import Figure, SecondSource, Source
from ..values.collation import fold
from .as_of import standing
from .reports import public
from .sql import EVERY, Piece, all_of, differ, same_figure, statement

#: What a figure's line says: its names, its report's source, and the releases.
NAMED = ("area", "indicator", "indicator__unit", "category", "report", "report__source", "superseded_in")

#: Contradictions that one page shows.
MOST = 200


def sources(as_of: int, text: str = "") -> QuerySet[Source]:
    """Return the sources named by release `as_of`, newest first, those whose names hold every word of `text`.

    With the figures that each gives (`given`) and seconds (`seconded_count`) as of the release.
    """
    reports = public(as_of).filter(source=OuterRef("pk"))
    seconds = SecondSource.objects.filter(source=OuterRef("pk"), release__lte=as_of)
    rows = Source.objects.filter(Exists(reports) | Exists(seconds))
    words = fold(text).split()
    if words:
        rows = rows.filter(pk__in=_holding(rows, words))
    given = Figure.objects.order_by().filter(standing(as_of), report__source=OuterRef("pk")).values("report__source")
    seconded = _seconded(as_of).order_by().filter(source=OuterRef("pk")).values("source")
    return rows.annotate(
        given=Coalesce(Subquery(given.annotate(number=Count("pk")).values("number")), 0),
        seconded_count=Coalesce(Subquery(seconded.annotate(number=Count("pk")).values("number")), 0),
    ).order_by(F("published_on").desc(nulls_last=True), "-pk")


def _holding(rows: Iterable[Source], words: list[str]) -> list[int]:
    """Return the sources whose publisher and title hold all words, diacritics or not: there are some dozens of them."""
    return [source.pk for source in rows if all(word in fold(f"{source.publisher} {source.title}") for word in words)]


def _seconded(as_of: int) -> QuerySet[SecondSource]:
    """Return the figures that stand as of a release and that a second source was known by then to print too."""
    stands = Q(figure__superseded_in=None) | Q(figure__superseded_in__gt=as_of)
    return SecondSource.objects.filter(stands, release__lte=as_of)


def source(pk: int, as_of: int) -> Source | None:
    """Return the source with this primary key, if it was named by release `as_of`, with its reports of until then."""
    reports = public(as_of).select_related("area", "release").order_by("-release", "-pk")
    return sources(as_of).filter(pk=pk).prefetch_related(Prefetch("reports", reports)).first()


def given(source: Source, as_of: int) -> QuerySet[Figure]:
    """Return every figure that a source brought by release `as_of`, superseded ones among them, in the catalogue's order."""
    figures = Figure.objects.filter(report__source=source, release__lte=as_of).select_related(*NAMED)
    return figures.order_by(*_in_order(""))


def seconded(source: Source, as_of: int) -> QuerySet[SecondSource]:
    """Return the figures of other sources that this one prints too, as of a release, in the catalogue's order."""
    rows = _seconded(as_of).filter(source=source).select_related(*(f"figure__{name}" for name in ("release", *NAMED)))
    return rows.order_by(*_in_order("figure__"))


def _in_order(figure: str) -> list[OrderBy]:
    """Return what puts figures in a total order: area, indicator, total before parts, newest period first."""
    names = ["area__sort_key", "area_id", "indicator__topic__position", "indicator__position", "indicator_id"]
    up = [F(f"{figure}{name}").asc() for name in names]
    part = [F(f"{figure}category__position").asc(nulls_first=True), F(f"{figure}category_id").asc()]
    return [*up, *part, F(f"{figure}basis").asc(), F(f"{figure}period").desc(), F(f"{figure}id").asc()]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A figure to which two sources give different values: the one that stands, and the one that it took the place of."""

    standing: Figure
    ended: Figure


#: A figure (`f`) that is asked for beside another of the same key (`g`), one standing and one ended, of two sources. What
#: a report's own amendment says is no other source's word.
_PAIRS = """
SELECT n.id, o.id
FROM indicators_figure f
JOIN indicators_report r ON r.id = f.report_id
JOIN indicators_figure g ON {same} AND g.id <> f.id AND {differ}
JOIN indicators_figure n ON n.id = CASE WHEN f.superseded_in_id IS NULL OR f.superseded_in_id > %(as_of)s THEN f.id ELSE g.id END
JOIN indicators_figure o ON o.id = CASE WHEN n.id = f.id THEN g.id ELSE f.id END
JOIN indicators_report nr ON nr.id = n.report_id
JOIN indicators_report br ON br.id = o.report_id
JOIN indicators_area a ON a.id = n.area_id
JOIN indicators_indicator i ON i.id = n.indicator_id
WHERE {asked} AND n.release_id <= %(as_of)s AND (n.superseded_in_id IS NULL OR n.superseded_in_id > %(as_of)s)
    AND o.superseded_in_id <= %(as_of)s
    AND nr.source_id IS DISTINCT FROM br.source_id AND nr.amends_id IS DISTINCT FROM br.id
GROUP BY n.id, o.id, a.sort_key, a.id, i.position, i.id
ORDER BY a.sort_key, a.id, i.position, i.id, n.category_id NULLS FIRST, n.basis, n.period DESC, n.id, o.id
LIMIT %(most)s
"""
_SOURCED = Piece("r.source_id IS NOT NULL")
_ASKED = {
    "indicator": Piece("f.indicator_id = %(indicator)s"),
    "area": Piece("f.area_id = (SELECT id FROM indicators_area WHERE public_code = %(area)s)"),
    "source": Piece("r.source_id = %(source)s"),
    "report": Piece("f.report_id = %(report)s"),
}


def contradictions(as_of: int, **asked: int | str) -> list[Contradiction]:
    """Return the figures on which sources contradict each other, as of a release; at most MOST.

    `asked`: one or more of `indicator`, `source`, `report` (primary keys) and `area` (a public code).
    """
    conditions = [_ASKED[name] for name in asked] + ([] if "report" in asked else [_SOURCED])
    sql = statement(
        _PAIRS,
        same=same_figure("f", "g"),
        differ=differ("f", "g", ("value", "value_high")),
        asked=all_of(conditions) or EVERY,
    )
    with connection.cursor() as cursor:
        pairs = cursor.execute(sql, {**asked, "as_of": as_of, "most": MOST}).fetchall()
    if not pairs:
        return []
    figures = Figure.objects.select_related(*NAMED).in_bulk([pk for pair in pairs for pk in pair])
    return [Contradiction(figures[standing], figures[ended]) for standing, ended in pairs]
