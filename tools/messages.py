"""The Vietnamese catalogue, kept without the gettext programs.

    python tools/messages.py set FILE.json   merge translations (several people may do so at once)
    python tools/messages.py missing         the msgids without Vietnamese, as JSON ready to fill in
    python tools/messages.py check           exit 1 with every msgid that is missing, unused, fuzzy or malformed
    python tools/messages.py prune           drop the translations that no source uses any more
    python tools/messages.py compile         make django.mo, if django.po is newer

FILE.json maps a msgid to its translation, or to {"plural": msgid_plural, "context": …, "vi": translation}.
Vietnamese has one form for every number, so a plural has one translation too.
"""

from __future__ import annotations

import argparse
import fcntl
import io
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "indicators" / "locale" / "vi" / "LC_MESSAGES" / "django.po"
SOURCES = ("indicators", "welfare", "templates")
TEMPLATES = frozenset({".html", ".txt", ".svg", ".xml"})
PLACEHOLDER = re.compile(r"%\(\w+\)[#0 +-]*\d*(?:\.\d+)?[a-z]|%[sdifrg]|\{\w*(?:[.!:][^{}]*)?\}")
#: A fixed date: the file must not change unless a translation does.
CREATED = datetime(2026, 11, 22, tzinfo=UTC)

PLURAL, CONTEXT = (1, 2), ((1, "c"), 2)
KEYWORDS: dict[str, Any] = {
    "_": None,
    **{f"gettext{lazy}": None for lazy in ("", "_lazy", "_noop")},
    **{f"ngettext{lazy}": PLURAL for lazy in ("", "_lazy")},
    **{f"pgettext{lazy}": CONTEXT for lazy in ("", "_lazy")},
    **{f"npgettext{lazy}": ((1, "c"), 2, 3) for lazy in ("", "_lazy")},
}


@dataclass(frozen=True, order=True)
class MessageKey:
    """The key that tells one translatable string from another."""

    msgid: str
    context: str = ""


@dataclass(frozen=True)
class SourceString:
    """A translatable string in the sources: its plural, if any, and where it stands."""

    plural: str
    where: str


# --- what the sources say ------------------------------------------------------------------


def source_files(root: Path = ROOT) -> Iterator[Path]:
    """Yield every file that may hold a translatable string, in a stable order."""
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix == ".py" or path.suffix in TEMPLATES:
                yield path


def as_python(path: Path) -> bytes:
    """Return the file as something Python's tokenizer reads; a template becomes its gettext calls."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text.encode()
    # What is left of the markup keeps its indentation, which Python would take for blocks.
    return "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).split("\n")).encode()


def extracted(root: Path = ROOT) -> dict[MessageKey, SourceString]:
    """Return all translatable strings of the sources, with the first place of each."""
    strings: dict[MessageKey, SourceString] = {}
    for path in source_files(root):
        for line, message, _comments, context in extract("python", io.BytesIO(as_python(path)), KEYWORDS):
            msgid, plural = message if isinstance(message, tuple) else (message, "")
            where = f"{path.relative_to(root)}:{line}"
            strings.setdefault(MessageKey(msgid, context or ""), SourceString(plural, where))
    return strings


# --- the catalogue -------------------------------------------------------------------------


def load(po: Path = PO) -> Catalog:
    """Return the catalogue, or an empty one where there is no file yet."""
    if po.exists():
        with po.open("rb") as file:
            return read_po(file, locale="vi")
    return Catalog(
        locale="vi",
        project="welfare indicators",
        version="1",
        header_comment="# Vietnamese. Kept by tools/messages.py: set, check, prune, compile.",
        creation_date=CREATED,
        revision_date=CREATED,
        last_translator="The welfare indicators contributors",
        language_team="vi",
        fuzzy=False,
    )


def save(catalog: Catalog, po: Path = PO) -> None:
    """Write the catalogue whole or not at all, sorted."""
    draft = po.with_suffix(f".{os.getpid()}.tmp")
    with draft.open("wb") as file:
        write_po(file, catalog, width=100, no_location=True, sort_output=True)
    draft.replace(po)


@contextmanager
def locked(po: Path = PO) -> Iterator[None]:
    """Let in one writer at a time; the lock is on the folder, so that no lock file lies about."""
    po.parent.mkdir(parents=True, exist_ok=True)
    folder = os.open(po.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def entry(msgid: str, value: str | dict[str, str]) -> tuple[MessageKey, str, str]:
    """Return one entry of FILE.json as key, plural and translation. Raises ValueError where it is malformed."""
    if isinstance(value, str):
        value = {"vi": value}
    unknown = set(value) - {"vi", "plural", "context"}
    if unknown or not value.get("vi", "").strip():
        raise ValueError(f"{msgid!r}: wants a translation under 'vi' and nothing beside plural and context")
    return MessageKey(msgid, value.get("context", "")), value.get("plural", ""), value["vi"]


def merge(entries: dict[str, str | dict[str, str]], po: Path = PO) -> int:
    """Put translations into the catalogue and return their number. Nothing is written if one is malformed."""
    checked = [entry(msgid, value) for msgid, value in entries.items()]
    problems = [p for key, plural, text in checked for p in placeholder_problems(key, plural, text)]
    if problems:
        raise ValueError("\n".join(problems))
    with locked(po):
        catalog = load(po)
        for key, plural, text in checked:
            put(catalog, key, plural, text)
        save(catalog, po)
    return len(checked)


def put(catalog: Catalog, key: MessageKey, plural: str, text: str) -> None:
    """Set one translation, replacing what was there."""
    catalog.delete(key.msgid, key.context or None)
    msgid: Any = (key.msgid, plural) if plural else key.msgid
    catalog.add(msgid, (text,) if plural else text, context=key.context or None)


def prune(po: Path = PO) -> list[MessageKey]:
    """Drop what no source uses, and return what was dropped."""
    used = extracted()
    with locked(po):
        catalog = load(po)
        gone = sorted(key for key in translations(catalog) if key not in used)
        for key in gone:
            catalog.delete(key.msgid, key.context or None)
        catalog.obsolete.clear()
        save(catalog, po)
    return gone


def compile_catalogue(po: Path = PO) -> bool:
    """Make the .mo beside the .po; False where it was up to date."""
    mo = po.with_suffix(".mo")
    if not po.exists() or (mo.exists() and mo.stat().st_mtime_ns > po.stat().st_mtime_ns):
        return False
    draft = mo.with_suffix(f".{os.getpid()}.tmp")
    with draft.open("wb") as file:
        write_mo(file, load(po))
    draft.replace(mo)
    return True


# --- what is wrong with it -----------------------------------------------------------------


def translations(catalog: Catalog) -> dict[MessageKey, Message]:
    """Return the catalogue's entries by key, without its header."""
    return {MessageKey(msgid_of(m), m.context or ""): m for m in catalog if m.id}


def msgid_of(message: Message) -> str:
    """Return the singular msgid."""
    return message.id[0] if isinstance(message.id, (list, tuple)) else message.id


def text_of(message: Message) -> str:
    """Return the translation, empty where there is none."""
    return (message.string[0] if isinstance(message.string, (list, tuple)) else message.string) or ""


def placeholder_problems(key: MessageKey, plural: str, text: str) -> list[str]:
    """Return placeholders that are lost or made up, and would break the page that fills them in."""
    source_names, target_names = sorted(PLACEHOLDER.findall(plural or key.msgid)), sorted(PLACEHOLDER.findall(text))
    return (
        []
        if source_names == target_names
        else [f"{key.msgid!r}: has the placeholders {source_names}, its translation {target_names}"]
    )


def missing(strings: dict[MessageKey, SourceString], catalog: Catalog) -> dict[MessageKey, SourceString]:
    """Return what the sources use and the catalogue does not say, also where the plural differs."""
    translated = {key: message for key, message in translations(catalog).items() if text_of(message).strip()}
    return {
        key: at
        for key, at in sorted(strings.items(), key=lambda item: item[0])
        if key not in translated or (at.plural and not translated[key].pluralizable)
    }


def problems(strings: dict[MessageKey, SourceString], catalog: Catalog) -> list[str]:
    """Return everything that keeps the catalogue from being complete, one sentence each."""
    lines = [f"{at.where}: no Vietnamese for {key.msgid!r}" for key, at in missing(strings, catalog).items()]
    for key, message in sorted(translations(catalog).items()):
        if key not in strings:
            lines.append(f"no source uses {key.msgid!r} (messages.py prune drops it)")
        if message.fuzzy:
            lines.append(f"marked fuzzy: {key.msgid!r}")
        if text_of(message).strip():
            plural = message.id[1] if message.pluralizable else ""
            lines += placeholder_problems(key, plural, text_of(message))
    return lines + [f"obsolete in the file: {msgid!r}" for msgid in catalog.obsolete]


def skeleton(items: Iterable[tuple[MessageKey, SourceString]]) -> dict[str, Any]:
    """Return the missing msgids in the shape that `set` reads."""
    shape: dict[str, Any] = {}
    for key, at in items:
        extra = {k: v for k, v in (("plural", at.plural), ("context", key.context)) if v}
        shape[key.msgid] = {**extra, "vi": ""} if extra else ""
    return shape


# --- the commands --------------------------------------------------------------------------


def run_set(path: Path) -> int:
    try:
        count = merge(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:  # json's own error is one too
        print(f"nothing was changed: {error}", file=sys.stderr)
        return 1
    print(f"{count} translations merged into {PO.relative_to(ROOT)}")
    return 0


def run_check() -> int:
    strings = extracted()
    lines = problems(strings, load())
    print("\n".join(lines) if lines else f"{len(strings)} messages, all in Vietnamese")
    return 1 if lines else 0


def main(argv: list[str] | None = None) -> int:
    """Run one command; its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["set", "missing", "check", "prune", "compile"])
    parser.add_argument("file", nargs="?", type=Path)
    args = parser.parse_args(argv)
    if args.command == "set":
        return run_set(args.file) if args.file else parser.error("set wants FILE.json")
    if args.command == "check":
        return run_check()
    if args.command == "missing":
        print(json.dumps(skeleton(missing(extracted(), load()).items()), ensure_ascii=False, indent=2))
    if args.command == "prune":
        print("\n".join(f"dropped {key.msgid!r}" for key in prune()) or "nothing to drop")
    if args.command == "compile":
        print("compiled" if compile_catalogue() else "up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
