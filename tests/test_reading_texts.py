"""The reader on whole texts of our own (invented figures, many provinces, years and ways of writing).

Each file of tests/data/reading holds a text with its figures marked ⟦so⟧ and a row of what must be read for each mark;
`minor` marks what may be proposed or not. Nothing outside the marks may be proposed.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from indicators.management.reference_vocabulary import reference_vocabulary
from tools.score_reading import Score, marked, predictions, score

TEXTS = sorted((Path(__file__).parent / "data" / "reading").glob("*.json"))


@cache
def everything() -> Score:
    return score([marked(path) for path in TEXTS], given=True)[0]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_text_gives_its_figures_and_nothing_else(path: Path) -> None:
    document = marked(path)
    found = Score()
    found.add(document, predictions(document, reference_vocabulary(), given=True), document.area)
    soft = ("indicator", "category", "period end")
    errors = [error for error in found.errors if not set(error.rpartition(": ")[2].split(", ")) <= set(soft)]
    assert errors == []


@pytest.mark.parametrize("field", ["indicator", "category", "period end"])
def test_what_the_words_leave_open_is_right_in_nineteen_of_twenty(field: str) -> None:
    right, of = everything().fields[field]
    assert of >= 16
    assert right >= 0.95 * of


def test_texts_cover_many_places_and_years() -> None:
    documents = [marked(path) for path in TEXTS]
    assert len(documents) >= 25
    assert len({document.area for document in documents}) >= 25
    assert {document.day.year for document in documents if document.day} >= set(range(2015, 2027))
