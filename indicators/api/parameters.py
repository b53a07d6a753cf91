"""What the addresses take: each parameter with its form and its bound."""

from __future__ import annotations

from typing import Annotated

from ninja import Query
from pydantic import Field

MOST, USUAL = 1000, 100  # items of a page
MOST_CHOSEN = 50  # values of one repeated parameter
LAST_RELEASE = 2_000_000_000
LAST_ID = 2**53 - 1

SLUG = r"^[a-z0-9_-]{1,80}$"
CODE = r"^X?[0-9]{1,5}(-[0-9]{4})?$"
MONTH = r"^(199[0-9]|20[0-9]{2}|2100)-(0[1-9]|1[0-2])$"  # the years of `periods`, as a reader can read them

Slug = Annotated[str, Field(pattern=SLUG)]
Code = Annotated[str, Field(pattern=CODE)]
BasisName = Annotated[str, Field(pattern=r"^(month|quarter|ytd|year|as_of|target|span|average|avgplan)$")]

Number = Annotated[int, Field(ge=1, le=LAST_RELEASE)]

Indicators = Annotated[
    list[Slug], Query(max_length=MOST_CHOSEN, description="Slugs of indicators. May be repeated. None: all.")
]
Areas = Annotated[
    list[Code],
    Query(max_length=MOST_CHOSEN, description="Public codes of areas: 14, 122, 08-2025. May be repeated. None: all."),
]
Categories = Annotated[
    list[Slug],
    Query(max_length=MOST_CHOSEN, description="Slugs of categories. May be repeated. None: all, and totals."),
]
Topics = Annotated[
    list[Slug], Query(max_length=MOST_CHOSEN, description="Slugs of topics. May be repeated. None: all.")
]
BasisNames = Annotated[
    list[BasisName],
    Query(
        max_length=MOST_CHOSEN,
        description="month, quarter, ytd, year, as_of, target, span, average, avgplan. None: all.",
    ),
]
Since = Annotated[str | None, Query(alias="from", pattern=MONTH, description="First month, YYYY-MM.")]
Until = Annotated[str | None, Query(alias="to", pattern=MONTH, description="Last month, YYYY-MM.")]
AsOf = Annotated[int | None, Query(ge=1, le=LAST_RELEASE, description="Number of a release. Not given: the newest.")]
ReportId = Annotated[int | None, Query(ge=1, le=LAST_ID, description="Number of a report.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Items of a page.")]
Cursor = Annotated[
    str | None, Query(max_length=1000, description="Where the last page ended: take the address in `next` as it is.")
]
