"""Small things that tests are made from: each call makes one valid row, with what it needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from indicators import services
from indicators.models import (
    Area,
    Breakdown,
    Category,
    Dimension,
    Figure,
    Indicator,
    Membership,
    Release,
    Report,
    SecondSource,
    Source,
    Topic,
    Unit,
    User,
)
from indicators.values.periods import Basis, Month, last_month
from indicators.values.series import Qualifier

Role = Membership.Role


def province(code: str = "14", name: str = "Sơn La", **fields: Any) -> Area:
    values = {"public_code": code, "level": "province", "type_vi": "Tỉnh", "name_vi": name, "name_en": name} | fields
    found = Area.objects.filter(public_code=values["public_code"]).first()
    return found or Area.objects.create(code=code, **values)


def district(code: str = "122", name: str = "Phù Yên", parent: Area | None = None, **fields: Any) -> Area:
    return Area.objects.create(
        code=code, public_code=code, level="district", type_vi="Huyện", name_vi=name, name_en=f"{name} District",
        parent=parent or province(), **fields,
    )  # fmt: skip


def indicator(slug: str = "jobs_created", **fields: Any) -> Indicator:
    if found := Indicator.objects.filter(slug=slug).first():
        return found
    topic, _ = Topic.objects.get_or_create(slug="employment", defaults={"name_vi": "Việc làm", "name_en": "Employment"})
    unit, _ = Unit.objects.get_or_create(slug="worker", defaults={"name_vi": "lao động", "name_en": "workers"})
    values = {"name_vi": f"chỉ tiêu {slug}", "name_en": slug.replace("_", " "), "measure": "flow", "direction": "up"}
    return Indicator.objects.create(slug=slug, **({"topic": topic, "unit": unit} | values | fields))


def category(
    slug: str = "loan", *, of: Indicator | None = None, dimension: str = "channel", complete: bool = True
) -> Category:
    by, _ = Dimension.objects.get_or_create(slug=dimension, defaults={"name_vi": dimension, "name_en": dimension})
    Breakdown.objects.get_or_create(indicator=of or indicator(), dimension=by, defaults={"complete": complete})
    made, _ = Category.objects.get_or_create(dimension=by, slug=slug, defaults={"name_vi": slug, "name_en": slug})
    return made


def user(name: str = "nhap", role: str | None = None, *areas: Area) -> User:
    """A user with `role` in each of `areas`."""
    made, _ = User.objects.get_or_create(username=name, defaults={"is_staff": True})
    if role:
        with services.acting(by=made, way="admin"):
            for area in areas or (province(),):
                Membership.objects.get_or_create(user=made, area=area, role=role)
    return made


def entry_staff(name: str = "nhap", *areas: Area) -> User:
    return user(name, Role.ENTRY, *areas)


def reviewer(name: str = "duyet", *areas: Area) -> User:
    return user(name, Role.REVIEWER, *areas)


def report(month: str = "2024-01", *, area: Area | None = None, by: User | None = None, **fields: Any) -> Report:
    area = area or province()
    return services.create_report(
        by=by or entry_staff("nhap", area), area=area, month=Month.parse(month), title=f"Báo cáo {month}", **fields
    )


def cell(
    value: str | int | None,
    month: str = "2024-01",
    *,
    of: Indicator | None = None,
    area: Area | None = None,
    category: Category | None = None,
    basis: Basis = Basis.MONTH,
    since: date | None = None,
    **fields: Any,
) -> services.CellToSave:
    return services.CellToSave(
        area=(area or province()).pk,
        indicator=(of or indicator()).pk,
        category=category.pk if category else None,
        basis=basis,
        period=last_month(basis, Month.parse(month)).first_day,
        since=since,
        value=None if value is None else Decimal(value),
        **({"qualifier": Qualifier.EXACT} | fields),
    )


def submitted(cells: list[services.CellToSave], *, report: Report, by: User | None = None) -> Report:
    by = by or report.created_by
    services.save_cells(report=report, cells=cells, by=by, way="grid")
    return services.submit(report=report, by=by, note="đã đối chiếu")


def published(*cells: services.CellToSave, month: str = "2024-01", area: Area | None = None, **fields: Any) -> Release:
    """A release of a new report that holds `cells`."""
    area = area or province()
    made = submitted(list(cells), report=report(month, area=area, **fields))
    with as_earlier_versions_did() if fields.get("illustrative") and not area.invented else nullcontext():
        return services.publish(report=made, by=reviewer("duyet", area))


@contextmanager
def as_earlier_versions_did() -> Iterator[None]:
    """Let the database take made-up figures of real areas, of which installations have some."""
    try:
        _guard("DISABLE")
        yield
    finally:
        _guard("ENABLE")


def _guard(state: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come is not altered
        cursor.execute(f"ALTER TABLE indicators_figure {state} TRIGGER check_made_up")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def source(title: str = "Niên giám thống kê 2023", **fields: Any) -> Source:
    """A source of its own; `url=""` for one without an address."""
    values = {"publisher": "Cục Thống kê", "url": f"https://example.vn/{Source.objects.count() + 1}"}
    return Source.objects.create(title=title, **(values | {"published_on": date(2024, 6, 28)} | fields))


def printed(*cells: services.CellToSave, in_: Source, area: Area | None = None, month: str = "2024-01") -> Release:
    """A release of a report of a source that holds `cells`."""
    area = area or province()
    made = report(month, area=area, url=in_.url)
    with services.acting(by=made.created_by, way="load"):
        Report.objects.filter(pk=made.pk).update(source=in_)
    made.refresh_from_db()
    return services.publish(report=submitted(list(cells), report=made), by=reviewer("duyet", area))


def second(figure: Figure, source: Source, **fields: Any) -> SecondSource:
    """A further source of a figure, named in the newest release. The database wants it in the same transaction."""
    release = Release.objects.earliest("-number")
    return SecondSource.objects.create(figure=figure, source=source, release=release, **fields)


def report_of(release: Release) -> Report:
    """The one report that a release published."""
    return release.reports.get()
