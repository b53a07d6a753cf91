"""The chart block as a page shows it."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override

from indicators.values.comparison import Comparison
from indicators.values.names import Name, Ref
from indicators.values.periods import Basis

from .support.comparisons import SON_LA, comparison, running_totals, series, three_years


def shown(found: Comparison, tag: str = "{% chart found %}", lang: str = "vi") -> str:
    with override(lang):
        return Template("{% load charts %}" + tag).render(
            Context({"found": found, "series": found.series, "address": "/compare/figure/?a=1&b=2"})
        )


@pytest.mark.parametrize(("lang", "source"), [("vi", "Nguồn: "), ("en", "Source: ")])
def test_the_block_has_words_both_pictures_and_source_in_the_language_of_the_page(lang: str, source: str) -> None:
    block = shown(three_years(), lang=lang)
    assert block.count('role="img"') == 2
    assert source in block
    assert "chart-headline" in block


def test_the_figure_travels_in_the_page_as_data_and_cannot_close_its_element() -> None:
    evil = Ref("14", Name("</script><b>", "x"))
    block = shown(comparison(series(evil, "2024-01", [1, 2])))
    data = re.search(r'<script type="application/json">(.*?)</script>', block, re.DOTALL)
    assert data
    assert json.loads(data[1])["data"][0]["y"] == [1, 2]
    assert "<b>" not in block


def test_the_figure_is_left_out_where_the_page_names_its_address() -> None:
    block = shown(three_years(), "{% chart found figure_url=address %}")
    assert 'data-figure="/compare/figure/?a=1&amp;b=2"' in block
    assert "<script" not in block


def test_without_a_script_no_button_is_offered() -> None:
    assert re.search(r"<button[^>]* hidden ", shown(three_years()))


def test_an_empty_selection_offers_neither_button_nor_downloads() -> None:
    block = shown(comparison())
    assert "Chưa có số liệu cho lựa chọn này" in block
    assert "<button" not in block
    assert "data-chart" not in block


def test_nothing_in_the_block_is_inline_style_or_script() -> None:
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", shown(running_totals()))


def test_sparkline_and_bullet_speak_the_language_of_the_page() -> None:
    found = comparison(series(SON_LA, "2024-01", [1, 2], basis=Basis.YTD))
    assert "lowest 1, highest 2" in shown(found, "{% sparkline series.0 %}", "en")
    with override("vi"):
        bar = Template("{% load charts %}{% bullet value target %}").render(
            Context({"value": Decimal(1), "target": Decimal(4)})
        )
    assert "Đạt 25,0% kế hoạch năm" in bar
