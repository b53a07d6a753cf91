"""Comparisons that the tests of charts share, built by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from indicators.values.comparison import Comparison, View
from indicators.values.names import Name, Ref
from indicators.values.periods import Basis, Month
from indicators.values.series import (
    Break,
    Direction,
    IndicatorRef,
    Measure,
    Point,
    Qualifier,
    ReleaseRef,
    Series,
    Source,
    Status,
)

SON_LA = Ref("14", Name("Sơn La", "Son La"))
LAI_CHAU = Ref("12", Name("Lai Châu", "Lai Chau"))
WORKERS = Ref("worker", Name("lao động", "workers"))
JOBS = IndicatorRef(
    slug="jobs_created",
    name=Name("Giải quyết việc làm", "Jobs created"),
    unit=WORKERS,
    decimals=0,
    measure=Measure.FLOW,
    direction=Direction.UP,
)
UNEMPLOYMENT = IndicatorRef(
    slug="unemployment_rate",
    name=Name("Tỷ lệ thất nghiệp", "Unemployment rate"),
    unit=Ref("percent", Name("%", "%")),
    decimals=2,
    measure=Measure.RATE,
    direction=Direction.DOWN,
)
RELEASE = ReleaseRef(7, datetime(2024, 9, 6, 2, 30, tzinfo=UTC))
LOAN = Ref("loan", Name("Vay vốn", "Loans"))
SELF = Ref("self_created", Name("Tự tạo việc làm", "Self-created"))
EXPORT = Ref("labour_export", Name("Đi làm việc ở nước ngoài", "Working abroad"))


def source(number: int = 1) -> Source:
    return Source(
        number, f"Báo cáo số {number}", f"https://example.vn/{number}", date(2024, 9, 5), 7, RELEASE.released_at
    )


def points(
    start: str, values: Sequence[int | str | None], status: Status = Status.PUBLISHED, step: int = 1
) -> tuple[Point, ...]:
    """One point a month from `start`; None leaves the month out altogether."""
    first = Month.parse(start)
    return tuple(
        Point(first.plus(i * step), Decimal(value), status=status, source=source())
        for i, value in enumerate(values)
        if value is not None
    )


def series(
    area: Ref,
    start: str,
    values: Sequence[int | str | None],
    *,
    basis: Basis = Basis.MONTH,
    category: Ref | None = None,
    status: Status = Status.PUBLISHED,
) -> Series:
    return Series(area, basis, points(start, values, status), category)


def by_year(area: Ref, values: dict[int, int | str], basis: Basis = Basis.YEAR) -> Series:
    """A series with these figures, each filed under its year's December."""
    return Series(area, basis, tuple(Point(Month(y, 12), Decimal(v), source=source()) for y, v in values.items()))


def comparison(
    *found: Series,
    indicator: IndicatorRef = JOBS,
    view: View = View.MONTH,
    targets: tuple[Series, ...] = (),
    breaks: tuple[Break, ...] = (),
) -> Comparison:
    return Comparison(indicator, view, found, targets, breaks, RELEASE)


def target(area: Ref, year: int, value: int) -> Series:
    return Series(area, Basis.TARGET, (Point(Month(year, 12), Decimal(value), source=source(2)),))


def three_years() -> Comparison:
    """36 made-up months of two provinces with one published month and one hedge, as a newcomer sees them."""
    months = [1800 + 37 * i + (i % 12) * 61 for i in range(36)]
    fewer = [900 + 19 * i + (i * 7 % 12) * 33 for i in range(36)]
    one = series(SON_LA, "2022-01", months, status=Status.ILLUSTRATIVE)
    two = series(LAI_CHAU, "2022-01", fewer, status=Status.ILLUSTRATIVE)
    real = Point(Month(2024, 8), Decimal(2478), qualifier=Qualifier.OVER, source=source())
    one = Series(SON_LA, Basis.MONTH, tuple(real if p.month == real.month else p for p in one.points))
    return comparison(one, two)


def running_totals() -> Comparison:
    """Running totals of two years with targets of both provinces."""
    values = [1200 * (i % 12 + 1) for i in range(20)]
    smaller = [640 * (i % 12 + 1) for i in range(20)]
    return comparison(
        series(SON_LA, "2023-01", values, basis=Basis.YTD),
        series(LAI_CHAU, "2023-01", smaller, basis=Basis.YTD),
        view=View.YTD,
        targets=(target(SON_LA, 2024, 16000), target(LAI_CHAU, 2024, 8700)),
    )


def breakdown() -> Comparison:
    """Totals and categories of two provinces in one month, and of the first a year before."""
    return comparison(
        series(SON_LA, "2024-08", [1000]),
        series(SON_LA, "2024-08", [620], category=LOAN),
        series(SON_LA, "2024-08", [250], category=SELF),
        series(SON_LA, "2024-08", [130], category=EXPORT),
        series(LAI_CHAU, "2024-07", [400]),
        series(LAI_CHAU, "2024-07", [300], category=LOAN),
        series(LAI_CHAU, "2024-07", [60], category=SELF),
    )


POVERTY = IndicatorRef(
    slug="poverty_rate",
    name=Name("Tỷ lệ hộ nghèo", "Poverty rate"),
    unit=Ref("percent", Name("%", "%")),
    decimals=2,
    measure=Measure.RATE,
    direction=Direction.DOWN,
)
#: From when a poverty standard holds: for all, and for one area that changed a year before the others.
STANDARDS = (
    Break(Month(2016, 1), Name("Chuẩn nghèo 2016–2020.", "Standard of 2016–2020.")),
    Break(Month(2021, 1), Name("Sơn La theo chuẩn mới từ 2021.", "Son La follows the new standard from 2021."), "14"),
    Break(Month(2022, 1), Name("Chuẩn nghèo 2022–2025.", "Standard of 2022–2025.")),
)


def poverty() -> Comparison:
    """Years of two provinces with gaps, across the breaks of their standards, and a plan for one of them."""
    return comparison(
        by_year(SON_LA, {2016: "31.44", 2018: "25.42", 2020: "18.3", 2021: "21.66", 2023: "14.17", 2024: "10.8"}),
        by_year(LAI_CHAU, {2015: "36.9", 2019: "20.1", 2020: "16.33", 2023: "23.88", 2024: "19.46"}),
        indicator=POVERTY, view=View.YEAR, targets=(target(SON_LA, 2017, 28),), breaks=STANDARDS,
    )  # fmt: skip


def districts() -> Comparison:
    """Six districts that ended with June 2025."""
    names = ["Mộc Châu", "Phù Yên", "Sông Mã", "Sốp Cộp", "Mường La", "Vân Hồ"]
    areas = [Ref(str(120 + i), Name(name, name)) for i, name in enumerate(names)]
    ended = Break(Month(2025, 7), Name("Kết thúc cấp huyện.", "Districts ended."))
    return comparison(
        *(series(a, "2024-01", [100 + 20 * i + 5 * m for m in range(18)]) for i, a in enumerate(areas)),
        breaks=(ended,),
    )
