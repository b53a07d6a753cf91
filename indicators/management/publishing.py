"""Publish loaded data as any report is: entered by one account, published by another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ..models import Area, Category, Indicator, Membership, Release, User
from ..services import CellToSave, acting, create_report, publish, save_cells, submit
from ..values.periods import Month
from .reference import categories_by_indicator

ENTRY, REVIEWER = "nap.so-lieu", "nap.duyet"
WAY = "load"


@dataclass(frozen=True, slots=True)
class Loader:
    """The two accounts that load data. Nobody can sign in as one of them."""

    entry: User
    reviewer: User


def loader(areas: Iterable[Area]) -> Loader:
    """Return the accounts, with the right to enter and publish figures of `areas`."""
    area_list = list(areas)
    return Loader(
        entry=_account(ENTRY, Membership.Role.ENTRY, area_list),
        reviewer=_account(REVIEWER, Membership.Role.REVIEWER, area_list),
    )


def _account(username: str, role: str, areas: list[Area]) -> User:
    """Return the account, stored inactive and without a password, and active only in this process."""
    user, created = User.objects.get_or_create(username=username, defaults={"is_active": False})
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    with acting(by=user, way=WAY):
        for area in areas:
            Membership.objects.get_or_create(user=user, area=area, role=role)
    user.is_active = True  # not saved
    return user


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The catalogue's primary keys by slug, to write cells with."""

    indicators: dict[str, Indicator]
    categories: dict[str, dict[str, Category]]

    @classmethod
    def read(cls) -> Catalogue:
        return cls({row.slug: row for row in Indicator.objects.all()}, categories_by_indicator())

    def category(self, indicator: str, category: str | None) -> int | None:
        return self.categories[indicator][category].pk if category else None


@transaction.atomic
def publish_at_once(
    by: Loader, *, area: Area, month: Month, title: str, cells: Sequence[CellToSave], submit_note: str, **fields: Any
) -> Release:
    """Enter, submit (saying `submit_note`) and publish one report: all of it or nothing."""
    report = create_report(by=by.entry, area=area, month=month, title=title, way=WAY, **fields)
    save_cells(report=report, cells=cells, by=by.entry, way=WAY)
    submitted = submit(report=report, by=by.entry, note=submit_note, way=WAY)
    return publish(report=submitted, by=by.reviewer, way=WAY)
