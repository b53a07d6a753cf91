"""Mask numbers that are never figures: of laws, dates, names, ages, norms, addresses and page furniture.

Phrases of time are found by `when`; what is left of them (a clock, a length of time) is found here.
"""

from __future__ import annotations

import re

from .patterns import NUMBER, WORD, mark, one_of

#: Units right behind a number that make it a figure, whatever word stands before it.
_COUNTED = one_of("% | tỷ | triệu | nghìn | ngàn | người | lao động | hộ | lượt | học viên | trẻ | xã | đối tượng")
_NOT_COUNTED = rf"(?![\d.,]*\d|\s*{_COUNTED})"

# --- on the text as printed: capitals matter -------------------------------------------------

_DOCUMENT = one_of(
    """Đề án | Dự án | Tiểu dự án | Chương trình | Nghị quyết | Nghị định | Quyết định | Thông tư | Chỉ thị | Công văn
    | Luật | Văn bản | Công điện | Tờ trình | Hướng dẫn | Kết luận | Thông báo | Nội dung | Nội dung thành phần
    | Tiêu chí | Chuyên đề | Hợp phần | QĐ | NQ | NĐ | TT | CV"""
)
_PART = one_of(
    "Điều | Khoản | Mục | Phần | Chương | Phụ lục | Phụ biểu | Biểu | Bảng | Hình | Trang | Mẫu | Tập | Kỳ | Kỳ họp | Điểm"
)
_NAMED = one_of(
    """Trung đoàn | Sư đoàn | Tiểu đoàn | Lữ đoàn | Đoàn | Binh đoàn | Quân khu | Quốc lộ | QL | Tỉnh lộ | ĐT | Tổ | Khu
    | Cụm | Khối | Phố | Ngõ | Ngách | Quận | Phường | Đội | Công ty | Nhà máy | May | Trường | Trạm | Vòng | Bậc | Hạng
    | Lô | Km | km | Cơ sở cai nghiện ma túy | Cơ sở | Trung tâm | COP | ASEAN | Bệnh viện | Kênh | Bản | Thôn | Ấp | Xóm"""
)
_PRINTED = (
    r"\d{1,5}[a-z]?\s?/\s?(?:(?:19|20)\d{2}\s?/\s?)?[A-ZĐ]+[A-ZĐa-zđ0-9]*(?:\s?-\s?[A-ZĐ][\w.]*)*",  # 391/QĐ- UBND
    r"\d{1,5}\s?-\s?[A-ZĐ]{2,}(?:\s?/\s?[\w.]+)?",  # 20-NQ/TU
    r"\b[A-Za-zĐđ]+[-_]?\d+(?:\.\d+)*(?:-\d+)*\b(?<!\bT\d)(?<!\bT\d\d)",  # Covid-19, F0
    r"(?i:covid)\s*-\s*\d+",
    r"\d{1,3}[abc](?!\w)",  # Chương trình 30a
    rf"\b{_PART}\s+(?:số\s+)?\d+(?:[./]\d+)*\b",
    rf"\b{_DOCUMENT}\s+(?:liên tịch\s+)?(?:số\s+)?\d{{1,4}}(?:[,/.]\s?\d{{1,4}})*{_NOT_COUNTED}",
    rf"\b(?<!Nhật ){_NAMED}\s+(?:số\s+)?\d{{1,4}}{_NOT_COUNTED}(?!/\d|\s+huyện)",
    r"\b[IVX]+\.\d+(?:\.\d+)*",
)
_LIST_NUMBER = r"(?m)^[ ]*(?:\(?\d{1,2}(?:\.\d{1,2})*[.)/](?=\s|[^\W\d])|\(?[a-zđ]\)|[IVX]+[.)])"

# --- on folded text ---------------------------------------------------------------------------

_CALL = one_of(
    """hotline | điện thoại | đt | sđt | tel | fax | số máy | tổng đài | đường dây nóng | liên hệ | zalo | số tài khoản
    | stk | mã số | mst | cccd | cmnd"""
)
_OF_CALL = one_of("số | miễn phí | quốc gia | bảo vệ trẻ em | tư vấn | hỗ trợ | qua | là")
_SEEN = one_of("lượt xem | lượt đọc | lượt truy cập | views | số lần xem | đã xem | lượt thích | bình luận | chia sẻ")
_FURNITURE = (
    r"https?://\S+|www\.\S+|[\w.+\-]{1,64}@[\w.\-]{1,80}",
    r"[\w\-]+\.(?:vn|com|org|net|jpe?g|png|gif|webp|pdf|docx?|xlsx?|html?|mp4)\b",
    r"(?m)^[^\n.,;:]{1,80}\.(?:jpe?g|png|gif|webp|pdf|docx?|xlsx?)[ ]*$",  # the name of a picture
    r"\w+=\d+",  # intNumViewTotal=393
    r"\d+(?:/\d+)?\s*ký tự",
    rf"{_SEEN}\s*:?\s*\(?\d[\d.,]*\)?(?!\s*(?:người|lượt|bài))",
    rf"\(?\d[\d.,]*\s*{one_of('lượt xem | views | bình luận | phản hồi')}\)?(?=\s*(?:\n|$|\|))",
    r"(?:^|\||\n)[ ]*:\s?\d+",
    r"(?:trang|page)\s+\d+(?:\s*/\s*\d+)?",
    rf"\(?{_CALL}(?:\s+{_OF_CALL})*\s*:?\s*\(?[+\d][\d.\s()\-]*(?:\s+hoặc\s+[\d.\s]+)?",
    r"(?<![\d.,])(?:0\d{2,3}[.\s-]?\d{3}[.\s-]?\d{3,4}|0\d{9,10}|1[89]00[.\s]?\d{4}|84\d{9})(?![\d.,]*\d)",
    r"\[\d+\]",
)

_RANK = one_of(
    r"""thứ | lần thứ | vị trí thứ | hạng | cấp | lớp | loại | bậc | mức độ | mức | khóa | số thứ tự | đợt | (?<!cùng\s)kỳ | tầng | top
    | giai đoạn | đội | vòng | phiên bản | thế hệ | liên đoàn | nhóm"""
)
#: `cấp 96 xe lăn` is no level.
_GIVEN = one_of(
    "xe | thẻ | căn | sổ | suất | phần quà | chiếc | bộ | em | cháu | cụ | máy | tấn | lớp | con | trường hợp"
)
_IN_NAMES = (
    rf"{_RANK}\s+(?:thứ\s+)?\d{{1,2}}{_NOT_COUNTED}(?!\s+{_GIVEN}(?!\w))(?!/\d)(?:\s*(?:,|và|-)\s*\d(?!\d|[.,]\d|\s+\w))?",
    r"(?<!tổng )(?<!trong )(?<!trên )(?<!ít )(?<!của )(?:(?<=\W)|^)số\s+(?:hiệu\s+|đăng ký\s+)?\d{1,4}"
    + _NOT_COUNTED
    + r"(?!\s+(?:doanh nghiệp|hồ sơ|học))(?:/[\w\-]+)*",
    rf"{one_of('khoản | điều | điểm | mục | chương | phụ lục')}\s+\d+(?:[.,]\s?\d+)*{_NOT_COUNTED}",
    r"(?:thứ|hạng|xếp|top)\s+\d{1,2}\s?/\s?\d{1,2}(?!\d)",
    r"hệ số\s+(?:lương\s+|là\s+)?\d+(?:[.,]\d+)?",
    r"(?<!\d)[1-5]\.0(?!\d|\s*%)",  # công nghiệp 4.0
)

_LIMIT = one_of("từ | tròn | đủ | trên | dưới | hơn | gần | khoảng | đến | độ | quá | thọ")
_NEAR_AGE = r"(?:đủ\s+|dưới\s+|trên\s+)?\d{1,3}"
_LASTING = one_of(
    """từ | trong | sau | trước | gần | hơn | trên | dưới | khoảng | suốt | thời hạn | thời gian | tối đa | tối thiểu
    | kéo dài | đến"""
)
_TIME = one_of("năm | tháng | ngày | tuần | giờ | phút | quý | thập kỷ | nhiệm kỳ | tiếng")
_NOT_A_FAIR = r"(?!\s+(?:hội|công|\d{4}(?!\d)))(?!\w)(?:/(?:tháng|năm|tuần|ngày))?"  # 8 ngày hội, 9 ngày công
_FEAST = one_of(
    """nhân dịp | dịp | kỷ niệm | ngày | lễ | liệt sĩ | phụ nữ | thiếu nhi | quốc khánh | lao động | khuyết tật
    | việt nam | mùng | tết"""
)
_COUNTED_OF = one_of("chỉ tiêu | người | hộ | xã | lao động | huyện | hồ sơ | phường")
_TIMES_AND_AGES = (
    r"(?<![\d.,])\d{1,2}:\d{2}(?::\d{2})?(?!\d)",
    r"(?<![\d.,])\d{1,2}\s?(?:h|giờ)\s?(?:\d{1,2}(?:'|\s?phút)?)?(?!\w)",
    rf"(?:{_LIMIT}\s+){{0,3}}{_NEAR_AGE}(?:\s*(?:-|đến|tới|và|,)\s*{_NEAR_AGE}){{0,3}}\s*tuổi(?:\s+trở\s+(?:lên|xuống))?",
    rf"(?:{_LASTING}\s+)?(?:{NUMBER}\s*(?:-|đến|tới)\s*)?(?<![/.,\d]){NUMBER}\s+{_TIME}{_NOT_A_FAIR}",
    r"(?:kỷ niệm|tổng kết|nhân)\s+\d+\s+năm",
    rf"{_FEAST}\s*\(?\d{{1,2}}\s?[/-]\s?\d{{1,2}}\)?(?![\d/.,]*\d|\s*{_COUNTED_OF})",
    r"\((?:0?[1-9]|[12]\d|3[01])[/-](?:0?[1-9]|1[0-2])\)",
    r"(?:19|20)\d{2}(?:\s?[-/]\s?(?:19|20)\d{2})+",
    r"(?:19|20)\d{2}-\d{2}(?:-\d{2})?(?!\d)",
    r"(?:mồng|mùng|rằm)\s+\d{1,2}",
)

_ONE = one_of(
    """người | hộ | khẩu | suất | phần | gia đình | em | cháu | cụ | xã | đối tượng | học viên | nhà | căn | trường hợp
    | thành viên | sổ"""
)
_GRANTED = one_of(
    "mức | tiền lương | lương | học phí | lãi suất | chi phí | phí | giá | mệnh giá | tiền đóng | tiền mua | bhyt"
)
_SUM = r"\s*(?:nghìn|ngàn|triệu|tỷ)?\s*(?:đồng|kg|đ|usd|suất|lít)(?!\w)"
_NORMS = (
    rf"(?:từ|có từ|trên|đạt từ|mức từ)\s+(?:đủ\s+)?{NUMBER}(?:\s*%|\s+{WORD}(?:\s{WORD}){{0,2}})?\s+trở\s+(?:lên|xuống|đi)",
    rf"(?:hưởng|hỗ trợ|miễn|giảm|đóng|cấp|bằng|vay)\s+(?:{WORD}\s){{0,2}}?{NUMBER}\s*%\s+{_GRANTED}",
    rf"mỗi\s+{_ONE}(?:\s+quà)?(?:\s+{WORD}){{0,4}}?\s+{NUMBER}{_SUM}",
    r"(?<![\d.,/])[1-9]\s?/\s?[2-9](?=\s+(?:số|tổng|dân|diện tích|lao động|thời gian))",  # 2/3 số hộ
)

_ON_TEXT = tuple(re.compile(pattern) for pattern in (*_PRINTED, _LIST_NUMBER))
_ON_FOLDED = tuple(re.compile(pattern) for pattern in (*_FURNITURE, *_IN_NAMES, *_TIMES_AND_AGES, *_NORMS))


def masked(text: str, folded: str) -> bytearray:
    """Return one byte for each character: 1 where no figure may be read."""
    mask = bytearray(len(text))
    for patterns, page in ((_ON_TEXT, text), (_ON_FOLDED, folded)):
        for pattern in patterns:
            for match in pattern.finditer(page):
                mark(mask, match.start(), match.end())
    return mask


_EACH = one_of(
    """người | hộ | hộ gia đình | suất | xuất | phần | học viên | lao động | tháng | khẩu | cháu | em | trẻ | đối tượng
    | ngày | căn | nhà | giờ | cụ | buổi | công | km | xã | lượt | hồ sơ | dự án | trường hợp"""
)
_PER_ONE = re.compile(rf"\s*(?:đồng|gạo)?\s*(?:/|(?:cho|trên)?\s*(?:mỗi|một|1)\s)\s*(?:1\s*|01\s*)?{_EACH}(?!\w)")
_EARNED = re.compile(
    one_of("thu nhập | lương | tiền công | bình quân | năng suất | giá trị | mức sống | gửi về | doanh thu")
)
_THRESHOLD = re.compile(r"[^,.;\n]{0,30}trở\s+(?:xuống|lên)")


def is_norm(folded: str, start: int, end: int) -> bool:
    """Return whether an amount of money or mass is a rate of support or a threshold, not what was paid or earned."""
    if _THRESHOLD.match(folded, end):
        return True
    return bool(_PER_ONE.match(folded, end)) and not _EARNED.search(folded, max(0, start - 90), start)
