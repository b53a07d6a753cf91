"""The columns of a figure in words: what heads a workbook, describes a data package and explains a code."""

from __future__ import annotations

from collections.abc import Collection

from ..values.labels import BASIS_MEANINGS, CONFIDENCE_MEANINGS, QUALIFIER_MEANINGS, STATUS_MEANINGS
from ..values.names import Name

#: Heading of each column.
HEADINGS = {
    "area_code": Name("Mã địa bàn", "Area code"),
    "area_vi": Name("Địa bàn", "Area (Vietnamese)"),
    "area_en": Name("Địa bàn (tiếng Anh)", "Area"),
    "indicator": Name("Mã chỉ tiêu", "Indicator code"),
    "indicator_vi": Name("Chỉ tiêu", "Indicator (Vietnamese)"),
    "indicator_en": Name("Chỉ tiêu (tiếng Anh)", "Indicator"),
    "category": Name("Mã phân tổ", "Category code"),
    "category_vi": Name("Phân tổ", "Category (Vietnamese)"),
    "category_en": Name("Phân tổ (tiếng Anh)", "Category"),
    "unit": Name("Đơn vị tính", "Unit"),
    "basis": Name("Cách tính kỳ", "Basis"),
    "period": Name("Kỳ", "Period"),
    "period_start": Name("Từ ngày", "From"),
    "period_end": Name("Đến ngày", "To"),
    "value": Name("Giá trị", "Value"),
    "value_high": Name("Giá trị trên", "Upper value"),
    "qualifier": Name("Mức chính xác", "Qualifier"),
    "status": Name("Trạng thái", "Status"),
    "missing_reason": Name("Lý do không có số", "Why there is no value"),
    "note": Name("Ghi chú", "Note"),
    "source_title": Name("Nguồn", "Source"),
    "source_url": Name("Địa chỉ nguồn", "Source address"),
    "report": Name("Báo cáo", "Report"),
    "release": Name("Lần công bố", "Release"),
    "released_at": Name("Công bố lúc (UTC)", "Released (UTC)"),
    "confidence": Name("Độ tin cậy", "Confidence"),
    "second_sources": Name("Nguồn khác cùng số liệu", "Further sources"),
}

#: What each column holds.
MEANINGS = {
    "area_code": Name(
        "Mã hành chính chính thức; địa bàn cũ có mã đã cấp lại thì kèm năm kết thúc (08-2025). Là chữ, không phải số.",
        "Official code; a former area whose code was given to another carries the year it ended (08-2025). Text.",
    ),
    "area_vi": Name("Tên địa bàn bằng tiếng Việt.", "The area's name in Vietnamese."),
    "area_en": Name("Tên địa bàn bằng tiếng Anh.", "The area's name in English."),
    "indicator": Name("Mã ổn định của chỉ tiêu.", "The indicator's stable code."),
    "indicator_vi": Name("Tên chỉ tiêu bằng tiếng Việt.", "The indicator's name in Vietnamese."),
    "indicator_en": Name("Tên chỉ tiêu bằng tiếng Anh.", "The indicator's name in English."),
    "category": Name("Mã phân tổ; để trống là tổng số.", "The category's code; empty for the total."),
    "category_vi": Name("Tên phân tổ bằng tiếng Việt.", "The category's name in Vietnamese."),
    "category_en": Name("Tên phân tổ bằng tiếng Anh.", "The category's name in English."),
    "unit": Name("Mã đơn vị tính.", "The unit's code."),
    "basis": Name("Số liệu tính cho khoảng thời gian nào.", "Which span of time the figure counts."),
    "period": Name(
        "YYYY-MM: tháng cuối của kỳ; YYYY đối với cả năm và chỉ tiêu kế hoạch.",
        "YYYY-MM, the span's last month; YYYY for a year and for a target.",
    ),
    "period_start": Name("Ngày đầu của kỳ.", "First day of the span."),
    "period_end": Name(
        "Ngày cuối của kỳ; số thời điểm thì trùng ngày đầu.", "Last day of the span; of a stock the same as the first."
    ),
    "value": Name(
        "Giá trị, dấu thập phân là dấu chấm; trống nếu không có số.",
        "The value, with a decimal point; empty when there is none.",
    ),
    "value_high": Name("Cận trên khi nguồn in một khoảng.", "The upper end, where the source prints a range."),
    "qualifier": Name("Nguồn nói số chính xác đến đâu.", "How the source hedges the number."),
    "status": Name("Số liệu do đâu mà có.", "Where the number comes from."),
    "missing_reason": Name("Vì sao không có giá trị.", "Why there is no value."),
    "note": Name("Ghi chú của người báo cáo.", "A note by who reported it."),
    "source_title": Name("Tên văn bản nguồn.", "Title of the source document."),
    "source_url": Name("Địa chỉ của văn bản nguồn.", "Address of the source document."),
    "report": Name("Số của báo cáo trong hệ thống: /reports/SỐ/.", "The report's number here: /reports/NUMBER/."),
    "release": Name("Lần công bố đã đưa số liệu này ra.", "The release that made this figure public."),
    "released_at": Name("Thời điểm công bố, giờ UTC.", "When it was released, in UTC."),
    "confidence": Name(
        "Kỳ và phạm vi của số liệu chắc chắn đến đâu.", "How sure it is of which period and scope the figure is."
    ),
    "second_sources": Name(
        "Địa chỉ (hoặc tên, nếu không có địa chỉ) của các nguồn khác in cùng số liệu, cách nhau bằng “ | ”.",
        "Addresses (titles where there is none) of other sources that print the same figure, with “ | ” between.",
    ),
}


#: What each code means, by column.
CODES: dict[str, dict[str, Name]] = {
    "basis": {basis.value: meaning for basis, meaning in BASIS_MEANINGS.items()},
    "qualifier": {qualifier.value: meaning for qualifier, meaning in QUALIFIER_MEANINGS.items()},
    "status": {status.value: meaning for status, meaning in STATUS_MEANINGS.items()},
    "confidence": {confidence.value: meaning for confidence, meaning in CONFIDENCE_MEANINGS.items()},
}


def codes_of(columns: Collection[str]) -> list[tuple[str, dict[str, Name]]]:
    """Return what each code means, by column, for the columns that a file has."""
    return [(column, codes) for column, codes in CODES.items() if column in columns]


#: Columns that hold something else than text.
NUMBERS = frozenset({"value", "value_high"})
INTEGERS = frozenset({"report", "release"})
DATES = frozenset({"period_start", "period_end"})
