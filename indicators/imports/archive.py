"""Check what an XLSX archive says of itself before anything in it is read."""

from __future__ import annotations

import zlib
from pathlib import Path
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from .messages import Unreadable, unreadable

MOST_PARTS = 2000
MEGABYTE = 1024 * 1024

#: Bytes of a part once unpacked. Python never unpacks more than the archive declares.
LARGEST_SHEET = 200 * MEGABYTE
LARGEST_STRINGS = 60 * MEGABYTE
LARGEST_OTHER = 4 * MEGABYTE
LARGEST_WHOLE = 300 * MEGABYTE

#: Tables of figures shrink to a tenth, at most to a fortieth.
HIGHEST_RATIO = 100


def check_archive(path: Path) -> None:
    """Raise Unreadable unless this is a workbook of a size that can be read."""
    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
            _check_sizes(parts)
            _refuse_declarations(archive)
    except (BadZipFile, LargeZipFile, OSError, ValueError, NotImplementedError, EOFError, zlib.error):
        raise broken() from None


def _check_sizes(parts: list[ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_WHOLE:
        raise _bomb()
    _check_contents({part.filename.lower() for part in parts})
    for part in parts:
        _check_part(part)


def _refuse_declarations(archive: ZipFile) -> None:
    """Refuse a workbook that declares entities; those behind a long comment are the child's to refuse."""
    for part in archive.infolist():
        if part.filename.lower().endswith((".xml", ".rels")):
            with archive.open(part) as file:
                head = file.read(4096).replace(b"\0", b"")  # UTF-16 too
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                raise _bomb()


def _check_contents(names: set[str]) -> None:
    if any(name.endswith("vbaproject.bin") for name in names):
        raise unreadable(
            "Tệp có macro. Hãy lưu lại thành Excel Workbook (.xlsx, không macro) rồi tải lên.",
            "The file contains macros. Save it as Excel Workbook (.xlsx, without macros) and upload it again.",
        )
    if "xl/workbook.xml" not in names:
        raise unreadable(
            "Tệp nén này không phải sổ Excel (.xlsx). Hãy mở bằng Excel hoặc LibreOffice và lưu lại thành .xlsx.",
            "This archive is no Excel workbook (.xlsx). Open it in Excel or LibreOffice and save it as .xlsx.",
        )


def _check_part(part: ZipInfo) -> None:
    if part.flag_bits & 1:
        raise unreadable(
            "Tệp nén được đặt mật khẩu. Hãy lưu lại không có mật khẩu.",
            "The archive is encrypted. Save it without a password.",
        )
    ratio = part.file_size / max(part.compress_size, 1)
    if part.file_size > _largest(part.filename.lower()) or (part.file_size > MEGABYTE and ratio > HIGHEST_RATIO):
        raise _bomb()


def _largest(name: str) -> int:
    if name.startswith("xl/worksheets/"):
        return LARGEST_SHEET
    if name.endswith("sharedstrings.xml"):
        return LARGEST_STRINGS
    return LARGEST_WHOLE if name.startswith(("xl/media/", "docprops/thumbnail")) else LARGEST_OTHER


def _bomb() -> Unreadable:
    return unreadable(
        "Tệp bung ra quá lớn so với một bảng số liệu nên không được mở. "
        "Hãy chép riêng bảng số liệu sang một sổ Excel mới rồi tải lên.",
        "Unpacked, the file is far larger than a table of figures, and was not opened. "
        "Copy the table alone into a new workbook and upload that.",
    )


def broken() -> Unreadable:
    """Return the error for a workbook that no program could read."""
    return unreadable(
        "Tệp Excel bị hỏng, không đọc được. Hãy mở bằng Excel và lưu lại thành .xlsx.",
        "The workbook is damaged and cannot be read. Open it in Excel and save it again as .xlsx.",
    )
