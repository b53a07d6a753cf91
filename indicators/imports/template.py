"""Write the workbook that entry staff fill in: the form's rows, with only their cells open. `read` understands it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ..values.formatting import period_label
from ..values.names import Name
from ..values.periods import Basis, Month

_WIDTHS = (26, 20, 52, 14)  # codes of indicator and category, name, unit
_HEADS = (
    Name("Mã chỉ tiêu", "Indicator code"),
    Name("Mã phân tổ", "Category code"),
    Name("Chỉ tiêu", "Indicator"),
    Name("Đơn vị tính", "Unit"),
)
_CODES = ("indicator", "category", "", "unit")
_AFTER = {
    "missing_reason": Name("Lý do không có số", "Why there is no value"),
    "note": Name("Ghi chú", "Note"),
}
_SHEET = Name("Số liệu", "Data")
_HELP = Name(
    "Chỉ điền ô trắng. 1.234 là một nghìn hai trăm ba mươi tư; 1.234,5 có một chữ số thập phân. "
    "Không có số: gõ … và ghi lý do. Dòng có dấu * là bắt buộc.",
    "Fill in white cells only. 1.234 is one thousand two hundred and thirty-four; 1.234,5 has one decimal. "
    "No figure: type … and give the reason. Rows with * are required.",
)
_NOT_A_NUMBER = Name("Ô này cần một số không âm. Vẫn giữ?", "This cell wants a number that is not negative. Keep it?")

#: The first row of figures, counted from 0.
FIRST_ROW = 6


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of the workbook: an indicator or category of the form, with the bases on which it is asked."""

    indicator: str
    category: str
    name: str
    unit: str
    definition: str
    bases: tuple[Basis, ...]
    required: bool = False
    non_negative: bool = True


@dataclass(frozen=True, slots=True)
class TemplateForm:
    """The form for which a workbook is made. `bases` are headed with `headings`, in the same order."""

    area_code: str
    area: str
    month: Month
    rows: tuple[FormRow, ...]
    bases: tuple[Basis, ...]
    headings: tuple[str, ...]


def write_template(form: TemplateForm, lang: str, file: BinaryIO) -> None:
    """Write the workbook to `file`, in `lang`."""
    with Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}) as book:
        styles = {
            "head": book.add_format(
                {"bold": True, "bg_color": "#e8eef6", "text_wrap": True, "valign": "top", "border": 1}
            ),
            "code": book.add_format({"font_color": "#5a6472", "italic": True, "font_size": 8}),
            "fixed": book.add_format({"bg_color": "#f2f4f6", "text_wrap": True, "valign": "top", "border": 1}),
            "open": book.add_format({"locked": False, "border": 1, "num_format": "#,##0.####"}),
            "words": book.add_format({"locked": False, "border": 1, "text_wrap": True}),
        }
        sheet = book.add_worksheet(_SHEET.text(lang))
        _top(sheet, form, lang, styles)
        for place, row in enumerate(form.rows):
            _row(sheet, FIRST_ROW + place, row, form, lang, styles)
        sheet.freeze_panes(FIRST_ROW, len(_WIDTHS) - 1)
        sheet.protect("", {"format_columns": True, "format_rows": True})


def _top(sheet: Worksheet, form: TemplateForm, lang: str, styles: dict[str, Format]) -> None:
    lines = [
        ("", f"{form.area}, {period_label(Basis.MONTH, form.month, lang)}"),
        ("", _HELP.text(lang)),
        ("area_code", form.area_code),
        ("period", str(form.month)),
    ]
    for row, (code, text) in enumerate(lines):
        sheet.write_string(row, 0 if code else 2, code or text, styles["code"] if code else None)
        if code:
            sheet.write_string(row, 1, text)
    heads = [*(head.text(lang) for head in _HEADS), *form.headings, *(name.text(lang) for name in _AFTER.values())]
    codes = [*_CODES, *(basis.value for basis in form.bases), *_AFTER]
    for column, (head, code) in enumerate(zip(heads, codes, strict=True)):
        sheet.write_string(FIRST_ROW - 2, column, head, styles["head"])
        sheet.write(FIRST_ROW - 1, column, code, styles["code"])
        sheet.set_column(column, column, _WIDTHS[column] if column < len(_WIDTHS) else 18)


def _row(sheet: Worksheet, place: int, row: FormRow, form: TemplateForm, lang: str, styles: dict[str, Format]) -> None:
    name = f"{'    ' if row.category else ''}{row.name}{' *' if row.required else ''}"
    for column, text in enumerate((row.indicator, row.category, name, row.unit)):
        sheet.write_string(place, column, text, styles["fixed"])
    if row.definition:
        sheet.write_comment(place, 2, row.definition, {"x_scale": 3, "y_scale": 1.5})
    first = len(_WIDTHS)
    for column, basis in enumerate(form.bases, first):
        sheet.write_blank(place, column, None, styles["open"] if basis in row.bases else styles["fixed"])
        if basis in row.bases and row.non_negative:
            sheet.data_validation(place, column, place, column, _number(lang))
    for column in range(len(_AFTER)):
        sheet.write_blank(place, first + len(form.bases) + column, None, styles["words"])


def _number(lang: str) -> dict[str, object]:
    """Return a check of numbers that warns and refuses nothing: `gần 500` and `…` are answers too."""
    message = _NOT_A_NUMBER.text(lang)
    return {"validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning", "error_message": message}


def columns_of(rows: Sequence[FormRow]) -> tuple[Basis, ...]:
    """Return the bases that any row is asked on, in their usual order."""
    return tuple(basis for basis in Basis if any(basis in row.bases for row in rows))
