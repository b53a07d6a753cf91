"""The drawn chart, read back as a person would read it: by its axes, labels and marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from indicators.charts import svg
from indicators.charts.axes import spread
from indicators.charts.colours import FAINT, GRID, INK, PAPER, STYLES
from indicators.charts.svg.parts import text_width, wrapped
from indicators.charts.transform import for_view
from indicators.values.comparison import Comparison, View
from indicators.values.names import Name, Ref
from indicators.values.periods import Basis, Month
from indicators.values.series import Break, Point, Qualifier, Series, Status

from .support.comparisons import (
    LAI_CHAU,
    LOAN,
    SELF,
    SON_LA,
    UNEMPLOYMENT,
    breakdown,
    comparison,
    districts,
    poverty,
    running_totals,
    series,
    target,
    three_years,
)

Element = ElementTree.Element
NS = "{http://www.w3.org/2000/svg}"


def people(area: Ref) -> Series:
    return Series(area, Basis.YEAR, tuple(Point(Month(year, 12), Decimal(500_000)) for year in (2022, 2023, 2024)))


#: Every view of C5, and the district breakdown.
VIEWS: dict[str, Comparison] = {
    "month": three_years(),
    "ytd": running_totals(),
    "year": replace(poverty(), breaks=()),
    "years": for_view(three_years(), View.YEARS),
    "target": for_view(running_totals(), View.TARGET),
    "index": for_view(three_years(), View.INDEX),
    "percapita": for_view(three_years(), View.PER_CAPITA, [people(SON_LA), people(LAI_CHAU)]),
    "share": for_view(breakdown(), View.SHARE),
    "categories": comparison(
        series(SON_LA, "2024-01", [620, 640, None, 700], category=LOAN),
        series(SON_LA, "2024-01", [250, None, 270, 280], category=SELF, status=Status.ILLUSTRATIVE),
    ),
    "break": comparison(
        series(SON_LA, "2025-01", [90, 95, 70, 75, 80]), breaks=(Break(Month(2025, 3), Name("Gián đoạn.", "A break.")),)
    ),
    "districts": districts(),
    "one period": breakdown(),
    "rate": comparison(series(SON_LA, "2024-01", ["60.1", "60.4", None, "60.2"]), indicator=UNEMPLOYMENT),
    "empty": comparison(),
}
BARS = {"share", "one period"}
LINES = sorted(VIEWS.keys() - BARS - {"districts", "empty"})
every_view = pytest.mark.parametrize("view", VIEWS)
both_variants = pytest.mark.parametrize("variant", ["wide", "narrow"])
both_languages = pytest.mark.parametrize("lang", ["vi", "en"])


def drawn(found: Comparison, lang: str = "vi", variant: str = "wide") -> Element:
    return ElementTree.fromstring(svg.chart(found, lang, variant))


def texts(picture: Element) -> list[str]:
    return ["".join(element.itertext()) for element in picture.iter(f"{NS}text")]


def groups(picture: Element, name: str) -> list[Element]:
    return [element for element in picture.iter() if element.get("class") == name]


# Reading the axes


def straight(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    """Slope and start of the line through the first and last pair (pixel, value)."""
    (p0, v0), (p1, v1) = pairs[0], pairs[-1]
    slope = (v1 - v0) / (p1 - p0)
    return slope, v0 - slope * p0


def value_labels(picture: Element) -> list[tuple[float, float]]:
    """Where each value label stands (height of its grid line) and what it says."""
    grid = next(e for e in picture.iter(f"{NS}path") if e.get("stroke") == "#d5dae0")
    heights = [float(y) for y in re.findall(r"M[\d.-]+ ([\d.-]+)H", grid.get("d", ""))]
    group = next(e for e in picture.iter(f"{NS}g") if e.get("text-anchor") == "end")
    labels = [float((t.text or "").replace(".", "").replace(",", ".")) for t in group.iter(f"{NS}text")]
    return list(zip(heights, labels, strict=True))


def month_labels(picture: Element) -> list[tuple[float, float]]:
    """Where each month label has its tick, and which month it names."""
    ticks = next(e for e in picture.iter(f"{NS}path") if "v5" in e.get("d", ""))
    places = [float(x) for x in re.findall(r"M([\d.-]+) [\d.-]+v5", ticks.get("d", ""))]
    group = next(e for e in picture.iter(f"{NS}g") if e.get("text-anchor") == "middle")
    return list(zip(places, [place_of(t.text or "") for t in group.iter(f"{NS}text")], strict=True))


def place_of(label: str) -> float:
    """`T3/2024` and `2024` as month indices, `T3` as the number 3."""
    if full := re.fullmatch(r"T(\d+)/(\d{4})", label):
        return int(full[2]) * 12 + int(full[1]) - 1
    return int(label[1:]) if label.startswith("T") else int(label) * 12


def dots(line: Element) -> list[tuple[float, float]]:
    """Where dots stand, hollow ones too: a ring is a white dot on a larger one."""
    return sorted({place for _, place in _dots(line)})


def hollow(line: Element) -> list[tuple[float, float]]:
    return sorted(place for colour, place in _dots(line) if colour == "#fff")


def _dots(line: Element) -> Iterator[tuple[str | None, tuple[float, float]]]:
    for path in line.iter(f"{NS}path"):
        if path.get("class") == "dots":
            for x, y in re.findall(r"M([\d.-]+) ([\d.-]+)h", path.get("d", "")):
                yield path.get("stroke"), (float(x), float(y))


def read(picture: Element, view: str = "") -> Iterator[tuple[int, float]]:
    """Every dot as (place, value), line by line, by the picture's own axes; the places of `year` are years."""
    (across, start), (up, zero) = straight(month_labels(picture)), straight(value_labels(picture))
    for line in groups(picture, "line"):
        for x, y in dots(line):
            yield round((across * x + start) / (12 if view == "year" else 1)), up * y + zero


# The same figures


@both_variants
@pytest.mark.parametrize("view", LINES)
def test_every_dot_stands_at_its_month_and_value(view: str, variant: str) -> None:
    picture = drawn(VIEWS[view], variant=variant)
    labels = value_labels(picture)
    pixel = abs(labels[-1][1] - labels[0][1]) / abs(labels[-1][0] - labels[0][0])
    expected = [(place, float(value)) for _, place, value in svg.plotted(VIEWS[view], "vi")]
    assert [place for place, _ in read(picture, view)] == [place for place, _ in expected]
    assert [value for _, value in read(picture)] == pytest.approx([v for _, v in expected], abs=pixel * 0.2)


@both_variants
def test_small_multiples_share_one_scale(variant: str) -> None:
    picture = drawn(districts(), variant=variant)
    panels = groups(picture, "panel")
    heights = [
        [float(y) for y in re.findall(r"M[\d.-]+ ([\d.-]+)H", next(panel.iter(f"{NS}path")).get("d", ""))]
        for panel in panels
    ]
    assert len(panels) == 6
    assert [ys[0] - ys[-1] for ys in heights] == pytest.approx([heights[0][0] - heights[0][-1]] * 6, abs=0.2)
    # 100 to 300 over the same height: from the zero line, the first dot of district i stands 100 + 20 i up.
    up = [(ys[0] - dots(panel)[0][1]) / (ys[0] - ys[-1]) * 300 for ys, panel in zip(heights, panels, strict=True)]
    assert up == pytest.approx([100, 120, 140, 160, 180, 200], abs=2)


@both_variants
@pytest.mark.parametrize("view", sorted(BARS))
def test_bars_start_at_zero_and_are_as_long_as_their_values(view: str, variant: str) -> None:
    bars = groups(drawn(VIEWS[view], variant=variant), "bar")
    values = [float(value) for _, _, value in svg.plotted(VIEWS[view], "vi")]
    assert len({bar.get("x") for bar in bars}) == 1
    widths = [float(bar.get("width", "")) for bar in bars]
    assert widths == pytest.approx([value * widths[0] / values[0] for value in values], abs=0.3)


def test_a_month_without_a_figure_is_a_gap() -> None:
    picture = drawn(comparison(series(SON_LA, "2024-01", [1, 2, None, 4, 5])))
    path = next(groups(picture, "line")[0].iter(f"{NS}path")).get("d", "")
    assert (path.count("M"), path.count("L")) == (2, 2)


def test_a_running_total_starts_afresh_each_january() -> None:
    picture = drawn(comparison(series(SON_LA, "2023-11", [10, 11, 1, 2], basis=Basis.YTD), view=View.YTD))
    assert next(groups(picture, "line")[0].iter(f"{NS}path")).get("d", "").count("M") == 2


def test_zero_missing_and_unavailable_look_different() -> None:
    gone = Point(Month(2024, 2), None, missing_reason="chưa tổng hợp")
    found = Series(SON_LA, Basis.MONTH, (Point(Month(2024, 1), Decimal(0)), gone, Point(Month(2024, 4), Decimal(3))))
    line = groups(drawn(comparison(found)), "line")[0]
    crosses = [p for p in line.iter(f"{NS}path") if "l6 6m0-6l-6 6" in p.get("d", "")]
    assert (len(dots(line)), len(crosses)) == (2, 1)


def test_made_up_figures_are_hollow_and_published_ones_are_filled() -> None:
    line = groups(drawn(three_years()), "line")[0]
    assert (len(dots(line)), len(hollow(line))) == (36, 35)
    assert line.get("stroke") == STYLES[0].colour


def test_made_up_bars_are_hollow() -> None:
    found = comparison(
        series(SON_LA, "2024-01", [5], status=Status.ILLUSTRATIVE), series(LAI_CHAU, "2024-01", [3]),
    )  # fmt: skip
    assert [bar.get("fill") for bar in groups(drawn(found), "bar")] == ["#fff", STYLES[0].colour]


def test_the_second_line_is_dashed_too() -> None:
    first, second = groups(drawn(three_years()), "line")
    assert next(first.iter(f"{NS}path")).get("stroke-dasharray") is None
    assert next(second.iter(f"{NS}path")).get("stroke-dasharray") == "7 4"


def test_marks_stand_beside_their_dots() -> None:
    assert texts(drawn(three_years())).count("[≈]") == 1
    revised = Series(SON_LA, Basis.MONTH, (Point(Month(2024, 1), Decimal(5), status=Status.REVISED),
                                           Point(Month(2024, 2), Decimal(6), qualifier=Qualifier.PROVISIONAL)))  # fmt: skip
    shown = texts(drawn(comparison(revised)))
    assert "[r]" in shown
    assert "[p]" in shown


def test_a_target_is_a_labelled_line_over_its_year() -> None:
    shown = texts(drawn(running_totals()))
    assert "Kế hoạch Sơn La 2024: 16.000" in shown
    assert "Target Lai Chau 2024: 8,700" in texts(drawn(running_totals(), "en"))
    assert len(groups(drawn(running_totals()), "level")) == 2


def test_a_years_target_is_not_drawn_over_single_months() -> None:
    found = comparison(series(SON_LA, "2024-01", [1, 2, 3]), targets=(target(SON_LA, 2024, 8000),))
    assert groups(drawn(found), "level") == []


def test_attainment_shows_the_line_of_100_per_cent() -> None:
    assert "100% kế hoạch" in texts(drawn(VIEWS["target"]))


@both_variants
@pytest.mark.parametrize("last", [98, 100, 103])
def test_the_label_of_a_level_lies_over_no_dot(variant: str, last: int) -> None:
    """A course that ends where the label would stand by default: at the right, above its line."""
    values = [20, 40, 60, 70, 80, 90, 95, 97, 98, last, last]
    course = series(SON_LA, "2024-01", values, basis=Basis.YTD)
    found = drawn(comparison(course, view=View.TARGET), variant=variant)
    label = next(iter(groups(found, "level")[0].iter(f"{NS}text")))
    x, y = float(label.attrib["x"]), float(label.attrib["y"])
    right, size = x + text_width(label.text or "", float(found.attrib["font-size"])), float(found.attrib["font-size"])
    places = dots(found)
    assert places
    assert not [place for place in places if x < place[0] < right and y - size < place[1] < y]


def test_a_break_is_a_line_with_its_mark() -> None:
    assert len(groups(drawn(districts()), "break")) == 6
    assert "[b]" in texts(drawn(districts()))


@pytest.mark.parametrize("view", LINES)
def test_lines_start_at_zero_unless_a_rate_would_be_flat(view: str) -> None:
    lowest = min(value for _, value in value_labels(drawn(VIEWS[view])))
    assert (lowest == 0) is (view != "rate")


# Names and labels


@every_view
@both_variants
@both_languages
def test_every_picture_is_named_and_described(view: str, variant: str, lang: str) -> None:
    picture = drawn(VIEWS[view], lang, variant)
    title, desc = picture.find(f"{NS}title"), picture.find(f"{NS}desc")
    assert title is not None
    assert desc is not None
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert (title.text or "").startswith(VIEWS[view].indicator.name.text(lang))
    assert desc.text


def test_element_ids_are_unique_across_variants_and_selections() -> None:
    markup = "".join(svg.chart(found, "vi", variant) for found in VIEWS.values() for variant in ("wide", "narrow"))
    ids = re.findall(r' id="([^"]+)"', markup)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", markup)) <= set(ids)


def test_every_series_is_labelled_at_its_end_with_its_last_value() -> None:
    shown = texts(drawn(three_years()))
    assert "Sơn La3.766" in shown
    assert "Lai Châu1.730" in shown


@pytest.mark.parametrize(("lang", "number", "month"), [("vi", "4.000", "T1/2022"), ("en", "4,000", "Jan 2022")])
def test_axes_speak_the_language_of_the_page(lang: str, number: str, month: str) -> None:
    shown = texts(drawn(three_years(), lang))
    assert number in shown
    assert month in shown


def test_large_amounts_count_in_billions_said_once() -> None:
    money = replace(UNEMPLOYMENT, unit=Ref("dong", Name("đồng", "dong")), decimals=0)
    found = comparison(series(SON_LA, "2024-01", [10**9, 3 * 10**9]), indicator=money)
    assert "tỷ đồng" in texts(drawn(found))
    assert "billion dong" in texts(drawn(found, "en"))


@both_variants
def test_labels_at_the_ends_never_overlap(variant: str) -> None:
    close = comparison(
        *(series(Ref(str(i), Name(f"Huyện {i}", f"District {i}")), "2024-01", [50, 50 + i]) for i in range(4))
    )
    picture = drawn(close, variant=variant)
    labels = [t for t in picture.iter(f"{NS}text") if t.get("font-weight") == "600"]
    tops = sorted(float(t.get("y", "")) for t in labels)
    size = float(picture.get("font-size", ""))
    assert all(after - before >= 2 * size for before, after in pairwise(tops))


def test_labels_are_spread_within_their_room() -> None:
    assert spread([10, 11, 12], [5, 5, 5], 100) == [10, 15, 20]
    assert spread([90, 95], [10, 10], 100) == [80, 90]


@every_view
@both_variants
def test_nothing_is_written_outside_the_picture(view: str, variant: str) -> None:
    picture = drawn(VIEWS[view], variant=variant)
    width = float(picture.get("viewBox", "").split()[2])
    for text in picture.iter(f"{NS}text"):
        assert 0 <= float(text.get("x", "")) <= width


def test_long_names_are_wrapped_and_shortened_to_their_room() -> None:
    rows = wrapped("Chương trình mục tiêu quốc gia về giảm nghèo bền vững của tỉnh", 90, 15, 3)
    assert len(rows) == 3
    assert rows[-1].endswith("…")
    assert all(text_width(row, 15) <= 90 for row in rows)


# Safe, small, legible


@every_view
@both_variants
def test_no_style_no_script_and_nothing_from_elsewhere(view: str, variant: str) -> None:
    markup = svg.chart(VIEWS[view], "vi", variant)
    assert not re.search(r"<style|\sstyle=|<script|\son\w+=|href=|<foreignObject|<image", markup)


def test_names_from_the_catalogue_cannot_become_markup() -> None:
    evil = Ref('"><script>alert(1)</script>', Name("<b>&\"'", "<b>"))
    for found in (
        comparison(series(evil, "2024-01", [1, 2])),
        comparison(series(evil, "2024-01", [1]), series(evil, "2024-01", [2], category=LOAN)),
        comparison(*(series(replace(evil, code=str(i)), "2024-01", [1, 2]) for i in range(6))),
    ):
        for markup in (svg.chart(found, "vi"), svg.standalone(found, "vi")):
            ElementTree.fromstring(markup.encode())
            assert "<b>" not in markup
            assert "<script" not in markup


@both_variants
def test_three_years_of_two_provinces_stay_lean(variant: str) -> None:
    assert len(svg.chart(three_years(), "vi", variant).encode()) < 8_000


def test_text_of_the_narrow_variant_is_12_pixels_or_more_in_a_window_of_320() -> None:
    picture = drawn(three_years(), variant="narrow")
    page_padding = 2 * 12
    scale = (320 - page_padding) / float(picture.get("viewBox", "").split()[2])
    sizes = {float(e.get("font-size", "")) for e in picture.iter() if e.get("font-size")}
    assert min(sizes) * scale >= 12


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [*(style.colour for style in STYLES), INK, FAINT])
def test_colours_carry_text_on_white(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_lines_are_told_apart_without_colour() -> None:
    assert len({style.dash for style in STYLES}) == len(STYLES)
    assert len({style.pattern for style in STYLES}) == len(STYLES)


# The file


@every_view
@both_languages
def test_the_file_carries_title_notes_source_and_release(view: str, lang: str) -> None:
    document = svg.standalone(VIEWS[view], lang)
    assert document.startswith("<?xml")
    said = " ".join(texts(ElementTree.fromstring(document.encode())))
    assert ("Release 7" if lang == "en" else "Lần công bố số 7") in said
    if view != "empty":
        assert ("Source:" if lang == "en" else "Nguồn:") in said


def test_the_file_tells_why_something_is_not_shown() -> None:
    said = " ".join(texts(ElementTree.fromstring(svg.standalone(VIEWS["target"], "vi").encode())))
    assert "không có chỉ tiêu kế hoạch năm 2023" in said


# Word-sized


def test_a_sparkline_is_named_by_its_span_and_extremes() -> None:
    picture = ElementTree.fromstring(svg.sparkline(series(SON_LA, "2024-01", [1200, 900, 2478]), "vi"))
    assert picture.get("aria-label") == "T1/2024–T3/2024: thấp nhất 900, cao nhất 2.478"
    assert svg.sparkline(series(SON_LA, "2024-01", []), "vi") == ""


@pytest.mark.parametrize(("lang", "mark"), [("vi", "[minh hoạ]"), ("en", "[illustrative]")])
def test_a_sparkline_with_any_made_up_figure_says_so_though_its_last_dot_is_real(lang: str, mark: str) -> None:
    found = series(SON_LA, "2024-01", [1200, 900, 2478])
    made_up = found.points[1]._replace(status=Status.ILLUSTRATIVE)
    mixed = replace(found, points=(found.points[0], made_up, found.points[2]))
    picture = ElementTree.fromstring(svg.sparkline(mixed, lang))
    assert picture.get("aria-label", "").endswith(mark)
    assert mark not in svg.sparkline(found, lang)


@pytest.mark.parametrize(
    ("value", "width", "label"),
    [(0, 0, "Đạt 0,0% kế hoạch năm"), (50, 64, "Đạt 50,0% kế hoạch năm"), (100, 128, "Đạt 100,0% kế hoạch năm"),
     (300, 160, "Đạt 300,0% kế hoạch năm")],
)  # fmt: skip
def test_a_bullet_bar_is_as_long_as_the_share_of_the_target(value: int, width: float, label: str) -> None:
    picture = ElementTree.fromstring(svg.bullet(Decimal(value), Decimal(100), "vi"))
    assert float(groups(picture, "bar")[0].get("width", "")) == width
    assert picture.get("aria-label") == label


def test_pages_have_the_colours_of_the_charts_on_them() -> None:
    tokens = (Path(__file__).parent.parent / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", tokens))
    drawn = {"ink": INK, "faint": FAINT, "line": GRID, "ground": PAPER, "accent": STYLES[0].colour}
    assert {name: colours[name] for name in drawn} == drawn
