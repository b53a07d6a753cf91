"""The interactive figure: valid, safe, in the reader's language, and the same figures as the drawn chart."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import pytest

from indicators.charts import plotly, svg
from indicators.charts.marks import ChartKind, bars, kind
from indicators.values.comparison import Comparison, View
from indicators.values.names import Name, Ref
from indicators.values.periods import Basis, Month
from indicators.values.series import Point, Series, Status

from .support.comparisons import LAI_CHAU, SON_LA, comparison, districts, running_totals, series, three_years
from .test_svg import (
    BARS,
    LINES,
    VIEWS,
    both_languages,
    dots,
    drawn,
    every_view,
    groups,
    hollow,
    read,
    straight,
    value_labels,
)  # fmt: skip


def drawn_values(found: Comparison, lang: str) -> list[tuple[str, int, float]]:
    """What the figure plots, in the words of `svg.plotted`: (label, place, value)."""
    data = plotly.figure(found, lang)["data"]
    if kind(found) == ChartKind.BARS:
        return sorted(
            (t["name"], row, float(value))
            for t in data
            for row, value in zip(t["y"], t["x"], strict=True)
            if value is not None
        )
    return [
        (trace["name"], place(x), float(y))
        for trace in data
        for x, y in zip(trace["x"], trace["y"], strict=True)
        if y is not None
    ]


def place(x: str | float) -> int:
    return int(x) if isinstance(x, float) else Month.parse(x[:7]).index


@every_view
@both_languages
def test_every_view_plots_exactly_what_the_drawn_chart_plots(view: str, lang: str) -> None:
    expected = [(label, at, float(value)) for label, at, value in svg.plotted(VIEWS[view], lang)]
    found = drawn_values(VIEWS[view], lang)
    assert found == (sorted(expected) if kind(VIEWS[view]) == ChartKind.BARS else expected)


@both_languages
@pytest.mark.parametrize("view", LINES)
def test_every_interactive_dot_stands_where_the_picture_has_it(view: str, lang: str) -> None:
    picture, found = drawn(VIEWS[view]), drawn_values(VIEWS[view], lang)
    labels = value_labels(picture)
    pixel = abs(labels[-1][1] - labels[0][1]) / abs(labels[-1][0] - labels[0][0])
    assert [at for at, _ in read(picture, view)] == [at for _, at, _ in found]
    assert [value for _, value in read(picture)] == pytest.approx([value for *_, value in found], abs=pixel * 0.2)


@pytest.mark.parametrize("view", LINES)
def test_targets_breaks_and_made_up_dots_are_the_pictures(view: str) -> None:
    picture, figure = drawn(VIEWS[view]), plotly.figure(VIEWS[view], "vi")
    up, zero = straight(value_labels(picture))
    levels = [
        float(re.findall(r"M[\d.-]+ ([\d.-]+)", path(group))[0]) * up + zero for group in groups(picture, "level")
    ]
    flat = [shape["y0"] for shape in figure["layout"]["shapes"] if shape["y0"] == shape["y1"]]
    assert levels == pytest.approx(flat, abs=abs(up) * 0.2)
    upright = [shape for shape in figure["layout"]["shapes"] if shape["x0"] == shape["x1"]]
    assert len(groups(picture, "break")) == len(upright) == (1 if view == "break" else 0)
    rings = sum(len(hollow(line)) for line in groups(picture, "line"))
    assert rings == sum(colour == "#fff" for trace in figure["data"] for colour in trace["marker"]["color"])


@pytest.mark.parametrize("last", [100, 103])
def test_the_label_of_a_level_stands_away_from_the_lines_end(last: int) -> None:
    course = series(SON_LA, "2024-01", [20, 40, 60, 70, 80, 90, 95, 97, 98, last, last], basis=Basis.YTD)
    label = level_label(comparison(course, view=View.TARGET))
    assert (label["x"], label["xanchor"]) == (0, "left")


def test_the_label_of_a_level_stands_at_the_right_where_nothing_is_there() -> None:
    label = level_label(comparison(series(SON_LA, "2024-01", [20, 30, 40, 50], basis=Basis.YTD), view=View.TARGET))
    assert (label["x"], label["xanchor"], label["yanchor"]) == (1, "right", "bottom")


def level_label(found: Comparison) -> dict[str, Any]:
    annotations = plotly.figure(found, "vi")["layout"]["annotations"]
    return next(one for one in annotations if one["text"] == "100% kế hoạch")


def test_views_with_targets_have_levels_to_compare() -> None:
    with_levels = {view for view in LINES if groups(drawn(VIEWS[view]), "level")}
    assert with_levels >= {"ytd", "target", "index"}


@pytest.mark.parametrize("view", sorted(BARS))
def test_every_interactive_bar_is_as_long_as_the_pictures(view: str) -> None:
    lengths = sorted(float(bar.get("width", "")) for bar in groups(drawn(VIEWS[view]), "bar"))
    values = sorted(value for *_, value in drawn_values(VIEWS[view], "vi"))
    assert lengths == pytest.approx([value * lengths[-1] / values[-1] for value in values], abs=0.3)


def test_every_interactive_dot_of_small_multiples_stands_in_its_panel() -> None:
    found = districts()
    expected = [[point.value for point in item.points] for item in found.series]
    panels = groups(drawn(found), "panel")
    assert [len(dots(panel)) for panel in panels] == [len(values) for values in expected]
    for panel, trace in zip(panels, plotly.figure(found, "vi")["data"], strict=True):
        heights = [y for _x, y in dots(panel)]
        scale = (trace["y"][-1] - trace["y"][0]) / (heights[-1] - heights[0])
        assert [trace["y"][0] + (y - heights[0]) * scale for y in heights] == pytest.approx(trace["y"], abs=2)


def path(group: Any) -> str:
    return str(next(element.get("d") for element in group.iter() if element.get("d")))


@every_view
@both_languages
def test_every_figure_is_one_that_plotly_knows(view: str, lang: str) -> None:
    figure = plotly.figure(VIEWS[view], lang)
    assert go.Figure(figure).to_plotly_json()["data"] is not None  # raises for an unknown key or value
    assert json.loads(json.dumps(figure)) == figure


@pytest.mark.parametrize(("lang", "separators"), [("vi", ",."), ("en", ".,")])
def test_numbers_are_separated_as_the_language_does(lang: str, separators: str) -> None:
    assert plotly.figure(three_years(), lang)["layout"]["separators"] == separators


def test_the_default_template_stays_away() -> None:
    assert plotly.figure(three_years(), "vi")["layout"]["template"] == plotly.TEMPLATE
    assert len(json.dumps(plotly.TEMPLATE)) < 1_000


def test_nothing_leaves_the_page() -> None:
    for lang in ("vi", "en"):
        config = plotly.config(lang)
        assert (config["locale"], config["displaylogo"], config["showLink"]) == (lang, False, False)
        assert (config["showSendToCloud"], config["plotlyServerURL"]) == (False, "")
        assert {"toImage", "sendDataToCloud"} <= set(config["modeBarButtonsToRemove"])


def test_months_without_a_figure_are_gaps() -> None:
    trace = plotly.figure(comparison(series(SON_LA, "2024-01", [1, None, 3])), "vi")["data"][0]
    assert (trace["y"], trace["connectgaps"]) == ([1, None, 3], False)


def test_made_up_dots_are_hollow() -> None:
    colours = plotly.figure(three_years(), "vi")["data"][0]["marker"]["color"]
    assert (colours.count("#fff"), colours.count("#1f5fa8")) == (35, 1)


def test_lines_differ_by_dash_and_bars_by_pattern() -> None:
    assert [t["line"]["dash"] for t in plotly.figure(three_years(), "vi")["data"]] == ["solid", "dash"]
    shapes = [t["marker"]["pattern"]["shape"][0] for t in plotly.figure(VIEWS["share"], "vi")["data"]]
    assert shapes == ["", "/"]


def test_bars_start_at_zero() -> None:
    assert plotly.figure(VIEWS["share"], "vi")["layout"]["xaxis"]["range"][0] == 0


def test_axes_are_the_drawn_chart_s() -> None:
    assert plotly.figure(three_years(), "vi")["layout"]["yaxis"]["range"] == [0, 4000]
    assert plotly.figure(three_years(), "vi")["layout"]["xaxis"]["tickformat"] == "T%-m/%Y"
    assert plotly.figure(three_years(), "en")["layout"]["xaxis"]["tickformat"] == "%b %Y"


def test_hovering_tells_place_period_value_hedge_and_mark() -> None:
    told = plotly.figure(three_years(), "vi")["data"][0]["hovertext"]
    assert "Sơn La, T8/2024: trên 2.478 lao động [≈]" in told
    assert "Sơn La, T1/2022: 1.800 lao động [minh hoạ]" in told


def notes(figure: dict[str, Any]) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


def test_lines_are_labelled_at_their_ends_and_targets_on_theirs() -> None:
    shown = notes(plotly.figure(running_totals(), "vi"))
    assert "Sơn La<br>9.600" in shown
    assert "Kế hoạch 2024: 16.000" in shown
    assert len(plotly.figure(running_totals(), "vi")["layout"]["shapes"]) == 2


def test_a_break_is_a_shape_with_its_mark() -> None:
    shapes = plotly.figure(districts(), "vi")["layout"]["shapes"]
    assert {shape["x0"] for shape in shapes} == {"2025-06-16"}
    assert len(shapes) == 6


def test_small_multiples_share_one_scale() -> None:
    layout = plotly.figure(districts(), "vi")["layout"]
    ranges = [layout[key]["range"] for key in layout if key.startswith("yaxis")]
    assert len(ranges) == 6
    assert all(found == [0, 300] for found in ranges)


def test_an_unavailable_figure_is_a_cross_that_says_why() -> None:
    gone = Point(Month(2024, 2), None, missing_reason="chưa tổng hợp")
    found = comparison(Series(SON_LA, Basis.MONTH, (Point(Month(2024, 1), Decimal(5)), gone)))
    cross = [n for n in plotly.figure(found, "vi")["layout"]["annotations"] if n["text"] == "×"]
    assert [n["hovertext"] for n in cross] == ["Sơn La: không có số liệu: chưa tổng hợp"]


@every_view
def test_no_text_carries_markup_that_would_need_a_style(view: str) -> None:
    found = json.dumps(plotly.figure(VIEWS[view], "vi"), ensure_ascii=False)
    assert set(re.findall(r"<[^>]*>", found)) <= {"<br>"}


def test_names_from_the_catalogue_cannot_become_markup() -> None:
    evil = Ref("14", Name("<b>x</b>", "<a href='javascript:1'>x</a>"))
    for found in (comparison(series(evil, "2024-01", [1, 2])), comparison(series(evil, "2024-01", [1]))):
        for lang in ("vi", "en"):
            assert not re.search("<[ab][ >]", json.dumps(plotly.figure(found, lang)))


def test_an_empty_selection_says_so_instead_of_showing_empty_axes() -> None:
    figure = plotly.figure(comparison(), "en")
    assert figure["data"] == []
    assert notes(figure) == ["There are no figures for this selection"]


def test_three_years_of_two_provinces_stay_lean() -> None:
    assert len(json.dumps(plotly.payload(three_years(), "vi"), ensure_ascii=False).encode()) < 12_000


def test_at_most_four_lines_share_a_chart() -> None:
    four, five = (
        comparison(*(series(Ref(str(i), Name(str(i), str(i))), "2024-01", [1, 2]) for i in range(n))) for n in (4, 5)
    )
    assert (kind(four), kind(five)) == (ChartKind.LINES, ChartKind.PANELS)


def test_lone_figures_are_bars_and_the_total_comes_first() -> None:
    single = comparison(
        series(SON_LA, "2024-08", [10], category=Ref("a", Name("A", "A"))),
        series(SON_LA, "2024-08", [30], category=Ref("b", Name("B", "B")), status=Status.ILLUSTRATIVE),
        series(SON_LA, "2024-08", [40]),
    )
    assert bars(single, "vi").rows == ("Tổng số", "B", "A")
    assert kind(single) == ChartKind.BARS


def test_years_lie_on_twelve_months() -> None:
    axis = plotly.figure(VIEWS["years"], "vi")["layout"]["xaxis"]
    assert axis["ticktext"] == [f"T{i}" for i in range(1, 13)]
    assert VIEWS["years"].view == View.YEARS


def test_an_unavailable_bar_keeps_its_row_and_says_why() -> None:
    gone = Point(Month(2024, 8), None, missing_reason="chưa tổng hợp")
    found = comparison(series(SON_LA, "2024-08", [10]), Series(LAI_CHAU, Basis.MONTH, (gone,)))
    trace = plotly.figure(found, "vi")["data"][0]
    assert (trace["x"], trace["text"]) == ([10, None], ["10", "×"])
    assert trace["hovertext"][1].endswith("không có số liệu: chưa tổng hợp")
    assert "× không có số liệu" in svg.chart(found, "vi")


def test_areas_with_different_periods_say_their_period_in_their_row() -> None:
    found = bars(comparison(series(SON_LA, "2024-01", [10]), series(LAI_CHAU, "2022-05", [9])), "vi")
    assert (found.rows, found.columns) == (("Sơn La, T1/2024", "Lai Châu, T5/2022"), ("",))
