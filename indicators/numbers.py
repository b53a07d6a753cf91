"""Numbers as people write them in Vietnamese, and as they are shown in both languages.

`static/js/numbers.js` is the twin of this module; `tests/data/numbers.json` holds the cases both must answer alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

#: Words that multiply the number before them.
SCALES: dict[str, int] = {
    "nghìn": 10**3,
    "ngàn": 10**3,
    "vạn": 10**4,
    "triệu": 10**6,
    "tỷ": 10**9,
    "tỉ": 10**9,
    "nghìn tỷ": 10**12,
    "nghìn tỉ": 10**12,
    "ngàn tỷ": 10**12,
    "ngàn tỉ": 10**12,
}

#: Words before a number that say how exact it is, with the value of `series.Qualifier`.
QUALIFIERS: dict[str, str] = {
    "gần": "nearly",
    "xấp xỉ": "nearly",
    "trên": "over",
    "hơn": "over",
    "vượt": "over",
    ">": "over",
    "khoảng": "about",
    "chừng": "about",
    "≈": "about",
    "~": "about",
    "ước": "estimate",
    "ước đạt": "estimate",
    "ước tính": "estimate",
    "ước khoảng": "estimate",
    "dự kiến": "estimate",
    "dưới": "under",
    "chưa đến": "under",
    "chưa tới": "under",
    "tối đa": "under",
    "<": "under",
    "sơ bộ": "provisional",
}

#: A number holds at most so many digits: what a spreadsheet and a browser both keep exactly.
MAX_DIGITS = 15

_HARD_SPACES = "\u00a0\u2007\u2009\u202f"
_DIGITS = re.compile(rf"[0-9]+(?:[., {_HARD_SPACES}][0-9]+)*")
_SPACED = re.compile(rf"([0-9]{{1,3}}(?:[ {_HARD_SPACES}][0-9]{{3}})+)([.,][0-9]+)?")
_DOTTED = re.compile(r"([1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?")
_COMMAED = re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]+))?")


@dataclass(frozen=True, slots=True)
class Digits:
    """What a string of digits can mean: one reading, several (best first), or none when malformed."""

    readings: tuple[Decimal, ...]
    reason: str = ""  # why it must be asked about, or why it is refused

    @property
    def value(self) -> Decimal | None:
        """The best reading; None when there is none."""
        return self.readings[0] if self.readings else None

    @property
    def ambiguous(self) -> bool:
        return bool(self.readings and self.reason)


def read_digits(text: str, *, scale: bool = False, percent: bool = False) -> Digits:
    """Read digits with their `.`, `,` and spaces, e.g. `43.009`, `14,8`, `101.86`; no sign, no words.

    `scale`: a word of SCALES follows (the value is not multiplied here). `percent`: `%` follows.
    A dot groups thousands and a comma marks decimals; where that does not settle it, `reason` says why.
    """
    if not _DIGITS.fullmatch(text):
        return Digits((), "grouping")
    if spaced := _SPACED.fullmatch(text):
        return _read_spaced(spaced, scale, percent)
    points, commas = text.count("."), text.count(",")
    if " " in text or any(space in text for space in _HARD_SPACES):
        return Digits((), "grouping")
    if points + commas == 0:
        return Digits((_decimal(text),))
    if points + commas == 1:
        return _read_point(text, scale, percent) if points else _read_comma(text, scale, percent)
    return _read_groups(text)


def _read_spaced(match: re.Match[str], scale: bool, percent: bool) -> Digits:
    """`1 234,5`: a no-break space can only group; a plain one may also stand between two numbers."""
    joined = re.sub(r"[^0-9]", "", match[1]) + (match[2] or "")
    inner = read_digits(joined, scale=scale, percent=percent)
    if inner.readings and not inner.reason and " " in match[1]:
        return Digits(inner.readings, "space")
    return inner


def _read_point(text: str, scale: bool, percent: bool) -> Digits:
    """One dot: thousands before exactly three digits, otherwise a decimal sign out of place.

    A scale word or a percent sign leaves only the decimal reading (`101.86%`).
    """
    whole, fraction = text.split(".")
    decimal, joined = _decimal(whole, fraction), _decimal(whole + fraction)
    if _DOTTED.fullmatch(text) and not percent:
        return Digits((joined,))
    if (scale or percent) and (len(fraction) != 3 or not int(whole)):
        return Digits((decimal,))
    return Digits((decimal, joined) if int(whole) else (decimal,), "dot")


def _read_comma(text: str, scale: bool, percent: bool) -> Digits:
    """One comma: a decimal sign, unless it may be the thousands sign of English (`12,000`)."""
    whole, fraction = text.split(",")
    decimal, joined = _decimal(whole, fraction), _decimal(whole + fraction)
    if len(fraction) != 3 or len(whole) > 3 or not int(whole) or percent:
        return Digits((decimal,))
    if not scale:
        return Digits((joined, decimal), "comma")
    # "1,884 tỷ" is 1.884 billion; but nobody pads decimals with zeros, so "12,000 tỷ" is asked about.
    return Digits((decimal, joined), "comma") if fraction.endswith("0") else Digits((decimal,))


def _read_groups(text: str) -> Digits:
    """Several separators: Vietnamese, English, or groups of the wrong size."""
    if match := _DOTTED.fullmatch(text):
        return Digits((_decimal(match[1].replace(".", ""), match[2] or ""),))
    if match := _COMMAED.fullmatch(text):
        decimal = _decimal(match[1].replace(",", ""), match[2] or "")
        # "1,234.567": English decimals, or thousands with mixed signs.
        mixed = match[2] is not None and len(match[2]) == 3
        return Digits((decimal, _decimal(re.sub("[.,]", "", text))), "mixed") if mixed else Digits((decimal,))
    # "1.234.56": the last group is short; decimals, or a digit left out.
    if match := re.fullmatch(r"([1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\2[0-9]{3})*)\2([0-9]{1,2})", text):
        return Digits(
            (_decimal(match[1].replace(match[2], ""), match[3]), _decimal(re.sub("[.,]", "", text))), "groups"
        )
    return Digits((), "grouping")


def _decimal(whole: str, fraction: str = "") -> Decimal:
    """An exact value in its shortest form: no trailing zeros, no exponent."""
    fraction = fraction.rstrip("0")
    return Decimal(f"{whole.lstrip('0') or '0'}{'.' if fraction else ''}{fraction}")
