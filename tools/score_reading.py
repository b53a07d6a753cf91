"""Score the reader of reports against labelled texts.

    python tools/score_reading.py LABELS TEXTDIR [LABELS TEXTDIR …] [--given] [--leave-one-out] [--errors]
    python tools/score_reading.py MARKED_DIR [--errors]

LABELS is a JSON file with `figures` and `decoys` (document, start, end, value, …), TEXTDIR holds DOC.txt.
MARKED_DIR holds texts with the figures marked ⟦so⟧ in place, as in tests/data/reading.
--given tells the reader each document's area and date, where the labels know them, as a person at the page would.
--leave-one-out reads each document without the phrases that, among these documents, occur in it alone.

A candidate matches a core figure at an overlap of half of the characters that either covers. Minor figures and
repeats count neither way. `record`: value, qualifier, kind, period type and area all right.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from indicators.management.reference_vocabulary import reference_gazetteer, reference_vocabulary  # noqa: E402
from indicators.reading import AreaName, Vocabulary, read  # noqa: E402
from indicators.reading.place.gazetteer import key  # noqa: E402
from indicators.reading.text.normalise import normalise  # noqa: E402

Row = dict[str, Any]
FIELDS = ("value", "qualifier", "kind", "indicator", "period type", "period end", "area", "category", "record")


@dataclass
class Document:
    """A text with its labels; a label without a key says nothing about that field."""

    name: str
    text: str
    figures: list[Row]
    decoys: list[Row] = field(default_factory=list)
    area: str | None = None
    day: date | None = None


# --- labels -----------------------------------------------------------------------------------


def labelled(labels: Path, texts: Path) -> list[Document]:
    """Return the documents of a labels file."""
    content = json.loads(labels.read_text(encoding="utf-8"))
    names = sorted({row["doc"] for row in content["figures"] + content["decoys"]})
    about = content.get("docs", {})
    return [_document(name, texts, content, about.get(name, {})) for name in names]


def _document(name: str, texts: Path, content: Row, about: Row) -> Document:
    own = {part: [row for row in content[part] if row["doc"] == name] for part in ("figures", "decoys")}
    day = about.get("date") or ""
    return Document(
        name, (texts / f"{name}.txt").read_text(encoding="utf-8"), own["figures"], own["decoys"],
        (about.get("area") or {}).get("code"), date.fromisoformat(day) if len(day) == 10 else None,
    )  # fmt: skip


def marked(path: Path) -> Document:
    """Return a text of our own as a document: `⟦…⟧` around each figure, and one row for each mark in order."""
    content = json.loads(path.read_text(encoding="utf-8"))
    text, spans = "", []
    for number, part in enumerate("\n".join(content["text"]).replace("⟧", "⟦").split("⟦")):
        spans += [(len(text), len(text) + len(part))] if number % 2 else []
        text += part
    figures = [_figure(row, span, path.stem) for row, span in zip(content["figures"], spans, strict=True)]
    return Document(
        path.stem, text, figures, [], content["area"], date.fromisoformat(content["date"]) if content["date"] else None
    )


def _figure(row: Row, span: tuple[int, int], name: str) -> Row:
    figure = {
        "doc": name,
        "start": span[0],
        "end": span[1],
        "tier": "minor" if row.get("minor") else "core",
        "qualifier": "exact",
    }
    figure |= {name: value for name, value in row.items() if name not in ("period", "category", "area", "minor")}
    if "period" in row:
        kind, _, days = row["period"].partition(" ")
        first, _, last = days.rpartition("..")
        figure["period"] = {
            "type": kind,
            "start": first or None,
            "end": last or None,
            "date": last if kind == "as-of" else None,
        }
    if "category" in row:
        figure["breakdown"] = {"category": row["category"]}
    if "area" in row:
        figure["area"] = {"name": row["area"]}
    return figure


# --- reading ----------------------------------------------------------------------------------


def predictions(document: Document, vocabulary: Vocabulary, *, given: bool) -> list[Row]:
    areas = reference_gazetteer()
    area: AreaName | None = None
    if given and document.area:
        area = areas.by_code(document.area, document.text.lower(), document.day)
    candidates = read(
        document.text,
        vocabulary=vocabulary,
        areas=areas,
        default_area=area,
        report_date=document.day if given else None,
    )
    return [candidate.as_json() for candidate in candidates]


def left_out(documents: list[Document], vocabulary: Vocabulary) -> dict[str, Vocabulary]:
    """Return for each document the vocabulary without the phrases of which it alone has every part."""
    holders: dict[Any, set[str]] = {}
    for document in documents:
        for _, _, phrase, number in vocabulary.parts_on(normalise(document.text).folded):
            if number == len(phrase.parts) - 1:
                holders.setdefault(phrase, set()).add(document.name)
    return {d.name: vocabulary.without(p for p, names in holders.items() if names == {d.name}) for d in documents}


# --- scoring ----------------------------------------------------------------------------------


def overlap(first: Row, second: Row) -> float:
    common = min(first["end"], second["end"]) - max(first["start"], second["start"])
    return max(0, common) / (first["end"] - first["start"] + second["end"] - second["start"] - max(0, common))


def pairs(candidates: list[Row], labels: list[Row]) -> list[tuple[int, int]]:
    """Return pairs of (candidate, label), one to one, best overlap first."""
    ranked = sorted(
        (-overlap(f, w), j, i) for i, f in enumerate(candidates) for j, w in enumerate(labels) if overlap(f, w) >= 0.5
    )
    taken_found: set[int] = set()
    taken_wanted: set[int] = set()
    matched = []
    for _, j, i in ranked:
        if i not in taken_found and j not in taken_wanted:
            taken_found.add(i)
            taken_wanted.add(j)
            matched.append((i, j))
    return matched


def judge(candidate: Row, label: Row, home: str | None) -> dict[str, bool | None]:
    """Return for each field whether it is right; None where the label says nothing."""
    marks: dict[str, bool | None] = {
        "value": _close(candidate["value"], label["value"])
        and _close(candidate["value_high"], label.get("value_high")),
        "qualifier": candidate["qualifier"] == label["qualifier"],
        "kind": candidate["kind"] == label["kind"] if "kind" in label else None,
        "indicator": candidate["indicator"] == label["indicator"] if "indicator" in label else None,
        "period type": _period_type(candidate, label),
        "period end": _period_end(candidate, label),
        "area": _area(candidate["area"], label.get("area"), home),
        "category": _category(candidate, label),
    }
    parts = ("value", "qualifier", "kind", "period type", "area")
    return marks | {"record": all(marks[part] is not False for part in parts)}


def _close(first: float | None, second: float | None) -> bool:
    return first == second or (first is not None and second is not None and math.isclose(first, second))


def _period_type(candidate: Row, label: Row) -> bool | None:
    if "period" not in label:
        return None
    return (candidate["period"] or {}).get("type") == (label["period"] or {}).get("type")


def _period_end(candidate: Row, label: Row) -> bool | None:
    want, got = _end(label), _end(candidate)
    return None if not want else bool(got) and got.startswith(want)


def _end(row: Row) -> str:
    period = row.get("period") or {}
    return (period.get("date") if period.get("type") == "as-of" else period.get("end")) or ""


def _area(candidate: Row | None, label: Row | None, home: str | None) -> bool | None:
    if label is None:
        return None if home is None else bool(candidate) and candidate["code"] == home  # type: ignore[index]
    if label.get("code") and candidate and candidate["code"]:
        return bool(candidate["code"] == label["code"])
    return key((candidate or {}).get("name") or "") == key(label.get("name") or "")


def _category(candidate: Row, label: Row) -> bool | None:
    want = (label.get("breakdown") or {}).get("category")
    return None if not want else (candidate["breakdown"] or {}).get("category") == want


@dataclass
class Score:
    """The counts over documents; `fields` holds (right, of) of each field."""

    core: int = 0
    matched: int = 0
    wrong: int = 0
    fields: dict[str, list[int]] = field(default_factory=lambda: {name: [0, 0] for name in FIELDS})
    sure: dict[int, list[int]] = field(default_factory=dict)  # tenths of confidence → records right, of
    errors: list[str] = field(default_factory=list)

    def add(self, document: Document, candidates: list[Row], home: str | None) -> None:
        core = [row for row in document.figures if row.get("tier", "core") == "core" and not row.get("repeat")]
        other = [row for row in document.figures if row not in core]
        matched = pairs(candidates, core)
        matched_candidates = {i for i, _ in matched}
        stray = [
            f
            for i, f in enumerate(candidates)
            if i not in matched_candidates and not any(overlap(f, o) >= 0.5 for o in other)
        ]
        self.core, self.matched, self.wrong = (
            self.core + len(core),
            self.matched + len(matched),
            self.wrong + len(stray),
        )
        hit = {j for _, j in matched}
        self.errors += [
            f"{document.name}: missed {document.text[w['start'] : w['end']]!r}"
            for j, w in enumerate(core)
            if j not in hit
        ]
        self.errors += [f"{document.name}: not a figure {row['text_span']!r}" for row in stray]
        for i, j in matched:
            self._mark(document, candidates[i], core[j], home)

    def _mark(self, document: Document, candidate: Row, label: Row, home: str | None) -> None:
        marks = judge(candidate, label, home)
        for name, right in marks.items():
            self.fields[name][0] += right is True
            self.fields[name][1] += right is not None
        level = self.sure.setdefault(int(candidate["confidence"] * 10), [0, 0])
        level[0], level[1] = level[0] + (marks["record"] is True), level[1] + 1
        missed = [name for name, right in marks.items() if right is False and name != "record"]
        if missed:
            self.errors.append(f"{document.name}: {candidate['text_span']!r}: {', '.join(missed)}")

    def lines(self) -> Iterable[str]:
        yield f"{'core recall':14}{self.matched:>6}{self.core:>6}{_share(self.matched, self.core)}"
        yield f"{'precision':14}{self.matched:>6}{self.matched + self.wrong:>6}{_share(self.matched, self.matched + self.wrong)}"
        for name, (right, of) in self.fields.items():
            yield f"{name:14}{right:>6}{of:>6}{_share(right, of)}"
        for tenth, (right, of) in sorted(self.sure.items()):
            yield f"confidence 0.{tenth}{right:>7}{of:>6}{_share(right, of)}"


def _share(right: int, of: int) -> str:
    return f"{right / of:8.3f}" if of else "       -"


def score(documents: list[Document], *, given: bool, leave_one_out: bool = False) -> tuple[Score, list[float]]:
    """Return the score, and the processor seconds each document took."""
    vocabulary = reference_vocabulary()
    words = left_out(documents, vocabulary) if leave_one_out else {}
    total, seconds = Score(), []
    for document in documents:
        start = time.process_time()
        candidates = predictions(document, words.get(document.name, vocabulary), given=given)
        seconds.append(time.process_time() - start)
        total.add(document, candidates, document.area if given else None)
    return total, seconds


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Score the reader of reports.")
    parser.add_argument("paths", nargs="+", type=Path)
    for name in ("--given", "--leave-one-out", "--errors"):
        parser.add_argument(name, action="store_true")
    options = parser.parse_args(arguments)
    own = options.paths[0].is_dir()
    documents = [marked(path) for path in sorted(options.paths[0].glob("*.json"))] if own else _pairs(options.paths)
    score(documents[:1], given=True)  # the first reading builds the index of phrases
    total, seconds = score(documents, given=options.given or own, leave_one_out=options.leave_one_out)
    print("\n".join(total.lines()))
    print(
        f"{len(documents)} documents, {sum(len(d.text) for d in documents)} characters, slowest {max(seconds) * 1000:.0f} ms"
    )
    if options.errors:
        print("\n".join(total.errors))


def _pairs(paths: list[Path]) -> list[Document]:
    if len(paths) % 2:
        raise SystemExit("Give a directory of texts after each labels file.")
    return [document for at in range(0, len(paths), 2) for document in labelled(paths[at], paths[at + 1])]


if __name__ == "__main__":
    main()
