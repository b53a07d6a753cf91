"""Elements of an SVG as text: escaped, with presentation attributes only (the CSP allows no style)."""

from __future__ import annotations

from decimal import Decimal
from html import escape

FONTS = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif"
#: Shares of the font size; generous, since the fonts are the reader's.
_WIDTHS = dict.fromkeys("iljtfrI.,:;'|()[] ", 0.32) | dict.fromkeys("mwMWƯƠ@%", 0.88)


def num(value: float | Decimal) -> str:
    """Write a coordinate with at most one decimal: a tenth of a pixel is enough, and short."""
    return f"{value:.1f}".removesuffix(".0").replace("-0.0", "0")


def tag(name: str, content: str = "", **attributes: str | float | Decimal | None) -> str:
    """Write an element; `content` is markup already, attribute values are escaped. `None` leaves one out."""
    pairs = [f' {_attribute(key)}="{_value(value)}"' for key, value in attributes.items() if value is not None]
    return f"<{name}{''.join(pairs)}>{content}</{name}>" if content else f"<{name}{''.join(pairs)}/>"


def _attribute(key: str) -> str:
    return {"class_": "class", "viewbox": "viewBox"}.get(key, key.replace("_", "-"))


def _value(value: str | float | Decimal) -> str:
    return escape(value) if isinstance(value, str) else num(value)


def text(content: str, x: float, y: float, **attributes: str | float | None) -> str:
    return tag("text", escape(content, quote=False), x=x, y=y, **attributes)


def lines_of_text(lines: list[str], x: float, y: float, leading: float, **attributes: str | float | None) -> str:
    """Write lines under each other, the first with its baseline at `y`."""
    rows = (tag("tspan", escape(line, quote=False), x=x, dy=leading if i else None) for i, line in enumerate(lines))
    return tag("text", "".join(rows), x=x, y=y, **attributes)


def text_width(content: str, size: float) -> float:
    """Guess a width that is safely enough, in the unit of `size`."""
    return size * sum(_WIDTHS.get(letter, 0.66 if letter.isupper() else 0.57) for letter in content)


def wrapped(content: str, width: float, size: float, most: int) -> list[str]:
    """Break words into at most `most` lines of `width`; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    for word in content.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    rows = lines[:most]
    if len(lines) > most:
        rows[-1] += "…"
    return [_shortened(line, width, size) for line in rows]


def _shortened(line: str, width: float, size: float) -> str:
    while text_width(line, size) > width and len(line) > 2:
        line = line.rstrip("…")[:-1].rstrip() + "…"
    return line
