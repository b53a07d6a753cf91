"""Labels of bases, views, qualifiers, statuses and marks, in both languages: the one home of each wording.

Lists to choose from are worded by gettext beside their model, since a migration keeps them in English
(`models.form.BASES`, `models.figure.Qualifier`).
"""

from __future__ import annotations

from .comparison import View
from .names import Name
from .periods import Basis
from .series import Qualifier, Status

TOTAL = Name("Tổng số", "Total")

# Views

#: As the tab of a comparison.
VIEW_TABS = {
    View.MONTH: Name("Theo tháng", "By month"),
    View.YTD: Name("Lũy kế từ đầu năm", "Since January"),
    View.YEAR: Name("Theo năm", "By year"),
    View.YEARS: Name("So các năm", "Year on year"),
    View.TARGET: Name("So với kế hoạch", "Against the plan"),
    View.INDEX: Name("Chỉ số", "Index"),
    View.PER_CAPITA: Name("Trên 1.000 dân", "Per 1,000 people"),
    View.SHARE: Name("Tỷ trọng", "Shares"),
}
#: As a part of a chart's subtitle.
VIEW_PHRASES = {
    View.MONTH: Name("theo tháng", "monthly"),
    View.YTD: Name("lũy kế từ đầu năm", "year to date"),
    View.YEAR: Name("theo năm", "yearly"),
    View.YEARS: Name("cùng tháng của các năm", "same months of several years"),
    View.TARGET: Name("so với chỉ tiêu kế hoạch năm", "share of the year's target"),
    View.INDEX: Name("chỉ số so với kỳ gốc", "index"),
    View.PER_CAPITA: Name("trên 1.000 dân", "per 1,000 people"),
    View.SHARE: Name("tỷ trọng theo phân tổ", "share by category"),
}

# Bases

#: As a part of a chart's subtitle, for the bases that the view does not say.
BASIS_PHRASES = {
    Basis.QUARTER: Name("theo quý", "quarterly"),
    Basis.YEAR: Name("theo năm", "yearly"),
    Basis.AS_OF: Name("tại thời điểm báo cáo", "at the reporting date"),
    Basis.SPAN: Name("theo giai đoạn", "over several years"),
    Basis.AVERAGE: Name("bình quân mỗi năm của giai đoạn", "a year on average, over several years"),
}
#: What the code in a file means.
BASIS_MEANINGS = {
    Basis.MONTH: Name("trong tháng", "in the month"),
    Basis.QUARTER: Name("trong quý", "in the quarter"),
    Basis.YTD: Name("lũy kế từ đầu năm", "since 1 January"),
    Basis.YEAR: Name("cả năm", "in the year"),
    Basis.AS_OF: Name("tại thời điểm chốt số liệu", "at the cut-off"),
    Basis.TARGET: Name("chỉ tiêu kế hoạch năm", "the year's target"),
    Basis.SPAN: Name("gộp nhiều năm", "several years together"),
    Basis.AVERAGE: Name("bình quân một năm của nhiều năm", "a year on average, over several years"),
    Basis.AVERAGE_TARGET: Name(
        "kế hoạch bình quân một năm của nhiều năm", "the plan for a year on average, over several years"
    ),
}

# Qualifiers

#: How a hedge is said in a sentence.
QUALIFIER_PHRASES = {
    Qualifier.NEARLY: Name("gần {}", "nearly {}"),
    Qualifier.OVER: Name("trên {}", "over {}"),
    Qualifier.ABOUT: Name("khoảng {}", "about {}"),
    Qualifier.UNDER: Name("dưới {}", "under {}"),
    Qualifier.ESTIMATE: Name("ước {}", "an estimated {}"),
    Qualifier.PROVISIONAL: Name("sơ bộ {}", "provisionally {}"),
}
#: What the code in a file means.
QUALIFIER_MEANINGS = {
    Qualifier.EXACT: Name("chính xác như đã in", "exact as printed"),
    Qualifier.NEARLY: Name("gần, xấp xỉ", "nearly"),
    Qualifier.OVER: Name("trên, hơn", "over"),
    Qualifier.ABOUT: Name("khoảng", "about"),
    Qualifier.UNDER: Name("dưới, chưa đến", "under"),
    Qualifier.ESTIMATE: Name("ước tính", "estimate"),
    Qualifier.PROVISIONAL: Name("sơ bộ", "provisional"),
}

# Statuses

#: What the code in a file means.
STATUS_MEANINGS = {
    Status.PUBLISHED: Name("đã công bố", "published"),
    Status.REVISED: Name("đã điều chỉnh so với lần công bố trước", "revised: took the place of an earlier figure"),
    Status.DERIVED: Name("hệ thống tính ra, không phải số báo cáo", "computed from published figures, not reported"),
    Status.ILLUSTRATIVE: Name("số minh hoạ, không phải số thật", "made up for illustration, not real"),
}

# Marks

ILLUSTRATIVE_MARK = Name("[minh hoạ]", "[illustrative]")
ROUGH = frozenset({Qualifier.NEARLY, Qualifier.OVER, Qualifier.ABOUT, Qualifier.UNDER})
STATUS_MARKS = {Status.ILLUSTRATIVE: (ILLUSTRATIVE_MARK,), Status.REVISED: (Name("[r]", "[r]"),)}
QUALIFIER_MARKS = {
    Qualifier.PROVISIONAL: (Name("[p]", "[p]"),),
    Qualifier.ESTIMATE: (Name("[e]", "[e]"),),
    **dict.fromkeys(ROUGH, (Name("[≈]", "[≈]"),)),
}
#: What the marks in use mean, below a chart or a table.
MARK_MEANINGS = {
    "[p]": Name("số liệu sơ bộ", "provisional"),
    "[e]": Name("số liệu ước tính", "estimate"),
    "[r]": Name("số liệu đã sửa đổi", "revised"),
    "[≈]": Name("số gần đúng, như báo cáo đã ghi", "approximate, as printed in the report"),
}
#: The same where computed figures bear marks.
COMPUTED_MARK_MEANINGS = MARK_MEANINGS | {
    "[≈]": Name(
        "số gần đúng, như báo cáo đã ghi hoặc được tính từ số gần đúng",
        "approximate, as printed in the report or computed from such figures",
    )
}
ILLUSTRATIVE_MEANING = Name(
    "số liệu minh hoạ, không phải số công bố; vẽ bằng điểm rỗng",
    "made-up figures for illustration, not published ones; drawn hollow",
)
