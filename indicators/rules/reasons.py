"""Reasons why a text needs confirmation or is refused, in both languages: the sentences of `numbers.Parsed.reason`."""

from __future__ import annotations

from ..values.names import Name

#: Both sentences of a reason, by the reason's code. The entry grid has them too; each ends with a full stop.
REASONS: dict[str, Name] = {
    # To be confirmed: more than one reading.
    "comma": Name(
        "dấu phẩy có thể là dấu thập phân hoặc dấu phân cách hàng nghìn.",
        "the comma may mark decimals or thousands.",
    ),
    "dot": Name(
        "dấu chấm ở đây có thể là dấu thập phân; số thập phân viết bằng dấu phẩy.",
        "the dot may mark decimals here; decimals are written with a comma.",
    ),
    "groups": Name(
        "nhóm chữ số cuối không đủ ba chữ số.",
        "the last group has fewer than three digits.",
    ),
    "mixed": Name(
        "dấu chấm và dấu phẩy đứng trước ba chữ số, có thể đều là dấu phân cách hàng nghìn.",
        "comma and dot both stand before three digits and may both group thousands.",
    ),
    "space": Name(
        "dấu cách có thể phân cách hàng nghìn hoặc ngăn hai số khác nhau.",
        "the space may group thousands or stand between two numbers.",
    ),
    "rest": Name(
        "phần lẻ sau “nghìn”, “triệu”, “tỷ” có thể là cách nói tắt.",
        "the digits after the scale word may be a shortened way of speaking.",
    ),
    "dash": Name(
        "dấu gạch ở đầu có thể là dấu trừ hoặc gạch đầu dòng.",
        "the dash may be a minus sign or a bullet.",
    ),
    "parentheses": Name(
        "số trong ngoặc đơn có thể là số âm.",
        "a number in parentheses may be negative.",
    ),
    "nothing": Name(
        "ký hiệu này có thể nghĩa là bằng 0 hoặc không có số liệu; nếu không có số liệu, ghi rõ lý do.",
        "this mark may mean zero or no data; if there is no data, say why.",
    ),
    # There is no figure.
    "unavailable": Name(
        "không có số liệu: cần ghi rõ lý do.",
        "there is no figure: say why.",
    ),
    # Refused.
    "words": Name(
        "có chữ hoặc ký hiệu không đọc được; chỉ nhập số, có thể kèm đơn vị.",
        "it holds words or signs that cannot be read; type the number, with its unit if need be.",
    ),
    "grouping": Name(
        "dấu chấm, dấu phẩy hoặc dấu cách đặt sai chỗ; viết như 1.234.567,5.",
        "dots, commas or spaces stand where they should not; write it like 1.234.567,5.",
    ),
    "two_numbers": Name(
        "có nhiều hơn một số; mỗi ô chỉ nhập một số.",
        "it holds more than one number; a cell takes one.",
    ),
    "range_order": Name(
        "số đầu của khoảng lớn hơn số cuối.",
        "the range begins above its end.",
    ),
    "exponent": Name(
        "dạng số mũ (như 1e5) không được nhận; viết đủ các chữ số.",
        "exponents such as 1e5 are not taken; write the digits in full.",
    ),
    "not_finite": Name(
        "đây không phải là một giá trị hữu hạn.",
        "it is not a finite value.",
    ),
    "too_long": Name(
        "số có hơn 15 chữ số.",
        "it has more than 15 digits.",
    ),
    "percent": Name(
        "chỉ tiêu này không tính bằng phần trăm.",
        "this indicator is not in per cent.",
    ),
    "exceeds": Name(
        "“vượt …%” nghĩa là trên 100%; nhập tỷ lệ đầy đủ, ví dụ 143,3%.",
        "“vượt …%” means so much above 100%; type the whole rate, such as 143,3%.",
    ),
    "formula": Name(
        "ô chứa công thức; dán giá trị thay cho công thức.",
        "it holds a formula; paste its value instead.",
    ),
    "excel_error": Name(
        "ô chứa lỗi của bảng tính; sửa trong tệp gốc rồi nhập lại.",
        "it holds a spreadsheet error; mend it in the file first.",
    ),
}
