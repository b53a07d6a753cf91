"""Numbers as people write them in Vietnamese, and as they are shown in both languages.

`static/js/numbers.js` is the twin of this module; `tests/data/numbers.json` holds the cases both must answer alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from .number_words import NOTHING, QUALIFIERS, SCALES, UNAVAILABLE, UNITS

#: A number holds at most so many digits: what a spreadsheet and a browser both keep exactly.
MAX_DIGITS = 15

_HARD_SPACES = "\u00a0\u2007\u2009\u202f"
_DIGITS = re.compile(rf"[0-9]+(?:[., {_HARD_SPACES}][0-9]+)*")
_SPACED = re.compile(rf"([0-9]{{1,3}}(?:[ {_HARD_SPACES}][0-9]{{3}})+)([.,][0-9]+)?")
_DOTTED = re.compile(r"([1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?")
_COMMAED = re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]+))?")


class TextKind(StrEnum):
    """What a cell's text turned out to be."""

    NUMBER = "number"
    AMBIGUOUS = "ambiguous"  # a person must choose among the readings, or say something else
    EMPTY = "empty"
    MISSING = "missing"  # says that there is no figure; the reason why is still to be given
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Number:
    """One reading: a value, or a range up to `value_high`."""

    value: Decimal
    value_high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """The answer of `parse`. `readings` holds one for a number, one or more (best first) when ambiguous.

    `reason` names why it is asked about or refused: a key of `rules.REASONS`.
    """

    kind: TextKind
    readings: tuple[Number, ...] = ()
    reason: str = ""
    qualifier: str = "exact"  # a value of series.Qualifier
    unit: str = ""  # the unit written, a value of UNITS
    notes: tuple[str, ...] = ()  # `full_width`: digits were normalised

    @property
    def value(self) -> Decimal | None:
        """The number; None for everything that is not (yet) one."""
        return self.readings[0].value if self.kind == TextKind.NUMBER else None

    @property
    def value_high(self) -> Decimal | None:
        return self.readings[0].value_high if self.kind == TextKind.NUMBER else None


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
    found = _read_separators(text, scale, percent)
    return found if all(_holds(value) for value in found.readings) else Digits((), "too_long")


def _read_separators(text: str, scale: bool, percent: bool) -> Digits:
    if spaced := _SPACED.fullmatch(text):
        return _read_spaced(spaced, scale, percent)
    points, commas = text.count("."), text.count(",")
    if re.search("[^0-9.,]", text):
        return Digits((), "grouping")
    if points + commas == 0:
        return Digits((_decimal(text),))
    if points + commas == 1:
        return _read_point(text, scale, percent) if points else _read_comma(text, scale, percent)
    return _read_groups(text)


def _read_spaced(match: re.Match[str], scale: bool, percent: bool) -> Digits:
    """Read `1 234,5`: a no-break space can only group; a plain one may also stand between two numbers."""
    joined = re.sub(r"[^0-9]", "", match[1]) + (match[2] or "")
    inner = _read_separators(joined, scale, percent)
    if inner.readings and not inner.reason and " " in match[1]:
        return Digits(inner.readings, "space")
    return inner


def _read_point(text: str, scale: bool, percent: bool) -> Digits:
    """Read one dot: thousands before exactly three digits, otherwise a decimal sign out of place.

    A scale word or a percent sign leaves only the decimal reading (`101.86%`).
    """
    whole, fraction = text.split(".")
    decimal, joined = _decimal(whole, fraction), _decimal(whole + fraction)
    if _DOTTED.fullmatch(text) and not percent:
        return Digits((joined,))
    if (scale or percent) and (len(fraction) != 3 or not whole.strip("0")):
        return Digits((decimal,))
    return Digits((decimal, joined) if whole.strip("0") else (decimal,), "dot")


def _read_comma(text: str, scale: bool, percent: bool) -> Digits:
    """Read one comma: a decimal sign, unless it may be the thousands sign of English (`12,000`)."""
    whole, fraction = text.split(",")
    decimal, joined = _decimal(whole, fraction), _decimal(whole + fraction)
    if len(fraction) != 3 or len(whole) > 3 or not whole.strip("0") or percent:
        return Digits((decimal,))
    if not scale:
        return Digits((joined, decimal), "comma")
    # "1,884 tỷ" is 1.884 billion; but nobody pads decimals with zeros, so "12,000 tỷ" is asked about.
    return Digits((decimal, joined), "comma") if fraction.endswith("0") else Digits((decimal,))


def _read_groups(text: str) -> Digits:
    """Read several separators: Vietnamese, English, or groups of the wrong size."""
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
    """Return an exact value in its shortest form: no trailing zeros, no exponent."""
    fraction = fraction.rstrip("0")
    return Decimal(f"{whole.lstrip('0') or '0'}{'.' if fraction else ''}{fraction}")


class _Refused(Exception):
    """Carries the reason id of an INVALID answer."""


@dataclass(frozen=True, slots=True)
class _Token:
    """Digits with the words that follow them."""

    digits: str
    scale: int
    unit: str
    joined: bool  # a dash or "đến" follows: the lower end of a range
    next_negative: bool  # and a minus after "đến"


def _any_of(words: Iterable[str]) -> str:
    """Build a pattern that prefers the longest word."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


_HEAD = re.compile("(từ )?([-+−–]?)( ?)")
_QUALIFIER = re.compile(f"({_any_of(QUALIFIERS)}) ?")
_TAIL = re.compile(f"(?:({_any_of(SCALES)}) ?)?(?:({_any_of(UNITS)}) ?)?([-–—]|(?:đến|tới)(?: ?([-−]))?)?")
_SPACES = re.compile(f"[ {_HARD_SPACES}]+")
_LOOKALIKES = (
    ("^=", "formula"),
    ("^#", "excel_error"),
    ("^[-+−]?(nan|inf|infinity|∞)$", "not_finite"),
    ("[0-9]e[-+]?[0-9]", "exponent"),
    ("^[^0-9]*$", "words"),
)


def parse(text: str, *, decimals: int | None = None, percent: bool | None = None, unit_scale: int = 1) -> Parsed:
    """Read one cell's text. Whatever reads two ways is AMBIGUOUS, never silently a number.

    `decimals`: how many the cell's indicator keeps; readings that fit come first.
    `percent`: whether the cell holds per cent (None: not known); if not, a percent sign is refused.
    `unit_scale`: what the cell's own unit multiplies by (`triệu đồng`: 1 000 000), a power of ten:
    `1,5 tỷ` typed there is 1500, and so is a bare `1.500`.
    """
    if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS:
        return Parsed(TextKind.NUMBER, (Number(_decimal(text)),))  # what nearly every cell holds reads one way
    cleaned, notes = _clean(text)
    try:
        found = _without_number(cleaned) or _parenthesised(cleaned) or _with_number(cleaned, percent, unit_scale)
    except _Refused as refusal:
        found = Parsed(TextKind.INVALID, reason=str(refusal))
    if decimals is not None:
        ordered = sorted(found.readings, key=lambda reading: decimals_of(reading.value) > decimals)
        found = replace(found, readings=tuple(ordered))
    return replace(found, notes=notes)


def parse_native(value: float | Decimal) -> Parsed:
    """Read a cell that a spreadsheet holds as a number; a float counts to the 15 digits that Excel keeps."""
    if isinstance(value, bool):
        return Parsed(TextKind.INVALID, reason="words")
    number = Decimal(f"{value:.{MAX_DIGITS}g}") if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        return Parsed(TextKind.INVALID, reason="not_finite")
    if not _holds(number):
        return Parsed(TextKind.INVALID, reason="too_long")
    return Parsed(TextKind.NUMBER, (Number(Decimal(plain(number))),))


def parse_plain(text: str) -> Parsed:
    """Read the `value` column of our own files: a decimal point, no grouping (`1.234` is 1,234 in Vietnamese)."""
    if not text:
        return Parsed(TextKind.EMPTY)
    if not re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", text):
        return Parsed(TextKind.INVALID, reason="words")
    return parse_native(Decimal(text))


def _clean(text: str) -> tuple[str, tuple[str, ...]]:
    """Normalise to lower-case NFC with single spaces; full-width forms become plain, no other foreign digit does."""
    wide = re.compile("[\uff01-\uff5e]")
    narrow = wide.sub(lambda match: chr(ord(match[0]) - 0xFEE0), text)
    visible = re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", narrow)
    single = re.sub(r"[ \t\r\n\f\v\u3000]+", " ", unicodedata.normalize("NFC", visible).lower())
    return single.strip(" " + _HARD_SPACES), ("full_width",) if wide.search(text) else ()


def _without_number(cleaned: str) -> Parsed | None:
    """Read empty cells, marks for "nothing" and "not available", and what only looks like a number."""
    words = _SPACES.sub(" ", cleaned)
    if not words:
        return Parsed(TextKind.EMPTY)
    if words in NOTHING:
        return Parsed(TextKind.AMBIGUOUS, (Number(Decimal(0)),), "nothing")
    if words in UNAVAILABLE:
        return Parsed(TextKind.MISSING, reason="unavailable")
    reason = next((reason for pattern, reason in _LOOKALIKES if re.search(pattern, words)), "")
    return Parsed(TextKind.INVALID, reason=reason) if reason else None


def _parenthesised(cleaned: str) -> Parsed | None:
    """Read `(5)`: a negative in bookkeeping, a plain 5 to everybody else."""
    if not (cleaned.startswith("(") and cleaned.endswith(")")):
        return None
    digits = read_digits(cleaned[1:-1])
    if not digits.readings:
        raise _Refused(digits.reason)
    both = Digits((*_signed(digits, True).readings, *digits.readings), "parentheses")
    return Parsed(TextKind.AMBIGUOUS, *_paired([both]))


def _with_number(cleaned: str, percent: bool | None, unit_scale: int) -> Parsed:
    pieces = re.split(f"({_DIGITS.pattern})", cleaned)
    qualifier, ranged, negative, doubtful = _read_head(_SPACES.sub(" ", pieces[0]))
    tokens = [_read_tail(digits, words) for digits, words in zip(pieces[1::2], pieces[2::2], strict=True)]
    unit = _one_unit(tokens)
    if unit == "%" and (percent is False or "vượt" in pieces[0]):
        # "vượt 43,3%" of a plan is 143,3%.
        raise _Refused("percent" if percent is False else "exceeds")
    ends = _read_ends(tokens, ranged, negative, unit == "%")
    if doubtful and len(ends) == 1:  # "- 5" may be a bullet of a list
        ends = [Digits((*ends[0].readings, *_signed(ends[0], True).readings), ends[0].reason or "dash")]
    if unit or any(token.scale > 1 for token in tokens):
        ends = [_shifted(end, 1 / Decimal(unit_scale)) for end in ends]
    readings, reason = _paired(ends)
    return Parsed(TextKind.AMBIGUOUS if reason else TextKind.NUMBER, readings, reason, qualifier, unit)


def _one_unit(tokens: list[_Token]) -> str:
    units = {token.unit for token in tokens if token.unit}
    if len(units) > 1:
        raise _Refused("two_numbers")
    return next(iter(units), "")


def _read_ends(tokens: list[_Token], ranged: bool, negative: bool, percent: bool) -> list[Digits]:
    """Read the value, or both ends of a range; `25-35 triệu` lends its scale to the lower end."""
    low, high = _halves(tokens, ranged)
    if not high:
        return [_signed(_read_amount(low, percent), negative)]
    borrowed = high[-1].scale if len(low) == 1 and not low[0].unit else 1
    lower, upper = _read_amount(low, percent, borrowed), _read_amount(high, percent)
    return [_signed(lower, negative), _signed(upper, low[-1].next_negative)]


def _read_head(words: str) -> tuple[str, bool, bool, bool]:
    """Read what stands before the first digit: qualifier, whether "từ" opens a range, negative, and that in doubt."""
    qualifiers = []
    while match := _QUALIFIER.match(words):
        qualifiers.append(QUALIFIERS[match[1]])
        words = words[match.end() :]
    if not (head := _HEAD.fullmatch(words)):
        raise _Refused(_why(words))
    negative = head[2] not in ("", "+")
    return qualifiers[0] if qualifiers else "exact", bool(head[1]), negative, negative and bool(head[3])


def _read_tail(digits: str, words: str) -> _Token:
    words = _SPACES.sub(" ", words).strip()
    if not (tail := _TAIL.fullmatch(words)):
        raise _Refused(_why(words))
    scale, unit = SCALES.get(tail[1] or "", 1), UNITS.get(tail[2] or "", "")
    return _Token(digits, scale, unit, bool(tail[3]), bool(tail[4]))


def _why(words: str) -> str:
    return "words" if words.strip(" .,'") else "grouping"


def _halves(tokens: list[_Token], ranged: bool) -> tuple[list[_Token], list[_Token]]:
    """Return the tokens of the value and those of the upper end of a range (none when there is no range)."""
    joins = [index for index, token in enumerate(tokens, 1) if token.joined]
    if not joins and not ranged:
        return tokens, []
    if len(joins) != 1 or joins[0] == len(tokens):
        raise _Refused("two_numbers" if len(tokens) > 1 else "words")
    return tokens[: joins[0]], tokens[joins[0] :]


def _read_amount(tokens: list[_Token], percent: bool, borrowed: int = 1) -> Digits:
    """Read one number, or one in parts (`2 tỷ 500 triệu`, `24 nghìn 300`). `borrowed`: scale of a range's end."""
    first = tokens[0]
    scale = first.scale if first.scale > 1 else borrowed
    digits = _refuse_none(read_digits(first.digits, scale=scale > 1, percent=percent))
    total = _shifted(digits, Decimal(scale))
    for before, part in pairwise(tokens):
        total = _with_part(total, before, part)
    return total


def _with_part(total: Digits, before: _Token, part: _Token) -> Digits:
    """Add a smaller part. `1 triệu 2` is said for 1.200.000 but may mean 1.000.002."""
    size, room = read_digits(part.digits), len(str(before.scale)) - 1
    if len(total.readings) > 1 or len(size.readings) != 1 or before.unit or part.scale >= before.scale:
        raise _Refused("two_numbers")
    written = re.sub("[^0-9]", "", part.digits)
    value, start = size.readings[0] * part.scale, total.readings[0]
    if value >= before.scale or value % 1 or start % before.scale or size.reason or total.reason:
        raise _Refused("two_numbers")
    if part.scale > 1 or len(written) == room:
        return Digits((start + value,))
    return Digits((start + value.scaleb(room - len(written)), start + value), "rest")


def _refuse_none(digits: Digits) -> Digits:
    if not digits.readings:
        raise _Refused(digits.reason)
    return digits


def _signed(digits: Digits, negative: bool) -> Digits:
    return _shifted(digits, Decimal(-1)) if negative else digits


def _shifted(digits: Digits, factor: Decimal) -> Digits:
    """Multiply every reading by a power of ten or a sign, exactly."""
    return Digits(tuple(Decimal(plain(value * factor)) for value in digits.readings), digits.reason)


def _paired(ends: list[Digits]) -> tuple[tuple[Number, ...], str]:
    """Pair the readings of a value, or of a range: each way of reading taken for both ends."""
    reason = next((end.reason for end in ends if end.reason), "")
    if not all(_holds(value) for end in ends for value in end.readings):
        raise _Refused("too_long")
    if len(ends) == 1:
        return tuple(dict.fromkeys(Number(value) for value in ends[0].readings)), reason
    ways = range(max(len(end.readings) for end in ends))
    pairs = [Number(*(end.readings[min(way, len(end.readings) - 1)] for end in ends)) for way in ways]
    kept = tuple(pair for pair in pairs if pair.value_high is not None and pair.value <= pair.value_high)
    if not kept:
        raise _Refused("range_order")
    return kept, reason


def plain(value: Decimal) -> str:
    """Write for files and inputs of machines: decimal point, no grouping, no exponent, no trailing zeros."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def decimals_of(value: Decimal) -> int:
    """Count the decimals that a value really has: 0 for `2.00`."""
    return len(plain(value).partition(".")[2])


def _holds(value: Decimal) -> bool:
    return len(plain(value).lstrip("-0.").replace(".", "")) <= MAX_DIGITS


def format_number(value: Decimal, lang: str, decimals: int | None = None) -> str:
    """Write for readers: vi `1.234.567,5`, en `1,234,567.5`, a true minus sign. `decimals` rounds half up and pads."""
    shown = Decimal(plain(value)) if decimals is None else value.quantize(_last_place(decimals), ROUND_HALF_UP)
    text = f"{shown:,f}"
    if not lang.startswith("en"):
        text = text.replace(",", "_").replace(".", ",").replace("_", ".")
    return text.replace("-", "\u2212" if shown else "")


@lru_cache(maxsize=30)
def _last_place(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def format_percent(value: Decimal, lang: str, decimals: int | None = None) -> str:
    """Write a percentage: vi `14,8%`, en `14.8%`."""
    return format_number(value, lang, decimals) + "%"


def entry_text(value: Decimal, value_high: Decimal | None = None) -> str:
    """Write what an input shows: `parse` reads it back to the same value, exactly and without a question."""
    text = format_number(value, "vi").replace("\u2212", "-")
    if re.fullmatch("-?[1-9][0-9]{0,2},[0-9]{3}", text):
        text += "0"  # "1,234" would be asked about; "1,2340" reads one way
    return text if value_high is None else f"{text} đến {entry_text(value_high)}"
