"""A Frictionless data package: the CSV, what each of its columns holds, the licence and the definitions, in one zip.

It is written as a stream: nothing waits for the last figure. Files come in a fixed order and bear the time of the
release, so that the same figures make the same package.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from .about import LICENCE, LICENCE_TITLE, LICENCE_URL, About
from .columns import CODES, DATES, HEADINGS, INTEGERS, MEANINGS, NUMBERS, codes_of

CSV_NAME = "figures.csv"


class _Outlet(io.RawIOBase):
    """A file that cannot go back: what is written is taken away by `taken`."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def package_chunks(csv: Iterable[bytes], about: About) -> Iterator[bytes]:
    """Write the zip in pieces, around the pieces of the CSV."""
    outlet = _Outlet()
    digest, size = hashlib.sha256(), 0
    with ZipFile(outlet, "w", ZIP_DEFLATED) as archive:
        with archive.open(_entry(CSV_NAME, about), "w", force_zip64=True) as file:
            for piece in csv:
                digest.update(piece)
                size += len(piece)
                file.write(piece)
                yield outlet.taken()
        described = descriptor(about, size=size, sha256=digest.hexdigest())
        archive.writestr(_entry("datapackage.json", about), json.dumps(described, ensure_ascii=False, indent=2) + "\n")
        archive.writestr(_entry("README.md", about), readme(about))
    yield outlet.taken()


def _entry(name: str, about: About) -> ZipInfo:
    moment = about.release.released_at.astimezone(UTC) if about.release else datetime(2000, 1, 1, tzinfo=UTC)
    info = ZipInfo(name, moment.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def descriptor(about: About, *, size: int, sha256: str) -> dict[str, Any]:
    """Write datapackage.json, which describes the CSV's columns."""
    return {
        "profile": "tabular-data-package",
        "name": "provincial-welfare-indicators",
        "title": about.title.en,
        "description": about.title.vi,
        "homepage": about.address,
        "version": str(about.number),
        "created": about.release.released_at.astimezone(UTC).isoformat() if about.release else None,
        "licenses": [{"name": LICENCE, "title": LICENCE_TITLE, "path": LICENCE_URL}],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "figures",
                "path": CSV_NAME,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": size,
                "hash": f"sha256:{sha256}",
                "dialect": {
                    "delimiter": ",",
                    "lineTerminator": "\r\n",
                    "quoteChar": '"',
                    "doubleQuote": True,
                    "header": True,
                },
                "schema": {"fields": [_field(name) for name in about.columns], "missingValues": [""]},
            }
        ],
    }


def _field(name: str) -> dict[str, Any]:
    kind = "number" if name in NUMBERS else "integer" if name in INTEGERS else "date" if name in DATES else "string"
    kind = "datetime" if name == "released_at" else kind
    field: dict[str, Any] = {
        "name": name, "type": kind, "title": HEADINGS[name].en, "description": f"{MEANINGS[name].en} / {MEANINGS[name].vi}",
    }  # fmt: skip
    if kind == "datetime":
        field["format"] = "%Y-%m-%dT%H:%M:%S.%fZ"
    if name in CODES:
        field["constraints"] = {"enum": list(CODES[name])}
    return field


def readme(about: About) -> str:
    """Write README.md: Vietnamese first, then English."""
    return "\n".join([*_readme(about, "vi"), "", "---", "", *_readme(about, "en"), ""])


_WORDS = {
    "vi": ("Lần công bố", "Giấy phép", "Trích dẫn", "Địa chỉ", "Chỉ tiêu", "Cột", "Mã"),
    "en": ("Release", "Licence", "How to cite", "Address", "Indicators", "Columns", "Codes"),
}


def _readme(about: About, lang: str) -> list[str]:
    release, licence, cite, address, indicators, columns, codes = _WORDS[lang]
    lines = [
        f"# {about.title.text(lang)}",
        "",
        f"- {release}: {about.number}",
        f"- {licence}: {LICENCE_TITLE}, {LICENCE_URL}",
    ]
    lines += [f"- {cite}: {about.cite.text(lang)}", f"- {address}: {about.address}", "", f"## {indicators}", ""]
    for item in about.definitions:
        lines.append(
            f"- **{item.slug}**: {item.name.text(lang)} ({item.unit.text(lang)}). {_line(item.definition.text(lang))}"
        )
    lines += [
        "",
        f"## {columns}",
        "",
        *[f"- `{name}`: {MEANINGS[name].text(lang)}" for name in about.columns],
        "",
        f"## {codes}",
    ]
    for name, meanings in codes_of(about.columns):
        lines += ["", f"`{name}`:", "", *[f"- `{code}`: {meaning.text(lang)}" for code, meaning in meanings.items()]]
    return lines


def _line(text: str) -> str:
    return " ".join(text.split())
