"""The bulk files of a release: made by a job, served as stored files while it is among the newest, with checksums."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings

from .. import queries
from ..models import Release, ReleaseFile
from ..services import Run
from ..values.rows import Selection
from . import build
from .formats import NAMINGS, Format

#: More figures than this make no workbooks in advance: 1.1 KB of a worker's temporary 256 MB for each.
MOST_IN_WORKBOOK = 100_000


#: Newest releases whose files stay on the disk. Those of older ones are made again for whoever asks.
KEPT_RELEASES = 12


@dataclass(frozen=True, slots=True)
class BulkFile:
    """One of the files that each release gets. `name` is `ReleaseFile.format`."""

    name: str
    format: Format
    lang: str = "vi"

    def path(self, release: int) -> str:
        """Return where the file lies, below the media folder."""
        words = f".{self.lang}" if self.format == Format.XLSX else ""
        return f"releases/{release}/figures{words}.{NAMINGS[self.format].extension}"


BULK_FILES = {
    bulk.name: bulk
    for bulk in [
        BulkFile("csv", Format.CSV),
        BulkFile("json", Format.JSON),
        BulkFile("package", Format.PACKAGE),
        BulkFile("xlsx-vi", Format.XLSX, "vi"),
        BulkFile("xlsx-en", Format.XLSX, "en"),
    ]
}


class Changed(Exception):
    """A release's file would come out otherwise than before: this must never be, and nothing is overwritten."""


def make_release_files(run: Run) -> dict[str, Any]:
    """Make all bulk files of the release `payload["release"]`. Doing it again changes nothing.

    New ones make the disk fuller, so the oldest go: no release is promised a stored file, only the same bytes.
    """
    selection = Selection(as_of=run.job.payload["release"])
    rows = queries.count(selection)
    files = [bulk for bulk in BULK_FILES.values() if bulk.format != Format.XLSX or rows <= MOST_IN_WORKBOOK]
    for done, bulk in enumerate(files):
        run.progress(done, len(files))
        _make(bulk, selection, rows, run)
    run.progress(len(files))
    sweep_files()
    return {"files": [bulk.name for bulk in files], "rows": rows}


def _make(bulk: BulkFile, selection: Selection, rows: int, run: Run) -> None:
    release = queries.release_at(selection.as_of or 0)
    assert release is not None
    record = ReleaseFile.objects.filter(release=release.number, format=bulk.name).first()
    if record is not None and _is_whole(record):
        return
    pieces = build.of_selection(bulk.format, selection, release=release, lang=bulk.lang)
    path = bulk.path(release.number)
    sha256, size = write(
        Path(settings.MEDIA_ROOT) / path, _watched(pieces, run), expected=record.sha256 if record else None
    )
    ReleaseFile.objects.get_or_create(
        release_id=release.number,
        format=bulk.name,
        defaults={"path": path, "sha256": sha256, "size": size, "rows": rows},
    )


def _is_whole(record: ReleaseFile) -> bool:
    path = Path(settings.MEDIA_ROOT) / record.path
    return path.is_file() and path.stat().st_size == record.size


def sweep_files() -> None:
    """Delete the stored files of all but the KEPT_RELEASES newest releases; their records with the checksums stay."""
    newest = Release.objects.order_by("-number").values_list("number", flat=True)[:KEPT_RELEASES]
    old = ReleaseFile.objects.filter(release__lt=min(newest, default=0)).order_by("release", "format")
    for path in old.values_list("path", flat=True):
        (Path(settings.MEDIA_ROOT) / path).unlink(missing_ok=True)


def _watched(pieces: Iterator[bytes], run: Run) -> Iterator[bytes]:
    """Yield the pieces for as long as the job is ours."""
    for piece in pieces:
        run.progress(run.rows_done)
        yield piece


def write(path: Path, pieces: Iterator[bytes], *, expected: str | None = None) -> tuple[str, int]:
    """Write a file whole or not at all, on the disk when this returns; return its SHA-256 and size in bytes.

    Raises Changed where it has not the `expected` checksum.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as file:
        try:
            for piece in pieces:
                digest.update(piece)
                size += file.write(piece)
            if expected is not None and digest.hexdigest() != expected:
                raise Changed(f"{path.name}: SHA-256 {digest.hexdigest()}, but {expected} was published")
            os.fchmod(file.fileno(), 0o644)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(file.name)
            raise
    _sync(path.parent)
    return digest.hexdigest(), size


def _sync(folder: Path) -> None:
    """Put a folder's new names on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def stored(format: Format, selection: Selection, lang: str) -> Path | None:
    """Return the bulk file that holds exactly this selection, if it is there."""
    if selection != Selection(as_of=selection.as_of):
        return None
    names = [
        bulk.name
        for bulk in BULK_FILES.values()
        if bulk.format == format and (bulk.lang == lang or format != Format.XLSX)
    ]
    record = ReleaseFile.objects.filter(release=selection.as_of, format__in=names).first()
    return Path(settings.MEDIA_ROOT) / record.path if record and _is_whole(record) else None
