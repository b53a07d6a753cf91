"""tools/messages.py: the catalogue is complete, merges safely and never loses a placeholder."""

from __future__ import annotations

import gettext
import json
from multiprocessing import get_context
from pathlib import Path

import pytest

from tools import messages
from tools.messages import MessageKey, SourceString


@pytest.fixture
def po(tmp_path: Path) -> Path:
    return tmp_path / "django.po"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    (tmp_path / "indicators").mkdir()
    (tmp_path / "templates").mkdir()
    return tmp_path


def test_extracted_reads_python_calls_of_every_kind(sources: Path) -> None:
    (sources / "indicators" / "a.py").write_text(
        '_("One" " and a half")\nngettext("%(n)s row", "%(n)s rows", 2)\npgettext_lazy("month", "May")\n'
    )
    assert messages.extracted(sources) == {
        MessageKey("One and a half"): SourceString("", "indicators/a.py:1"),
        MessageKey("%(n)s row"): SourceString("%(n)s rows", "indicators/a.py:2"),
        MessageKey("May", "month"): SourceString("", "indicators/a.py:3"),
    }


def test_extracted_reads_templates_whatever_their_indentation(sources: Path) -> None:
    (sources / "templates" / "a.html").write_text(
        '    <p title="it\'s">{% translate "Share is 5%" %}</p>\n  <b>{{ _("Area") }}</b>\n'
        " {% blocktranslate trimmed count n=n %}\n   {{ n }} row\n {% plural %}\n   {{ n }} rows\n"
        " {% endblocktranslate %}\n"
    )
    found = {key.msgid: at.plural for key, at in messages.extracted(sources).items()}
    assert found == {"Share is 5%%": "", "Area": "", "%(n)s row": "%(n)s rows"}


def test_merge_keeps_what_was_there_and_sorts(po: Path) -> None:
    messages.merge({"Release": "Lần công bố"}, po)
    messages.merge({"Area": "Địa bàn", "Release": "Kỳ công bố"}, po)
    text = po.read_text(encoding="utf-8")
    assert text.index('"Area"') < text.index('"Release"')
    assert "Kỳ công bố" in text
    assert "Lần công bố" not in text


def test_merge_writes_the_same_bytes_for_the_same_content(po: Path) -> None:
    messages.merge({"Area": "Địa bàn"}, po)
    before = po.read_bytes()
    messages.merge({"Area": "Địa bàn"}, po)
    assert po.read_bytes() == before


@pytest.mark.parametrize(
    "entries",
    [
        {"Good": "Tốt", "Hello %(name)s": "Xin chào"},
        {"Good": "Tốt", "{n} rows": "{m} dòng"},
        {"Good": "Tốt", "Empty": " "},
        {"Good": "Tốt", "Odd": {"vi": "Lạ", "en": "Odd"}},
    ],
)
def test_merge_writes_nothing_when_one_entry_is_malformed(po: Path, entries: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=list(entries)[1].split()[0].replace("{", r"\{")):
        messages.merge(entries, po)
    assert not po.exists()


def merge_many(po: str, who: int) -> None:
    for number in range(10):
        messages.merge({f"m{who}-{number}": f"t{who}-{number}"}, Path(po))


def test_merge_by_several_at_once_loses_nothing(po: Path) -> None:
    context = get_context("spawn")
    people = [context.Process(target=merge_many, args=(str(po), who)) for who in range(3)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(messages.translations(messages.load(po))) == 30


def test_problems_name_what_is_missing_unused_fuzzy_and_malformed(po: Path) -> None:
    messages.merge({"Used": "Dùng", "Unused": "Thừa", "Count": "Đếm"}, po)
    catalog = messages.load(po)
    catalog.add("Hello %(name)s", "Xin chào")
    catalog.add("Doubtful", "Chắc không", flags=["fuzzy"])
    found = {MessageKey(m): SourceString("", "a.py:1") for m in ("Used", "New", "Hello %(name)s", "Doubtful")}
    found[MessageKey("Count")] = SourceString("Counts", "a.py:2")
    assert messages.problems(found, catalog) == [
        "a.py:2: no Vietnamese for 'Count'",
        "a.py:1: no Vietnamese for 'New'",
        "marked fuzzy: 'Doubtful'",
        "'Hello %(name)s': has the placeholders ['%(name)s'], its translation []",
        "no source uses 'Unused' (messages.py prune drops it)",
    ]


def test_skeleton_is_what_merge_reads(po: Path) -> None:
    found = {MessageKey("A"): SourceString("", "a.py:1"), MessageKey("B", "c"): SourceString("Bs", "a.py:2")}
    shape = json.loads(json.dumps(messages.skeleton(found.items())))
    assert shape == {"A": "", "B": {"plural": "Bs", "context": "c", "vi": ""}}
    messages.merge({"A": "a", "B": {**shape["B"], "vi": "b"}}, po)
    assert messages.missing(found, messages.load(po)) == {}


def test_compile_makes_a_catalogue_that_gettext_reads_and_only_when_changed(po: Path) -> None:
    messages.merge({"Area": "Địa bàn", "%(n)s row": {"plural": "%(n)s rows", "vi": "%(n)s dòng"}}, po)
    assert messages.compile_catalogue(po)
    assert not messages.compile_catalogue(po)
    with po.with_suffix(".mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("Area") == "Địa bàn"
    assert catalogue.ngettext("%(n)s row", "%(n)s rows", 7) == "%(n)s dòng"


def test_the_project_catalogue_is_complete() -> None:
    assert messages.problems(messages.extracted(), messages.load()) == []
