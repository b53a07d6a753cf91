"""The report that the tests of this folder fill in, and its page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from indicators.models import Report
from indicators.values.periods import Basis

from ...support import factories as make
from .keying import MONTH, ask_for, channel, jobs, opened


@pytest.fixture
def report() -> Report:
    """Jobs with two channels, and people abroad: months, running totals and a target; January is public."""
    loan, export = channel("loan", "Vay vốn"), channel("labour_export", "Xuất khẩu lao động")
    abroad = make.indicator("workers_abroad", name_vi="Người đi làm việc ở nước ngoài", name_en="Workers going abroad")
    form = ask_for(
        (jobs(), None, Basis.MONTH), (jobs(), None, Basis.YTD), (jobs(), None, Basis.TARGET),
        (jobs(), loan, Basis.MONTH), (jobs(), export, Basis.MONTH),
        (abroad, None, Basis.MONTH), (abroad, None, Basis.YTD),
    )  # fmt: skip
    make.published(make.cell(1200, "2023-02", of=jobs()), month="2023-02")
    make.published(make.cell(1000, "2024-01", of=jobs()), make.cell(8000, "2024-01", of=jobs(), basis=Basis.TARGET))
    return make.report(MONTH, form=form)


@pytest.fixture
def entry(report: Report, sign_in: Callable[..., Page]) -> Page:
    """The entry page as its author sees it, taken over by the script."""
    return opened(sign_in(report.created_by), report)
