"""Numbers that are never figures: of laws, dates, names, ages, norms, addresses and page furniture.

Phrases of time are found by `when`; what is left of them (a clock, a length of time) is found here.
"""

from __future__ import annotations

import re

_NUM = r"[0-9]+(?:[.,][0-9]+)*"

#: Patterns on the text as printed: capitals matter.
_PRINTED = (
    r"\d{1,5}[a-z]?\s?/\s?(?:(?:19|20)\d{2}\s?/\s?)?[A-ZĐ]{1,}[A-ZĐa-zđ0-9]*(?:\s?-\s?[A-ZĐ][\w.]*)*",  # 391/QĐ- UBND
    r"\d{1,5}\s?-\s?[A-ZĐ]{2,}(?:\s?/\s?[\w.]+)?",  # 20-NQ/TU
    r"\b[A-Za-zĐđ]+[-_]?\d+(?:\.\d+)*(?:-\d+)*\b(?<!\bT\d)(?<!\bT\d\d)",  # Covid-19, F0, VN05
    r"\d{1,3}(?:a|b|c)(?!\w)",  # Chương trình 30a
    r"\b(?:Điều|Khoản|Mục|Phần|Chương|Phụ lục|Phụ biểu|Biểu|Biểu số|Bảng|Hình|Trang|Mẫu|Mẫu số|Tập|Kỳ|Kỳ họp|Điểm)\s+(?:số\s+)?\d+(?:[./]\d+)*\b",
    r"\b(?:Đề án|Dự án|Tiểu dự án|Chương trình|Nghị quyết|Nghị định|Quyết định|Thông tư|Chỉ thị|Công văn|Luật|Văn bản|Công điện"
    r"|Tờ trình|Hướng dẫn|Kết luận|Thông báo|Nội dung(?: thành phần)?|Tiêu chí|Chuyên đề|Hợp phần|QĐ|NQ|NĐ|TT|CV)"
    r"\s+(?:liên tịch\s+)?(?:số\s+)?\d{1,4}(?:[,/.]\s?\d{1,4})*(?:\s+và\s+(?:Dự án\s+|Tiểu dự án\s+)?(?:số\s+)?\d{1,2}(?!\d|[.,]\d|\s*%))?(?![\d.,]*\d|\s*(?:%|tỷ|triệu|nghìn|ngàn|người|lao động|hộ|lượt|học viên))",
    r"\b(?:Trung đoàn|Sư đoàn|Tiểu đoàn|Lữ đoàn|Đoàn|Quân khu|Quốc lộ|QL|Tỉnh lộ|ĐT|Tổ|Khu|Cụm|Khối|Phố|Ngõ|Ngách|Quận|Phường|Đội|Công ty|Nhà máy"
    r"|Trường|Trạm|Vòng|Bậc|Hạng|Lô|Km|km|Cơ sở cai nghiện ma túy|Cơ sở|Trung tâm|COP|ASEAN|Bệnh viện|Kênh|Bản|Thôn|Ấp|Xóm|Binh đoàn|May)\s+(?:số\s+)?\d{1,4}(?![\d.,]*\d|/\d|\s*%|\s+(?:người|lao động|hộ|xã|huyện))",
    r"\b[IVX]+\.\d+(?:\.\d+)*",
)

#: Patterns on folded text.
_FOLDED = (
    r"https?://\S+|www\.\S+|\S+@\S+\.\w+|[\w\-]+\.(?:vn|com|org|net|jpe?g|png|gif|webp|pdf|docx?|xlsx?|html?|mp4)\b",
    r"\w+=\d+",  # intNumViewTotal=393
    r"\d+(?:/\d+)?\s*ký tự",
    r"(?:lượt (?:xem|đọc|truy cập)|views?|số lần xem|đã xem|lượt thích|bình luận|chia sẻ)\s*:?\s*\(?\d[\d.,]*\)?(?!\s*(?:người|lượt|bài))",
    r"\(?\d[\d.,]*\s*(?:lượt xem|views?|bình luận|phản hồi)\)?(?=\s*(?:\n|$|\|))",
    r"(?:^|\||\n)\s*:\s?\d+",
    r"(?:trang|page)\s+\d+(?:\s*/\s*\d+)?",
    r"\(?(?:hotline|điện thoại|đt|sđt|tel|fax|số máy|tổng đài|đường dây nóng|liên hệ|zalo|số tài khoản|stk|mã số|mst|cccd|cmnd)(?:\s+(?:số|miễn phí|quốc gia|bảo vệ trẻ em|tư vấn|hỗ trợ|qua|là))*\s*:?\s*\(?[+\d][\d.\s()\-]*(?:\s+hoặc\s+[\d.\s]+)?",
    r"(?<![\d.,])(?:0\d{2,3}[.\s-]?\d{3}[.\s-]?\d{3,4}|0\d{9,10}|1[89]00[.\s]?\d{4}|84\d{9})(?![\d.,]*\d)",
    r"(?<![\d.,])\d{1,2}:\d{2}(?::\d{2})?(?!\d)",
    r"(?<![\d.,])\d{1,2}\s?(?:h|giờ)\s?(?:\d{1,2}(?:'|\s?phút)?)?(?!\w)",
    r"(?:thứ|hạng|cấp|lớp|loại|bậc|mức độ|mức|khóa|số thứ tự|đợt|kỳ|tầng|vị trí thứ|top|lần thứ|giai đoạn|đội|vòng|phiên bản|thế hệ|liên đoàn|nhóm)\s+(?:thứ\s+)?\d{1,2}(?!\d|[.,/]\d|\s*%|\s*(?:người|lao động|tỷ|triệu|trẻ|học viên|hộ|xã|lượt))(?:\s*(?:,|và|-)\s*\d(?!\d|[.,]\d|\s+\w))?",
    r"(?<!tổng )(?<!trong )(?<!trên )(?<!ít )(?<!của )(?:(?<=\W)|^)số\s+(?:hiệu\s+|đăng ký\s+)?\d{1,4}(?![\d.,]*\d|\s*(?:%|người|lao động|hộ|lượt|tỷ|triệu|nghìn|trẻ|đối tượng|doanh nghiệp|hồ sơ|học))(?:/[\w\-]+)*",
    r"hệ số\s+(?:lương\s+|là\s+)?\d+(?:[.,]\d+)?",
    r"công nghi[ệê]p\s+(?:lần thứ\s+(?:tư\s+)?)?\(?4\.0\)?|(?<!\d)[1-5]\.0(?!\d|\s*%)",
    # ages and thresholds
    r"(?:(?:từ|tròn|đủ|trên|dưới|hơn|gần|khoảng|đến|độ|quá|thọ)\s+)*(?:đủ\s+|dưới\s+|trên\s+)?\d{1,3}(?:\s*(?:-|đến|tới|và|,)\s*(?:dưới\s+|đủ\s+|trên\s+)?\d{1,3})*\s*tuổi(?:\s+(?:trở lên|trở xuống))?",
    r"(?:từ|có từ|trên|đạt từ|mức từ)\s+(?:đủ\s+)?" + _NUM + r"(?:\s*%|\s+[^\W\d]+(?:\s[^\W\d]+){0,2})?\s+trở\s+(?:lên|xuống|đi)",
    r"\d{1,2}\s*-\s*\d{1,2}\s+tuổi",
    # lengths of time
    r"(?:(?:từ|trong|sau|trước|gần|hơn|trên|dưới|khoảng|suốt|thời hạn|thời gian|tối đa|tối thiểu|kéo dài|đến)\s+)?(?:" + _NUM
    + r"\s*(?:-|đến|tới)\s*)?(?<![/.,\d])" + _NUM + r"\s+(?:năm|tháng|ngày|tuần|giờ|phút|quý|thập kỷ|nhiệm kỳ|tiếng)(?!\s+(?:hội|công|\d{4}(?!\d)))(?!\w)(?:/(?:tháng|năm|tuần|ngày))?",
    r"(?:kỷ niệm|tổng kết|nhân)\s+\d+\s+năm",
    # a share that a rule grants: "hưởng 60% mức lương"
    r"(?:hưởng|hỗ trợ|miễn|giảm|đóng|cấp|bằng|vay)\s+(?:[^\W\d]+\s){0,2}?" + _NUM + r"\s*%\s+(?:mức|tiền lương|lương|học phí|lãi suất|chi phí|phí|giá|mệnh giá|tiền đóng|tiền mua|bhyt)",
    # small fractions of something: "2/3 số hộ"
    r"(?<![\d.,/])[1-9]\s?/\s?[2-9](?=\s+(?:số|tổng|dân|diện tích|lao động|thời gian))",
    # days of the calendar without a year, and commemorations
    r"(?:nhân dịp|dịp|kỷ niệm|ngày|lễ|liệt sĩ|phụ nữ|thiếu nhi|quốc khánh|lao động|khuyết tật|việt nam|mùng|tết)\s*\(?\d{1,2}\s?[/-]\s?\d{1,2}\)?(?![\d/.,]*\d|\s*(?:chỉ tiêu|người|hộ|xã|lao động|huyện|hồ sơ|phường))",
    r"\((?:0?[1-9]|[12]\d|3[01])[/-](?:0?[1-9]|1[0-2])\)",
    r"(?:19|20)\d{2}(?:\s?[-/]\s?(?:19|20)\d{2})+",
    r"(?:19|20)\d{2}-\d{2}(?:-\d{2})?(?!\d)",
    r"(?:mồng|mùng|rằm)\s+\d{1,2}",
    r"\[\d+\]",
    r"(?<!\w)(?:khoản|điều|điểm|mục|chương|phụ lục)\s+\d+(?:[.,]\s?\d+)*(?!\s*(?:%|tỷ|triệu|nghìn))",
    r"mỗi\s+(?:người|hộ|khẩu|suất|phần|gia đình|em|cháu|cụ|xã|đối tượng|học viên|nhà|căn|trường hợp|thành viên|sổ)(?:\s+quà)?(?:\s+[^\W\d]+){0,4}?\s+" + _NUM
    + r"\s*(?:nghìn|ngàn|triệu|tỷ)?\s*(?:đồng|kg|đ|usd|suất|lít)(?!\w)",
)

_PRINTED_RE = tuple(re.compile(pattern) for pattern in _PRINTED)
_FOLDED_RE = tuple(re.compile(pattern) for pattern in _FOLDED)
_LIST_NUMBER = re.compile(r"^[ ]*(?:\(?\d{1,2}(?:\.\d{1,2})*[.)/](?=\s|[^\W\d])|\(?[a-zđ]\)|[IVX]+[.)])", re.M)


def masked(text: str, folded: str) -> bytearray:
    """One byte for each character: 1 where no figure may be read."""
    mask = bytearray(len(text))
    for patterns, page in ((_PRINTED_RE, text), (_FOLDED_RE, folded), ((_LIST_NUMBER,), text)):
        for pattern in patterns:
            for match in pattern.finditer(page):
                mask[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    return mask


#: A sum of money or a weight for one person, household or month is a norm, unless it is what people earn.
_PER_ONE = re.compile(
    r"\s*(?:đồng|gạo)?\s*(?:/|(?:cho|trên)?\s*(?:mỗi|một|1)\s)\s*(?:1\s*|01\s*)?(người|hộ|suất|phần|học viên|lao động|tháng|khẩu|cháu|em|trẻ|đối tượng|ngày|căn|nhà|giờ|cụ|xuất|buổi|hộ gia đình|công|km|xã|lượt|hồ sơ|dự án|trường hợp)(?!\w)"
)
_EARNED = re.compile(r"thu nhập|lương|tiền công|bình quân|năng suất|giá trị|mức sống|gửi về|doanh thu")
_NORM = re.compile(
    r"(?:mức|định mức|chuẩn|trị giá|mệnh giá|giá|mức chuẩn|mức hỗ trợ|hỗ trợ|trợ cấp|mức đóng|mức vay|mức cho vay|suất quà trị giá|mức cấp)"
    r"(?:\s+[^\W\d]+){0,5}?\s+(?:là|từ|tối đa|không quá|đến)?\s*$"
)


def is_norm(folded: str, start: int, end: int) -> bool:
    """Whether an amount of money or mass is a rate of support rather than what was paid in all."""
    if re.match(r"[^,.;\n]{0,30}trở\s+(?:xuống|lên)", folded[end : end + 50]):
        return True
    per = _PER_ONE.match(folded, end)
    if not per:
        return False
    return not _EARNED.search(folded, max(0, start - 90), start)
