"""Random work, and after every release every past release read again: against a model so plain that it must be right.

The model keeps a full copy of what is public after each release and never looks at it again but to compare.
"""

from __future__ import annotations

import hashlib
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from indicators import services
from indicators.models import Area, AreaSuccession, AreaSum, Category, Figure, Indicator, Report
from indicators.queries import count, rows
from indicators.queries.csv_copy import csv_of
from indicators.values.periods import Basis, Month, last_month
from indicators.values.rows import Selection

from .support import factories as make

pytestmark = pytest.mark.django_db

Key = tuple[int, int, int | None, str, str]  # area, indicator, category, basis, month
SumKey = tuple[int, int | None, str, str]  # a key without its area: the sum of all below the province
Sum = tuple[Decimal, int, int, bool]  # value, how many reported, of how many, whether made up


@dataclass(frozen=True)
class Said:
    """What a cell says."""

    value: Decimal | None
    missing_reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class Public:
    """A published figure. What an amendment compares is `said`; a revision is a change of value or reason."""

    said: Said
    status: str
    report: int


@dataclass
class Draft:
    """A report on its way."""

    pk: int
    amends: int | None
    illustrative: bool
    state: str = "draft"
    cells: dict[Key, Said] = field(default_factory=dict)
    taken: dict[Key, Said] = field(default_factory=dict)  # what an amendment began with


def words(said: Said) -> tuple[Decimal | None, str]:
    return said.value, said.missing_reason


values = (
    st.integers(0, 5).map(lambda n: Said(Decimal(n)))
    | st.just(Said(None, "chưa có"))
    | st.just(Said(Decimal(1), note="=x"))
)
months = st.sampled_from(["2023-11", "2024-01", "2024-02"])
bases = st.sampled_from([Basis.MONTH, Basis.YTD, Basis.TARGET])
places = st.integers(0, 3)
pick = st.integers(0, 10**6)


class Machine(RuleBasedStateMachine):
    """Entry, import, approval, correction, withdrawal and mergers in any order."""

    drafts: Bundle[Draft] = Bundle("drafts")

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.home = make.province()
        self.areas = [self.home, *(make.district(code, f"Huyện {code}", self.home) for code in ("118", "119", "120"))]
        self.indicators = [make.indicator("jobs"), make.indicator("trained")]
        self.categories = [None, make.category("loan", of=self.indicators[0])]
        self.entry, self.reviewer = make.entry_staff(), make.reviewer()
        self.public: dict[Key, Public] = {}
        self.past: list[tuple[list[tuple[Any, ...]], str]] = []  # what each release showed, and its file's checksum
        self.before: dict[Key, Public] = {}  # what was public as of the last release
        self.sums: list[dict[SumKey, Sum]] = [{}]  # of the districts, as of each release, the first being before all
        self.amended: set[int | None] = set()  # reports that an amendment is open for
        self.merged = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # --- entry ---------------------------------------------------------------------------

    @rule(target=drafts, month=months, illustrative=st.integers(0, 4).map(lambda n: n == 0))
    def open_report(self, month: str, illustrative: bool) -> Draft:
        report = make.report(month, area=self.home, by=self.entry, illustrative=illustrative)
        return Draft(report.pk, None, illustrative)

    @rule(
        draft=drafts,
        place=places,
        indicator=st.integers(0, 1),
        part=st.integers(0, 1),
        month=months,
        basis=bases,
        said=values,
    )
    def enter(self, draft: Draft, place: int, indicator: int, part: int, month: str, basis: Basis, said: Said) -> None:
        self.save(draft, {self.key(place, indicator, part, month, basis): said}, "grid")

    @rule(draft=drafts, month=months, all_of=st.lists(values, min_size=8, max_size=8))
    def import_a_month(self, draft: Draft, month: str, all_of: list[Said]) -> None:
        keys = [self.key(place, indicator, 0, month, Basis.MONTH) for place in range(4) for indicator in range(2)]
        self.save(draft, dict(zip(keys, all_of, strict=True)), "import")

    @rule(target=drafts, month=months, all_of=st.lists(values, min_size=8, max_size=8), illustrative=st.booleans())
    def report_at_once(self, month: str, all_of: list[Said], illustrative: bool) -> Draft:
        """From the desk to the public in one go: random steps alone seldom get that far."""
        draft = self.open_report(month, illustrative)
        self.import_a_month(draft, month, all_of)
        self.publish(draft)
        return draft

    @rule(draft=drafts, number=pick)
    def empty_a_cell(self, draft: Draft, number: int) -> None:
        if draft.cells:
            key = sorted(draft.cells, key=repr)[number % len(draft.cells)]
            self.save(draft, {key: Said(None)}, "grid")

    def key(self, place: int, indicator: int, part: int, month: str, basis: Basis) -> Key:
        category = self.categories[part] if indicator == 0 else None
        filed = last_month(basis, Month.parse(month))
        return self.areas[place].pk, self.indicators[indicator].pk, category and category.pk, basis.value, str(filed)

    def save(self, draft: Draft, said: dict[Key, Said], way: str) -> None:
        cells = [
            services.CellToSave(
                area=key[0], indicator=key[1], category=key[2], basis=Basis(key[3]), period=Month.parse(key[4]).first_day,
                value=one.value, missing_reason=one.missing_reason, note=one.note,
            )
            for key, one in said.items()
        ]  # fmt: skip
        try:
            services.save_cells(report=Report.objects.get(pk=draft.pk), cells=cells, by=self.entry, way=way)
        except services.Refused:
            assert draft.state in {"submitted", "published"}
            return
        assert draft.state in {"draft", "returned"}
        for key, one in said.items():
            draft.cells.pop(key, None)
            if one != Said(None):
                draft.cells[key] = one

    # --- approval ------------------------------------------------------------------------

    @rule(draft=drafts)
    def submit(self, draft: Draft) -> None:
        if draft.state in {"draft", "returned"} and draft.cells:
            services.submit(report=Report.objects.get(pk=draft.pk), by=self.entry, note="đã đối chiếu")
            draft.state = "submitted"

    @rule(draft=drafts)
    def return_(self, draft: Draft) -> None:
        if draft.state == "submitted":
            services.return_(report=Report.objects.get(pk=draft.pk), by=self.reviewer, reason="xem lại")
            draft.state = "returned"

    @rule(draft=drafts)
    def publish(self, draft: Draft) -> None:
        self.submit(draft)
        if draft.state != "submitted":
            return
        with make.as_earlier_versions_did() if draft.illustrative else nullcontext():
            services.publish(report=Report.objects.get(pk=draft.pk), by=self.reviewer)
        draft.state = "published"
        self.amended.discard(draft.amends)
        before = dict(self.public)
        if draft.amends is not None:
            gone = [key for key, one in self.public.items() if one.report == draft.amends and key not in draft.cells]
            for key in gone:
                del self.public[key]
        for key, said in draft.cells.items():
            self.place(draft, key, said, before.get(key))
        self.note_release()

    def place(self, draft: Draft, key: Key, said: Said, old: Public | None) -> None:
        """One cell of a publication."""
        if old and draft.amends is not None and old.said == said:
            return  # an amendment leaves alone what it does not change
        if draft.taken.get(key) == said:
            return  # nor does it undo what another corrected or withdrew in a cell that it left as it was
        if old and draft.illustrative and old.status != "illustrative":
            return  # made-up figures never take a reported one's place
        revised = old is not None and old.status != "illustrative" and words(old.said) != words(said)
        status = "illustrative" if draft.illustrative else "revised" if revised else "published"
        self.public[key] = Public(said, status, draft.pk)

    @rule(target=drafts, draft=drafts)
    def correct(self, draft: Draft) -> Any:
        if draft.state != "published":
            return multiple()
        try:
            report = services.amend(report=Report.objects.get(pk=draft.pk), by=self.entry, reason="đính chính")
        except services.Refused:
            assert draft.pk in self.amended  # one amendment at a time
            return multiple()
        assert draft.pk not in self.amended
        self.amended.add(draft.pk)
        made = Draft(report.pk, draft.pk, draft.illustrative)
        made.cells = {key: one.said for key, one in self.public.items() if one.report == draft.pk}
        made.taken = dict(made.cells)
        return made

    @rule(numbers=st.lists(pick, min_size=1, max_size=3))
    def withdraw(self, numbers: list[int]) -> None:
        if not self.public:
            return
        keys = sorted(self.public, key=repr)
        chosen = {keys[number % len(keys)] for number in numbers}
        figures = [figure.pk for figure in Figure.objects.filter(superseded_in=None) if of(figure) in chosen]
        assert len(figures) == len(chosen)
        services.withdraw(figures=figures, reason="sai", by=self.reviewer)
        for key in chosen:
            del self.public[key]
        self.note_release()

    # --- the catalogue moves on ----------------------------------------------------------

    @rule(place=st.integers(1, 3))
    def merge_areas(self, place: int) -> None:
        """The area ends; its code goes to a new one, which takes its place in what is reported from now on."""
        old = self.areas[place]
        self.merged += 1
        Area.objects.filter(pk=old.pk).update(
            public_code=f"{old.code}-{2023 + self.merged}", valid_to=f"{2023 + self.merged}-06-30"
        )
        new = Area.objects.create(
            code=old.code, public_code=old.code, level="district", type_vi="Huyện", name_vi=f"Mới {self.merged}",
            name_en=f"New {self.merged}", parent=self.home, valid_from=f"{2023 + self.merged}-07-01",
        )  # fmt: skip
        AreaSuccession.objects.create(predecessor=old, successor=new, on=f"{2023 + self.merged}-07-01")
        self.areas[place] = new

    @rule(indicator=st.integers(0, 1), number=pick)
    def rename(self, indicator: int, number: int) -> None:
        Indicator.objects.filter(pk=self.indicators[indicator].pk).update(
            name_vi=f"tên {number}", slug=f"slug-{indicator}-{number}"
        )
        Category.objects.update(name_en=f"name {number}")

    # --- reading -------------------------------------------------------------------------

    def note_release(self) -> None:
        """The moment of publication, in the names of that moment."""
        areas = dict(Area.objects.values_list("pk", "public_code"))
        indicators = dict(Indicator.objects.values_list("pk", "slug"))
        categories = dict(Category.objects.values_list("pk", "slug"))
        shown = sorted(
            (indicators[i], categories.get(c, ""), areas[a], basis, period(basis, month), *words(one.said), one.said.note, one.status)
            for (a, i, c, basis, month), one in self.public.items()
        )  # fmt: skip
        number = len(self.past) + 1
        self.past.append((shown, checksum(number)))
        touched = {key[1:] for key in self.before | self.public if self.before.get(key) != self.public.get(key)}
        self.sums.append(self.sums[-1] | {key: self.add_up(key) for key in touched})
        self.before = dict(self.public)

    def add_up(self, key: SumKey) -> Sum:
        """The figures of the districts that exist on the period's last day."""
        day = Month.parse(key[3]).last_day
        parts = [area.pk for area in Area.objects.filter(parent=self.home) if exists(area, day)]
        found = [one for part in parts if (one := self.public.get((part, *key))) and one.said.value is not None]
        total = sum((one.said.value for one in found if one.said.value is not None), Decimal(0))
        return total, len(found), len(parts), any(one.status == "illustrative" for one in found)

    @invariant()
    def the_newest_release_shows_what_is_public(self) -> None:
        if self.past:
            self.compare(len(self.past))

    @rule(number=pick)
    def read_as_of(self, number: int) -> None:
        if self.past:
            self.compare(number % len(self.past) + 1)

    def compare(self, number: int) -> None:
        shown, digest = self.past[number - 1]
        found = [
            (r.indicator, r.category, r.area_code, r.basis, r.period, r.value, r.missing_reason, r.note, r.status)
            for r in rows(Selection(as_of=number))
        ]
        assert found == shown
        assert count(Selection(as_of=number)) == len(shown)
        assert checksum(number) == digest
        kept = {
            (one.indicator_id, one.category_id, one.basis, str(Month.of(one.period))): (
                one.value, one.reporting, one.areas, one.illustrative,
            )
            for one in AreaSum.objects.filter(release__lte=number).exclude(superseded_in__lte=number)
        }  # fmt: skip
        assert kept == {key: one for key, one in self.sums[number].items() if one[1]}


def exists(area: Area, day: date) -> bool:
    return (area.valid_from or day) <= day <= (area.valid_to or day)


def of(figure: Figure) -> Key:
    return figure.area_id, figure.indicator_id, figure.category_id, figure.basis, str(figure.month)


def period(basis: str, month: str) -> str:
    return month[:4] if basis == "target" else month


def checksum(number: int) -> str:
    return hashlib.sha256(b"".join(csv_of(Selection(as_of=number)))).hexdigest()


def run(examples: int, steps: int) -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None, suppress_health_check=checks
        ),
    )


@pytest.mark.timeout(900)
def test_every_release_shows_for_ever_what_it_showed():
    run(5, 30)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_every_release_shows_for_ever_what_it_showed_over_ten_thousand_steps():
    run(100, 100)
