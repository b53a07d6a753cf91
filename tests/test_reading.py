"""The parts of the reader, each by itself."""

from __future__ import annotations

import io
import random
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import docx
import pypdf
import pytest
from django.utils import translation

from indicators.management.reference_vocabulary import reference_gazetteer, reference_vocabulary
from indicators.reading import (
    AmountKind,
    AreaName,
    Candidate,
    CategoryKey,
    Gazetteer,
    GazetteerRow,
    IndicatorFacts,
    Phrase,
    Vocabulary,
    read,
)
from indicators.reading.apart import UnreadableDocument, text_of
from indicators.reading.text.documents import MAX_BYTES
from indicators.reading.text.normalise import normalise
from indicators.reading.text.words import read_words
from indicators.reference import files

SON_LA = AreaName("province", "Sơn La", "14", "Sơn La")


def candidates(text: str, *, on: date | None = None, area: AreaName | None = SON_LA) -> list[Candidate]:
    return read(text, vocabulary=reference_vocabulary(), areas=reference_gazetteer(), default_area=area, report_date=on)


def only(text: str, **options: Any) -> Candidate:
    (candidate,) = candidates(text, **options)
    return candidate


# --- spelling and places -----------------------------------------------------------------------


def test_spans_point_into_the_text_as_pasted_even_when_it_is_decomposed() -> None:
    text = unicodedata.normalize("NFD", "Năm 2022, tỉnh giải quyết việc làm cho 1.234 lao động.")
    found = only(text)
    assert text[found.start : found.end] == found.text_span
    assert unicodedata.normalize("NFC", found.text_span) == "1.234 lao động"


def test_a_zero_width_space_or_a_no_break_space_changes_nothing() -> None:
    assert only("Năm 2022, hỗ trợ 1.2\u200b34\u00a0lao động").value == 1234


def test_wrapped_lines_are_joined_and_list_items_are_not() -> None:
    page = normalise("toàn tỉnh đã giải quyết việc làm cho\nnhiều lao động\n- dòng mới")
    assert page.text == "toàn tỉnh đã giải quyết việc làm cho nhiều lao động\n- dòng mới"


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("hai mươi lăm", 25),
        ("một trăm hai mươi", 120),
        ("ba nghìn", 3000),
        ("mười hai", 12),
        ("một", None),
        ("trăm", None),
    ],
)
def test_number_words(words: str, value: int | None) -> None:
    assert read_words(words) == value


# --- numbers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "value", "high", "qualifier"),
    [
        ("1.236.691 triệu đồng", "1236691000000", None, "exact"),
        ("1,884 tỷ đồng", "1884000000", None, "exact"),
        ("gần 40 vạn lao động", "400000", None, "nearly"),
        ("trên 24 nghìn 300 lao động", "24300", None, "over"),
        ("09 lao động", "9", None, "exact"),
        ("khoảng 15.000 - 20.000 lao động", "15000", "20000", "about"),
        ("từ 7 đến 9 triệu đồng", "7000000", "9000000", "exact"),
        ("dự kiến trên 30.500 người", "30500", None, "estimate"),
        ("chưa đến 500 hộ", "500", None, "under"),
        ("1 tỷ 200 triệu đồng", "1200000000", None, "exact"),
        ("12 000 lao động", "12000", None, "exact"),
        ("713,2 tấn gạo", "713.2", None, "exact"),
    ],
)
def test_amounts(printed: str, value: str, high: str | None, qualifier: str) -> None:
    found = only(f"Năm 2022, tỉnh có {printed}.")
    assert (found.value, found.value_high, found.qualifier) == (Decimal(value), high and Decimal(high), qualifier)


def test_english_thousands_are_proposed_and_flagged() -> None:
    found = only("Năm 2022, tạo việc làm cho 12,000 người.")
    assert found.value == 12000
    assert "digits-comma" in found.reason.flags


@pytest.mark.parametrize(
    "text",
    [
        "Thực hiện Nghị quyết số 38/2012/NQ-HĐND và Quyết định 391/QĐ- UBND ngày 07/04.",
        "Chỉ thị 20-NQ/TU; Đề án 1956; Dự án 8; Tiểu dự án 2; Chương trình 30a.",
        "Tổ chức Ngày Thương binh, Liệt sĩ 27/7, thời kỳ công nghiệp 4.0, dịch Covid-19, Trung đoàn 754.",
        "Cập nhật lúc 10:27 thứ 6, 19:39:15 ngày 13-02-2018. Lượt xem: 1.204",
        "Người từ đủ 18 tuổi đến 60 tuổi; các cụ tròn 100 tuổi; thời hạn 24 tháng.",
        "Hộ có tỷ lệ khuyết tật từ 61% trở lên, thu nhập từ 1.500.000 đồng/người/tháng trở xuống.",
        "Mức hỗ trợ 600.000 đồng /người/tháng, gạo 15kg/người/tháng, trợ cấp một lần.",
        "Hàng chục nghìn suất quà, hàng trăm lượt người, vài nghìn hộ.",
        "Bạn còn 500/500 ký tự. Trang 1/3. lai_1.jpg intNumViewTotal=393",
        "Hotline: 0212.3852.345; tổng đài 111; website https://example.vn/12345.html",
        "Giai đoạn 2021-2025, năm học 2023-2024, quý II/2024, tháng 5 năm 2023.",
        "Công ty TNHH một thành viên; lần thứ 3; lớp 12; Quốc lộ 6; tổ 3, phường 2.",
    ],
)
def test_decoys_are_not_proposed(text: str) -> None:
    assert candidates(text) == []


# --- kinds -------------------------------------------------------------------------------------

_COUNT = "Năm 2022, tỉnh giải quyết việc làm cho 1.200 lao động"


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        (f"{_COUNT}, đạt 105,3% kế hoạch.", AmountKind.PCT_OF_TARGET, "105.3"),
        (f"{_COUNT}, đạt 98%.", AmountKind.PCT_OF_TARGET, "98"),
        (f"{_COUNT}, vượt 43,3% kế hoạch.", AmountKind.PCT_OF_TARGET, "143.3"),
        (f"{_COUNT}, giảm 4% so với cùng kỳ.", AmountKind.CHANGE_PCT, "-4"),
        (f"{_COUNT}, bằng 110% so với cùng kỳ năm trước.", AmountKind.RATIO, "110"),
        (f"{_COUNT}, tăng 570 người so với năm 2021.", AmountKind.CHANGE_ABS, "570"),
        ("Tỷ lệ hộ nghèo còn 5%, giảm 0,03% so với năm 2021.", AmountKind.CHANGE_PP, "-0.03"),
        ("Tỷ lệ lao động qua đào tạo đạt 63%, tăng 2 điểm phần trăm.", AmountKind.CHANGE_PP, "2"),
        ("Năm 2022, phấn đấu giải quyết việc làm cho 20.000 lao động.", AmountKind.TARGET, "20000"),
        ("Năm 2022 kinh phí thực hiện là 17 tỷ đồng.", AmountKind.MONEY, "17000000000"),
        ("Năm 2022, số lao động gấp 1,5 lần năm 2021.", AmountKind.RATIO, "1.5"),
    ],
)
def test_kind_of_the_last_figure(text: str, kind: AmountKind, value: str) -> None:
    last = candidates(text)[-1]
    assert (last.kind, last.value) == (kind, Decimal(value))


def test_a_plan_behind_a_slash_is_the_target() -> None:
    found = candidates("Đã đào tạo nghề cho 1.185/8.000 chỉ tiêu, đạt 14,8% kế hoạch.")
    assert (found[0].value, found[0].target, found[0].unit) == (1185, 8000, "người")
    assert found[1].kind is AmountKind.PCT_OF_TARGET


def test_a_whole_behind_a_slash_is_no_target() -> None:
    found = only("Năm 2022 tiếp nhận 59.788/63.442 hồ sơ.")
    assert (found.value, found.target, found.reason.of) == (59788, None, 63442)


def test_a_fall_from_one_level_to_another_gives_two_dated_rates() -> None:
    first, second = candidates("Tỷ lệ hộ nghèo giảm từ 21,66% (2021) xuống còn 11,11% (2024).")
    assert [(c.kind, c.period and c.period.start) for c in (first, second)] == [
        (AmountKind.RATE, date(2021, 1, 1)),
        (AmountKind.RATE, date(2024, 1, 1)),
    ]


# --- time --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Trong tháng 5/2022", ("month", "2022-05-01", "2022-05-31", None)),
        ("Quý I/2022", ("quarter", "2022-01-01", "2022-03-31", None)),
        ("6 tháng đầu năm 2022", ("ytd", "2022-01-01", "2022-06-30", None)),
        ("Lũy kế 5 tháng", ("ytd", "2022-01-01", "2022-05-31", None)),
        ("Từ đầu năm đến nay", ("ytd", "2022-01-01", "2022-06-20", None)),
        ("Tính đến ngày 05/5/2022", ("as-of", None, None, "2022-05-05")),
        ("Đến hết tháng 4/2022", ("ytd", "2022-01-01", "2022-04-30", None)),
        ("Đến nay", ("as-of", None, None, "2022-06-20")),
        ("Năm 2021", ("year", "2021-01-01", "2021-12-31", None)),
        ("Năm 2022", ("ytd", "2022-01-01", "2022-06-20", None)),  # dated inside the year
        ("Giai đoạn 2016-2020", ("range", "2016-01-01", "2020-12-31", None)),
        ("Trong 5 năm (2006 – 2010)", ("range", "2006-01-01", "2010-12-31", None)),
        ("Từ năm 2019 đến nay", ("range", "2019-01-01", None, None)),
        ("Cả năm 2016 và 2017", ("range", "2016-01-01", "2017-12-31", None)),
    ],
)
def test_periods(phrase: str, expected: tuple[str, str | None, str | None, str | None]) -> None:
    found = only(f"{phrase}, tỉnh giải quyết việc làm cho 1.200 lao động.", on=date(2022, 6, 20))
    assert found.period
    assert tuple(found.period.as_json().values()) == expected


def test_a_length_takes_its_year_from_the_comparison() -> None:
    found = candidates("5 tháng đầu năm, tạo việc làm cho 539 lao động, tăng 4% so với cùng kỳ năm 2022.")
    assert {c.period.start for c in found if c.period} == {date(2023, 1, 1)}


def test_a_period_carries_over_until_replaced() -> None:
    text = "Trong tháng 3/2023, tạo việc làm cho 200 lao động. Đã mở 2 phiên giao dịch. Năm 2022, có 900 lao động."
    assert [c.period.type for c in candidates(text) if c.period] == ["month", "month", "year"]


def test_a_stock_does_not_take_the_span_of_the_sentence_before() -> None:
    text = "Quý I/2023, tạo việc làm cho 200 lao động. Toàn tỉnh có 432 nhà giáo giáo dục nghề nghiệp."
    assert [c.period.type for c in candidates(text) if c.period] == ["quarter", "as-of"]


def test_a_flow_without_any_time_has_no_period() -> None:
    assert only("Tỉnh giải quyết việc làm cho 1.200 lao động.").period is None


# --- place -------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", [row for row in files.areas() if row.level == "province"], ids=lambda row: row.key)
def test_every_province_of_both_maps_is_recognised(row: files.AreaRow) -> None:
    on = row.valid_to or date(2026, 1, 1)
    text = f"{row.type_vi} {row.name_vi} giải quyết việc làm cho 1.200 lao động."
    found = only(text, area=None, on=on).area
    assert found
    assert (found.level, found.name, found.code) == ("province", row.name_vi, row.code)


def test_a_reused_code_or_name_is_resolved_by_date() -> None:
    text = "Lào Cai giải quyết việc làm cho 1.200 lao động."
    codes = [only(text, area=None, on=day).area for day in (date(2018, 2, 13), date(2025, 12, 1))]
    assert [area and area.code for area in codes] == ["10", "15"]


def test_a_speaker_of_a_district_speaks_for_it_until_the_paragraph_ends() -> None:
    text = (
        "Bà Lò Thị X., Trưởng phòng Nội vụ huyện Phù Yên, cho biết: Toàn huyện có 1.602 lao động.\n"
        "Toàn tỉnh có 5.600 lao động."
    )
    assert [c.area and c.area.code for c in candidates(text, on=date(2024, 1, 1))] == ["122", "14"]


def test_a_list_of_places_does_not_move_a_figure() -> None:
    text = "Năm 2023, tổ chức 8 ngày hội tại các huyện Mường La, Mộc Châu, thành phố Sơn La, với 1.200 lượt người."
    assert {c.area.code for c in candidates(text) if c.area} == {"14"}


def test_a_district_outside_the_gazetteer_keeps_its_name() -> None:
    found = only("Huyện Bắc Hà có 120 hộ nghèo.", area=AreaName("province", "Lào Cai", "10", "Lào Cai")).area
    assert found == AreaName("district", "Bắc Hà", None, "Lào Cai")


def test_no_area_is_made_up() -> None:
    assert only("Toàn tỉnh có 120 hộ nghèo.", area=None).area is None


# --- indicators and groups ---------------------------------------------------------------------


def test_parts_take_the_indicator_of_their_total_and_their_category() -> None:
    text = (
        "Tháng 5/2022 giải quyết việc làm cho 939 lao động, trong đó vốn vay 755 lao động; dự án nông, lâm nghiệp 15 lao động;"
        " tuyển dụng vào các doanh nghiệp 55 lao động; xuất khẩu lao động 09 lao động; tự tạo việc làm 105 lao động."
    )
    found = candidates(text)
    assert {c.indicator for c in found} == {"jobs_created"}
    assert [c.breakdown and c.breakdown.category for c in found] == [
        None,
        "loan",
        "agri_forestry_fishery_projects",
        "enterprise_recruitment",
        "labour_export",
        "self_created",
    ]
    assert {c.reason.sum for c in found} == {"matches"}


def test_a_sum_that_differs_is_said() -> None:
    text = "Hiện có 100 người hưởng trợ cấp xã hội (60 người tại cộng đồng; 30 người tại cơ sở bảo trợ xã hội)."
    assert [c.reason.sum for c in candidates(text)] == ["differs"] * 3


def test_an_attainment_behind_a_full_breakdown_speaks_of_the_total() -> None:
    text = "Năm 2022 mở 64 phiên giao dịch việc làm, gồm 47 phiên trực tuyến, 9 phiên trực tiếp, 8 phiên lưu động, đạt 128% kế hoạch."
    last = candidates(text)[-1]
    assert (last.kind, last.indicator, last.breakdown) == (AmountKind.PCT_OF_TARGET, "job_exchange_sessions", None)


def test_a_new_indicator_is_read_from_its_phrases_alone() -> None:
    words = Vocabulary(
        {"libraries": IndicatorFacts("libraries", "stock", "cơ sở")},
        (
            Phrase("libraries", "thư viện"),
            Phrase("libraries", "lưu động", category=CategoryKey("mode", "mobile")),
        ),
    )
    found = read("Toàn tỉnh có 12 thư viện, trong đó 3 thư viện lưu động.", vocabulary=words, areas=Gazetteer(()))
    assert [(c.indicator, c.breakdown and c.breakdown.category) for c in found] == [
        ("libraries", None),
        ("libraries", "mobile"),
    ]


def test_every_phrase_fits_the_catalogue() -> None:
    catalogue = files.catalogue()
    dimensions = {d["slug"]: {c["slug"] for c in d["categories"]} for d in catalogue["dimensions"]}
    allowed = {
        row["slug"]: {c for b in row.get("breakdowns", ()) for c in dimensions[b["dimension"]]}
        for row in catalogue["indicators"]
    }
    phrases = files.phrases()
    assert all(row.category is None or row.category in allowed[row.indicator] for row in phrases)
    assert len({(row.indicator, row.category, row.text) for row in phrases}) == len(phrases)


def test_json_has_exactly_the_promised_keys() -> None:
    expected = "start end text_span value value_high unit qualifier kind indicator area period breakdown target confidence reason"
    found = only("Năm 2022, tỉnh giải quyết việc làm cho 1.200 lao động.").as_json()
    assert list(found) == expected.split()
    assert list(found["period"]) == ["type", "start", "end", "date"]


def test_a_doubtful_candidate_is_less_sure_than_a_plain_one() -> None:
    plain = only("Trong tháng 5/2022, tỉnh giải quyết việc làm cho 1.200 lao động.")
    doubtful = only("Có 12,000 thùng.")
    assert doubtful.confidence < 0.7 < 0.9 < plain.confidence


def test_gazetteer_rows_may_come_from_anywhere() -> None:
    areas = Gazetteer([GazetteerRow("99", "province", "Tỉnh", "Đất Mới", "99")])
    found = read("Tỉnh Đất Mới có 120 hộ nghèo.", vocabulary=Vocabulary({}, ()), areas=areas)
    assert found[0].area == AreaName("province", "Đất Mới", "99", "Đất Mới")


_JUMBLE = (
    "0 1 2 7 12 1.234 5,6 2023 . , / - % ( ) : ; người lao động hộ tỷ đồng năm tháng quý I trong đó gồm huyện Mường La"
    " so với cùng kỳ tính đến ngày 5/5 gần trên kế hoạch đạt vượt giảm từ xuống còn lần lượt và \n \t | phấn đấu hiện nay"
)


@pytest.mark.parametrize("seed", range(20))
def test_no_jumble_of_words_breaks_it_or_moves_a_span(seed: int) -> None:
    dice = random.Random(seed)
    text = " ".join(dice.choices(_JUMBLE.split(" "), k=120))
    for candidate in candidates(text):
        assert text[candidate.start : candidate.end] == candidate.text_span
        assert candidate.as_json()


# --- documents ---------------------------------------------------------------------------------


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def word_file() -> bytes:
    document = docx.Document()
    document.add_paragraph("Kết quả năm 2022")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table._cells, ["Chỉ tiêu", "ĐVT", "Thực hiện", "Hộ nghèo", "Hộ", "1.250"], strict=True):
        cell.text = text
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def test_a_word_file_gives_paragraphs_and_tables() -> None:
    text = text_of("bao-cao.docx", word_file())
    assert text == "Kết quả năm 2022\nChỉ tiêu\tĐVT\tThực hiện\nHộ nghèo\tHộ\t1.250"
    assert only(text).value == 1250


def test_a_text_file_may_carry_a_byte_order_mark() -> None:
    assert text_of("a.TXT", "Sơn La".encode("utf-8-sig")) == text_of("a.txt", "Sơn La".encode("utf-16")) == "Sơn La"


def blank_pdf(password: str = "") -> bytes:
    writer, content = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password)
    writer.write(content)
    return content.getvalue()


def bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * (101 * 1024 * 1024))
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.docx", b"", "empty"),
        ("a.txt", b"x" * (MAX_BYTES + 1), "larger"),
        ("a.doc", b"x", ".docx"),
        ("a.docx", b"not a package", "not a Word file"),
        ("a.docx", b"\xd0\xcf\x11\xe0 old", "password"),
        ("a.txt", b"\xff\xfa\xfb", "Unicode"),
        ("a.pdf", b"not a pdf", "damaged"),
    ],
)
@pytest.mark.usefixtures("in_english")
def test_unreadable_files_say_why(name: str, content: bytes, words: str) -> None:
    with pytest.raises(UnreadableDocument, match=words):
        text_of(name, content)


@pytest.mark.usefixtures("in_english")
def test_a_scanned_pdf_says_so() -> None:
    with pytest.raises(UnreadableDocument, match="scan"):
        text_of("a.pdf", blank_pdf())


@pytest.mark.usefixtures("in_english")
def test_a_word_bomb_is_refused_unopened() -> None:
    with pytest.raises(UnreadableDocument, match="unpacks"):
        text_of("a.docx", bomb())
