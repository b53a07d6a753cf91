"""Vietnamese alphabetical order and search without diacritics, as stored keys.

The embedded PostgreSQL is built without ICU, so the database cannot order
Vietnamese itself. The keys use only a–z and 0–9, which every collation orders
alike.
"""

from __future__ import annotations

import re
import unicodedata

#: Combining marks of the tones in dictionary order: (ngang,) huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
_LEVEL_TONE = "1"

#: Letters that follow their plain letter in the alphabet (a ă â … d đ e ê … o ô ơ … u ư).
_LATER = {"ă": "a1", "â": "a2", "đ": "d1", "ê": "e1", "ô": "o1", "ơ": "o2", "ư": "u1"}

#: What ends a syllable in a key; below every letter, so that shorter comes first.
_END = "0"

MAX_KEY = 600


def sort_key(name: str) -> str:
    """Return a key that orders names as a Vietnamese dictionary does; at most 600 characters.

    Syllable by syllable: the letters first, then the tone. Case, spaces and
    punctuation do not count, and `hòa` equals `hoà`.
    """
    syllables = re.findall(r"\w+", unicodedata.normalize("NFC", name).lower())
    return "".join(_syllable_key(syllable) for syllable in syllables)[:MAX_KEY]


def _syllable_key(syllable: str) -> str:
    tone, letters = _LEVEL_TONE, []
    for character in unicodedata.normalize("NFD", syllable):
        if character in _TONES:
            tone = _TONES[character]
        else:
            letters.append(character)
    plain = unicodedata.normalize("NFC", "".join(letters))
    return "".join(_letter_key(letter) for letter in plain) + _END + tone


def _letter_key(letter: str) -> str:
    if letter in _LATER:
        return _LATER[letter]
    if letter.isdecimal():
        return f"1{int(letter)}"
    base = fold(letter)
    return f"{base}0" if "a" <= base <= "z" and len(base) == 1 else "z9"


def fold(text: str) -> str:
    """Fold `text` for a forgiving search: lower case, no diacritics, single spaces (`Việc  LÀM` → `viec lam`)."""
    plain = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(bare.split())
