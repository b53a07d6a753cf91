"""Vietnamese order and forgiving search."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.values.collation import MAX_KEY, fold, sort_key

ALPHABET = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")


def test_letters_follow_the_vietnamese_alphabet() -> None:
    shuffled = sorted(ALPHABET)
    assert sorted(shuffled, key=sort_key) == ALPHABET


def test_tones_follow_the_dictionary() -> None:
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    shuffled = sorted(tones)
    assert sorted(shuffled, key=sort_key) == tones


def test_tone_counts_after_the_letters_of_its_syllable_and_before_the_next_syllable() -> None:
    words = ["ho", "hò", "hoa", "hoà", "hoàn", "ba ba", "bà a", "bả a"]
    assert sorted(words, key=sort_key) == ["ba ba", "bà a", "bả a", "ho", "hò", "hoa", "hoà", "hoàn"]


@pytest.mark.parametrize(
    "names",
    [
        ["Bắc Yên", "Mai Sơn", "Mộc Châu", "Mường La", "Phù Yên", "Quỳnh Nhai", "Sông Mã", "Sốp Cộp", "Sơn La"],
        ["An Giang", "Bà Rịa - Vũng Tàu", "Bạc Liêu", "Bắc Giang", "Cao Bằng", "Đà Nẵng", "Đắk Lắk", "Điện Biên"],
        ["Da", "Dạ", "Đa", "Đà", "Ea"],
        ["Xã 2", "Xã 3", "Xã An"],
        ["Tân Uyên", "Than Uyên"],
    ],
)
def test_names_come_in_dictionary_order(names: list[str]) -> None:
    assert sorted(sorted(names, reverse=True), key=sort_key) == names


def test_place_of_tone_mark_case_and_punctuation_do_not_count() -> None:
    assert sort_key("Hòa Bình") == sort_key("hoà  bình") == sort_key("HOÀ-BÌNH")


def test_decomposed_text_sorts_like_composed() -> None:
    assert sort_key(unicodedata.normalize("NFD", "Đường Thượng")) == sort_key("Đường Thượng")


@given(st.text(max_size=300))
def test_key_is_bounded_and_ascii_whatever_the_name(name: str) -> None:
    key = sort_key(name)
    assert len(key) <= MAX_KEY
    assert all(character in "0123456789abcdefghijklmnopqrstuvwxyz" for character in key)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Giải quyết  VIỆC LÀM", "giai quyet viec lam"),
        ("Đặc khu Phú Quốc", "dac khu phu quoc"),
        ("ưƠỡ ẳ", "uoo a"),
        ("", ""),
    ],
)
def test_fold_forgives_diacritics_case_and_spaces(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(st.text())
def test_fold_of_a_folded_text_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
