"""What was read as of a release while others published reads the same for ever (R2)."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from typing import Any

import pytest

from indicators import queries, services
from indicators.models import AreaSum, Figure, Report
from indicators.queries.csv_copy import csv_of
from indicators.values.rows import Selection

from .support import factories as make
from .support.racing import together

pytestmark = pytest.mark.django_db(transaction=True)

PUBLISHERS, READERS = 8, 3
#: Reports of each publisher, and how many reads at least.
SIZES = [
    pytest.param(1, 30, id="few"),
    pytest.param(25, 300, marks=[pytest.mark.soak, pytest.mark.timeout(1800)], id="many"),
]

Read = tuple[int, str]  # a release, and the checksum of what it showed


def digest(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()


def as_of(number: int) -> Read:
    """Every figure and every sum as of a release."""
    sums = AreaSum.objects.filter(release__lte=number).exclude(superseded_in__lte=number).order_by("pk")
    said = str(list(sums.values_list("area", "indicator", "period", "value", "reporting", "release")))
    return number, digest(*csv_of(Selection(as_of=number)), said.encode())


def whatever_is_current(number: int) -> Read:
    """The control: what stands in the table at this moment, taken for what the newest release shows."""
    figures = Figure.objects.filter(superseded_in=None).order_by("pk").values_list("area", "value", "release")
    return number, digest(str(list(figures)).encode())


def waiting_reports(each: int) -> list[list[Report]]:
    """For each publisher some reports that wait; all speak of the same four cells."""
    areas = [make.province(), *(make.district(code, f"Huyện {code}") for code in ("118", "119", "120"))]
    return [
        [
            make.submitted(
                [make.cell(100 * publisher + turn + place, area=area) for place, area in enumerate(areas)],
                report=make.report(),
            )
            for turn in range(each)
        ]
        for publisher in range(PUBLISHERS)
    ]


def race(each: int, least: int, read: Callable[[int], Read]) -> list[Read]:
    """Read the newest release over and over while eight publish."""
    seen: list[Read] = []
    done: list[int] = []
    by = [make.reviewer(f"duyet.{number}") for number in range(PUBLISHERS)]
    waiting = waiting_reports(each)

    def publish(number: int) -> None:
        try:
            for report in waiting[number]:
                services.publish(report=report, by=by[number])
        finally:
            done.append(number)

    def reader() -> None:
        while len(done) < PUBLISHERS or len(seen) < least:
            if newest := queries.newest():
                seen.append(read(newest.number))

    works: list[Callable[[], Any]] = [lambda number=number: publish(number) for number in range(PUBLISHERS)]  # type: ignore[misc]
    assert together(*works, *[reader] * READERS) == [None] * (PUBLISHERS + READERS)
    return seen


def changed(seen: list[Read], read: Callable[[int], Read]) -> int:
    """How many of the reads give something else now."""
    now = {number: read(number) for number in {number for number, _digest in seen}}
    return sum(now[number] != (number, digest) for number, digest in seen)


@pytest.mark.parametrize(("each", "least"), SIZES)
def test_what_was_read_while_eight_published_reads_the_same_later(each, least, capsys):
    seen = race(each, least, as_of)
    found = changed(seen, as_of)
    with capsys.disabled():
        releases = len({number for number, _digest in seen})
        sys.stdout.write(f"\n    {len(seen)} reads of {releases} releases under 8 publishers: changed {found}\n")
    assert len(seen) >= least
    assert found == 0


def test_without_the_release_a_read_is_soon_another(capsys):
    seen = race(1, 30, whatever_is_current)
    found = changed(seen, whatever_is_current)
    with capsys.disabled():
        sys.stdout.write(f"\n    control, reading what is current, {len(seen)} reads: changed {found}\n")
    assert found > 0
