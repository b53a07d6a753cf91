"""Figures as files: what stands behind `.csv`, `.xlsx`, `.json`, `.sdmx.csv` and `.zip` in place of the last `/`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal

from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from .. import queries
from ..downloads import build, release_files
from ..downloads.formats import NAMINGS, Format
from ..exports import About, Definition
from ..models.named import language
from ..values.numbers import format_number
from ..values.rows import Row, Selection
from ..values.series import ReleaseRef
from .errors import too_many
from .page import with_query

#: More figures than this make no workbook while its reader waits: some 4 seconds, and 22 MB of temporary disk.
MOST_IN_WORKBOOK = 20_000

#: By the extension in an address.
FORMATS = {NAMINGS[format].extension: format for format in Format}


def format_of(extension: str) -> Format:
    """Return the format of an extension. Raises Http404 for one that no file has."""
    if extension not in FORMATS:
        raise Http404(_("There is no file of the kind “%s”.") % extension)
    return FORMATS[extension]


def respond(
    request: HttpRequest,
    format: Format,
    *,
    name: str,
    release: ReleaseRef | None,
    selection: Selection | None = None,
    rows: Iterable[Row] | None = None,
    definitions: Sequence[Definition] = (),
) -> HttpResponseBase:
    """Answer with a selection, or rows and the `definitions` of their indicators, as a file `name` plus extension.

    `release` is what the figures are as of; give either `selection` or `rows`. All figures of a release come
    from its stored file, once a job has made it; the bytes are the same. A selection too large for a workbook made
    now is answered by a page that says so. Raises Busy where a workbook's turn does not come.
    """
    lang = language()
    if rows is not None:
        columns = queries.columns_of(release.number if release else 0)
        about = About(release, address=_page_address(request, release), definitions=definitions, columns=columns)
        return _download(format, name, _streamed(build.of_rows(format, rows, about=about, lang=lang)))
    if selection is None:
        raise TypeError("give a selection or rows")
    if (path := release_files.stored(format, selection, lang)) is not None:
        with suppress(FileNotFoundError):  # swept since
            return _download(format, name, FileResponse(path.open("rb")))
    if format == Format.XLSX and queries.exceeds(selection, MOST_IN_WORKBOOK):
        csv = with_query(request, path=f"{request.path.removesuffix('xlsx')}csv")
        return too_many(request, format_number(Decimal(MOST_IN_WORKBOOK), lang), csv)
    pieces = build.of_selection(format, selection, release=release, lang=lang)
    return _download(format, name, _streamed(pieces))


def _streamed(pieces: Iterator[bytes]) -> StreamingHttpResponse:
    """Stream the pieces, the first made now: what goes wrong at the start is an error page, not half a file."""
    return StreamingHttpResponse(build.started(pieces))


def _download(format: Format, name: str, response: HttpResponseBase) -> HttpResponseBase:
    kind = NAMINGS[format]
    response.headers["Content-Type"] = kind.content_type
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind.extension}") or ""
    return response


def _page_address(request: HttpRequest, release: ReleaseRef | None) -> str:
    """Return the page that shows the same rows, as of the same release."""
    path = re.sub(r"\.[a-z.]+$", "/", request.path)
    return with_query(request, path=path, as_of=release.number if release else None)
