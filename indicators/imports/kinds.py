"""Tell what a file really is: by its content, whatever its name says."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path, PurePosixPath

from .messages import Unreadable, unreadable

#: Ten years of a province's communes fit in; nothing that people make by hand comes near.
LARGEST = 50 * 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_MARKUP = re.compile(rb"\s*(?:<\?xml|<!doctype|<html|<head|<body|<table|<meta|<style|<!--)", re.IGNORECASE)


class FileKind(StrEnum):
    TEXT = "text"
    WORKBOOK = "workbook"


def kind_of(path: Path, name: str) -> FileKind:
    """Return whether a file is read as a workbook or as text. Raises Unreadable for everything else."""
    size = path.stat().st_size
    if size == 0:
        raise unreadable("Tệp rỗng (0 byte). Hãy chọn lại tệp.", "The file is empty (0 bytes). Choose it again.")
    if size > LARGEST:
        raise _too_large(size)
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK"):
        return FileKind.WORKBOOK
    _refuse_others(path, name, head)
    return FileKind.TEXT


def _too_large(size: int) -> Unreadable:
    megabytes = -(-size // 1024**2)
    return unreadable(
        f"Tệp có {megabytes} MB; nhận nhiều nhất {LARGEST // 1024**2} MB. Hãy chia tệp theo năm.",
        f"The file has {megabytes} MB; at most {LARGEST // 1024**2} MB are taken. Split it by year.",
    )


def _refuse_others(path: Path, name: str, head: bytes) -> None:
    if head.startswith(_OLE):
        raise _old_excel(path)
    if head.startswith(b"%PDF"):
        raise unreadable(
            "Đây là tệp PDF, không phải bảng tính. Hãy dùng trang đọc báo cáo, hoặc lưu số liệu thành .xlsx.",
            "This is a PDF, not a table. Use the page that reads reports, or save the figures as .xlsx.",
        )
    if head.startswith(_ARCHIVES):
        raise unreadable(
            "Đây là tệp nén. Hãy giải nén rồi tải lên bảng tính bên trong.",
            "This is a compressed archive. Unpack it and upload the table inside.",
        )
    if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise unreadable(
            "Tệp có đuôi của Excel nhưng bên trong là trang web (HTML/XML). "
            "Hãy mở bằng Excel, chọn “Lưu thành…”, kiểu Excel Workbook (.xlsx).",
            "Named like a workbook, but inside it is a web page (HTML or XML). "
            "Open it in Excel and choose “Save as…”, type Excel Workbook (.xlsx).",
        )
    if PurePosixPath(name.strip().lower()).suffix in {".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"}:
        raise unreadable(
            "Tệp có đuôi của bảng tính nhưng nội dung không phải bảng tính; có thể tệp bị hỏng khi tải. "
            "Hãy mở bằng Excel và lưu lại thành .xlsx.",
            "Named like a workbook, but the content is none; perhaps it broke on the way. "
            "Open it in Excel and save it again as .xlsx.",
        )


def _old_excel(path: Path) -> Unreadable:
    """Return the error for a file in the container of the old format, in which an encrypted workbook hides too."""
    with path.open("rb") as file:
        encrypted = "EncryptedPackage".encode("utf-16-le") in file.read(LARGEST)
    if encrypted:
        return unreadable(
            "Tệp được đặt mật khẩu. Hãy gỡ mật khẩu (Tệp › Thông tin › Bảo vệ sổ làm việc) rồi tải lên lại.",
            "The file is encrypted with a password. Remove it (File › Info › Protect Workbook) and upload again.",
        )
    return unreadable(
        "Đây là tệp Excel đời cũ (.xls), dù tên có thể ghi .xlsx. "
        "Hãy mở bằng Excel, chọn “Lưu thành…”, kiểu Excel Workbook (.xlsx).",
        "This is a workbook of the old format (.xls), whatever its name says. "
        "Open it in Excel and choose “Save as…”, type Excel Workbook (.xlsx).",
    )
