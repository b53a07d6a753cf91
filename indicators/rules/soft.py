"""Soft rules: what is probably a slip. They warn and explain, and never block.

Nothing here compares people who receive a benefit with applications for it: a backlog is not an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from ..values.cells import FigureKey
from ..values.names import Name
from ..values.numbers import decimals_of
from ..values.periods import Basis, Month, step
from ..values.series import POPULATION, Measure
from .cells import BreakdownParts, CheckedCell, Context, Numbers, Period, Rule, Severity

#: A change is unusual above this share of the figure before ...
JUMP = Decimal("0.5")
#: ... but not of a small figure, nor before a series has a history.
SMALLEST_BASE = 20
SHORTEST_HISTORY = 3

#: Units of which a place cannot hold more than it has people.
COUNTS_PEOPLE = frozenset({"person", "worker", "household"})

_COMPARED_BY_PERIOD = {Basis.MONTH, Basis.AS_OF, Basis.QUARTER}
_COMPARED_BY_YEAR = {Basis.MONTH, Basis.AS_OF, Basis.QUARTER, Basis.YTD, Basis.YEAR}
_RUNNING = {Basis.MONTH, Basis.YTD}
_HIGHER, _LOWER = Name("cao hơn", "above"), Name("thấp hơn", "below")


def change_on_last_period(cell: CheckedCell, context: Context) -> Iterator[Numbers]:
    basis = cell.key.basis
    if basis in _COMPARED_BY_PERIOD and context.earlier_count(cell.key) >= SHORTEST_HISTORY:
        yield from _jump(cell, cell.key.earlier(step(basis)), context)


def change_on_last_year(cell: CheckedCell, context: Context) -> Iterator[Numbers]:
    if cell.key.basis in _COMPARED_BY_YEAR and context.earlier_count(cell.key) >= SHORTEST_HISTORY:
        yield from _jump(cell, cell.key.earlier(12), context)


def change_of_target(cell: CheckedCell, context: Context) -> Iterator[Numbers]:
    if cell.key.basis == Basis.TARGET:
        yield from _jump(cell, cell.key.earlier(12), context)


def _jump(cell: CheckedCell, before: FigureKey | None, context: Context) -> Iterator[Numbers]:
    base = context.get(before)
    if cell.value is None or base is None or base < SMALLEST_BASE or before is None:
        return
    change = cell.value / base - 1
    if abs(change) > JUMP:
        yield {
            "value": cell.value,
            "percent": _rounded(abs(change) * 100),
            "moved": _HIGHER if change > 0 else _LOWER,
            "before": base,
            "when": Period(before.basis, before.month),
        }


def parts_differ(cell: CheckedCell, context: Context) -> Iterator[Numbers]:
    for breakdown in _spoken_for(cell, context):
        total, parts = _total_and_parts(cell, breakdown, context)
        whole = breakdown.complete and len(parts) == len(breakdown.categories)
        if whole and total is not None and sum(parts) != total:
            yield {"sum": sum(parts, Decimal(0)), "total": total, "difference": abs(total - sum(parts))}


def parts_exceed(cell: CheckedCell, context: Context) -> Iterator[Numbers]:
    for breakdown in _spoken_for(cell, context):
        total, parts = _total_and_parts(cell, breakdown, context)
        whole = breakdown.complete and len(parts) == len(breakdown.categories)
        if not whole and total is not None and sum(parts) > total:
            yield {"sum": sum(parts, Decimal(0)), "total": total}


def _spoken_for(cell: CheckedCell, context: Context) -> Iterator[BreakdownParts]:
    """Yield the breakdowns that this cell answers for, so that each is checked once.

    The total answers where it is among the cells; else the first of the parts that is.
    """
    if cell.indicator.measure == Measure.RATE:
        return
    for breakdown in context.breakdowns.get(cell.key.indicator, ()):
        categories = (None, *breakdown.categories)
        first = next((key for category in categories if (key := cell.key.of(category)) in context.entered), None)
        if first == cell.key and not any(cell.key.of(category) in context.hedged for category in categories):
            yield breakdown


def _total_and_parts(
    cell: CheckedCell, breakdown: BreakdownParts, context: Context
) -> tuple[Decimal | None, list[Decimal]]:
    parts = (context.get(cell.key.of(category)) for category in breakdown.categories)
    return context.get(cell.key.of(None)), [value for value in parts if value is not None]


def ytd_falls(cell: CheckedCell, context: Context) -> Iterator[Numbers]:
    if not _is_running_total(cell) or cell.value is None:
        return
    before = cell.key.earlier(1)
    total = context.get(before)
    if total is None or before is None:
        return
    if before.month.year == cell.key.month.year and cell.value < total:
        yield {"value": cell.value, "before": total, "when": Period(Basis.YTD, before.month)}


def ytd_step(cell: CheckedCell, context: Context) -> Iterator[Numbers]:
    month, total, before = _months_and_total(cell, context)
    if month is not None and total is not None and before is not None and before + month != total:
        yield {"total": total, "before": before, "month": month, "sum": before + month}


def ytd_months(cell: CheckedCell, context: Context) -> Iterator[Numbers]:
    """Find a running total that is not the sum of its months, if no earlier running total is known."""
    month, total, before = _months_and_total(cell, context)
    if total is None or month is None or before is not None:
        return
    key = cell.key.on(Basis.MONTH)
    months = [context.get(key.at(Month(cell.key.month.year, n))) for n in range(1, cell.key.month.month + 1)]
    figures = [value for value in months if value is not None]
    if len(figures) == len(months) and sum(figures) != total:
        yield {"total": total, "sum": sum(figures, Decimal(0)), "count": len(figures)}


def month_above_ytd(cell: CheckedCell, context: Context) -> Iterator[Numbers]:
    """Find a month above its running total, if no earlier one is known: the columns may be exchanged."""
    month, total, before = _months_and_total(cell, context)
    if month is not None and total is not None and before is None and month > total:
        yield {"month": month, "total": total}


def _months_and_total(cell: CheckedCell, context: Context) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Return the month's figure, the running total, and the running total before it (0 in January).

    All are None where there is nothing to compare, or another cell answers: the running total where it is among the
    cells, else the month.
    """
    key, nothing = cell.key, (None, None, None)
    if cell.indicator.measure != Measure.FLOW or key.basis not in _RUNNING:
        return nothing
    ytd = key.on(Basis.YTD)
    total = context.get(ytd)
    if total is None:
        return nothing
    month = key.on(Basis.MONTH)
    if key != (ytd if ytd in context.entered else month) or {ytd, month} & context.hedged:
        return nothing
    before = Decimal(0) if key.month.month == 1 else context.get(ytd.earlier(1))
    return context.get(month), total, before


def _is_running_total(cell: CheckedCell) -> bool:
    """Return whether a cell's figure can only rise. A rough one may seem to fall beside an exact one."""
    return cell.key.basis == Basis.YTD and cell.indicator.measure == Measure.FLOW and not cell.hedged


def above_population(cell: CheckedCell, context: Context) -> Iterator[Numbers]:
    """Find more people counted than the area has, by the newest population known by that year."""
    if cell.indicator.unit not in COUNTS_PEOPLE or cell.key.indicator == POPULATION:
        return
    if cell.value is None:
        return
    year = context.year_of_population(cell.key.area, cell.key.month.year)
    if year is not None and cell.value > (people := context.population[cell.key.area, year]):
        yield {"value": cell.value, "population": people, "year": year}


def attainment(cell: CheckedCell, context: Context) -> Iterator[Numbers]:
    """Find a printed attainment that is not that of the target, to the decimals printed: 15 % is right for 14,97 %."""
    printed = cell.printed_attainment
    if cell.value is None or printed is None or cell.hedged or cell.key.basis == Basis.TARGET:
        return
    target = context.get(cell.key.on(Basis.TARGET))
    if not target:
        return
    computed = cell.value / target * 100
    places = decimals_of(printed)
    if abs(computed - printed) > Decimal("0.5").scaleb(-places):
        yield {
            "printed": printed,
            "computed": _rounded(computed, max(places, 1)),
            "value": cell.value,
            "target": target,
        }


def _rounded(value: Decimal, places: int = 0) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


_CHANGE = Name(
    "{value} {moved} {percent}% so với {before} của {when}; hãy kiểm tra lại.",
    "{value} is {percent}% {moved} the {before} of {when}; please check.",
)

SOFT = tuple(
    Rule(check.__name__, Severity.SOFT, sentence, check)
    for check, sentence in (
        (change_on_last_period, _CHANGE),
        (change_on_last_year, _CHANGE),
        (change_of_target, _CHANGE),
        (
            parts_differ,
            Name(
                "Các phân tổ cộng lại là {sum}, lệch {difference} so với tổng số {total}.",
                "The parts add up to {sum}, which is {difference} off the total of {total}.",
            ),
        ),
        (
            parts_exceed,
            Name(
                "Các phân tổ cộng lại là {sum}, lớn hơn tổng số {total}.",
                "The parts add up to {sum}, more than the total of {total}.",
            ),
        ),
        (
            ytd_falls,
            Name(
                "Lũy kế {value} nhỏ hơn {before} của {when}; lũy kế không thể giảm.",
                "The running total of {value} is below the {before} of {when}; it cannot fall.",
            ),
        ),
        (
            ytd_step,
            Name(
                "Lũy kế {total} khác tổng của lũy kế tháng trước {before} và số trong tháng {month} (bằng {sum}).",
                "The running total of {total} is not last month's {before} plus this month's {month}, which is {sum}.",
            ),
        ),
        (
            ytd_months,
            Name(
                "Lũy kế {total} khác tổng {count} tháng đã báo cáo, là {sum}.",
                "The running total of {total} is not the sum of the {count} months reported, which is {sum}.",
            ),
        ),
        (
            month_above_ytd,
            Name(
                "Số trong tháng {month} lớn hơn lũy kế {total}; có thể hai cột bị nhập đổi chỗ.",
                "The month's {month} is above the running total of {total}; the two may be exchanged.",
            ),
        ),
        (
            above_population,
            Name(
                "{value} lớn hơn dân số {population} của địa bàn năm {year}.",
                "{value} is more than the area's population of {population} in {year}.",
            ),
        ),
        (
            attainment,
            Name(
                "Báo cáo ghi đạt {printed}%, nhưng {value} trên kế hoạch {target} là {computed}%.",
                "The report prints {printed}%, but {value} of a target of {target} is {computed}%.",
            ),
        ),
    )
)
