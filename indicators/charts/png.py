"""A chart's SVG document as a PNG, drawn in this process: no browser, no system fonts, the same picture everywhere."""

from __future__ import annotations

import resvg_py
from fontpkg_be_vietnam_pro import FAMILY, ROOT

#: Twice the SVG's own size: sharp on a slide and on paper.
SCALE = 2
#: A typeface made for Vietnamese, in the weights that the charts use.
FONTS = [str(ROOT / "files" / f"BeVietnamPro-{weight}.ttf") for weight in ("Regular", "SemiBold", "Bold")]


def png(document: str) -> bytes:
    """Draw an SVG document of ours on white, as PNG bytes. Reads nothing that the document might name."""
    return resvg_py.svg_to_bytes(
        svg_string=document.replace("system-ui", f"'{FAMILY}'"),
        font_files=FONTS,
        font_family=FAMILY,
        sans_serif_family=FAMILY,
        skip_system_fonts=True,
        background="#ffffff",
        zoom=SCALE,
    )
