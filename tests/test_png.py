"""PNGs of charts: real pictures, the same each time, in the typeface that they bring along."""

from __future__ import annotations

import struct

import pytest

from indicators.charts.png import FONTS, SCALE, png
from indicators.charts.svg import standalone

from .support import comparisons as shown


def size(picture: bytes) -> tuple[int, int]:
    """Width and height from the header."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    "comparison", [shown.three_years(), shown.running_totals(), shown.breakdown(), shown.districts()]
)
def test_png_is_the_svg_twice_as_large(comparison: shown.Comparison, lang: str) -> None:
    document = standalone(comparison, lang)
    assert f'width="{size(png(document))[0] // SCALE}"' in document


def test_png_is_the_same_bytes_each_time() -> None:
    document = standalone(shown.three_years(), "vi")
    assert png(document) == png(document)


def test_text_is_drawn_in_letters_of_vietnamese() -> None:
    """Without the fonts there would be no letters: the picture would be emptier."""
    with_words, without = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40" font-family="system-ui"><text y="30">{text}</text></svg>'
        for text in ("Số lượt người được giải quyết", "")
    )
    assert len(png(with_words)) > len(png(without)) * 3
    assert len(FONTS) == 3
