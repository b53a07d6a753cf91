"""Read numbers written in words: `hai mươi lăm`, `một trăm hai mươi`, `ba nghìn`.

`một` alone is an article (`một thành viên`, `một lần`), `hàng chục` and `vài trăm` are no numbers at all.
"""

from __future__ import annotations

import re

_DIGIT = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4,
    "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_TENS = {"mười": 10, "mươi": 10, "chục": 10}
_BIG = {"trăm": 100, "nghìn": 1000, "ngàn": 1000, "vạn": 10_000, "triệu": 10**6, "tỷ": 10**9}
_FILLER = frozenset({"linh", "lẻ", "và"})

_ANY = "|".join(sorted({*_DIGIT, *_TENS, *_BIG, "linh", "lẻ"}, key=len, reverse=True))
WORD_NUMBER = re.compile(rf"(?<!\w)(?:{_ANY})(?:\s(?:{_ANY}))*(?!\w)")
_VAGUE = re.compile(r"(?:hàng|vài|mấy|nhiều|bao|từng|cả|thứ|lần|những|các)\s*$")


def read_words(text: str) -> int | None:
    """Return the value of folded number words; None where they do not make a number of at least 2."""
    words = [word for word in text.split() if word not in _FILLER]
    if not words or words[0] in _BIG or words[0] in ("mươi", "chục", "mốt", "lăm", "nhăm", "tư"):
        return None
    total = part = last = 0
    for word in words:
        if word in _DIGIT:
            last = _DIGIT[word]
            part += last
        elif word in _TENS:
            part = part - last + 10 * (last or 1)
            last = 0
        elif word == "trăm":
            part, last = part * 100, 0
        else:
            total, part, last = total + (part or 1) * _BIG[word], 0, 0
    value = total + part
    return value if value >= 2 else None


def is_vague(folded: str, start: int) -> bool:
    """Return whether the words before make it a manner of speaking: `hàng chục`, `vài trăm`, `lần thứ hai`."""
    return bool(_VAGUE.search(folded, max(0, start - 8), start))
