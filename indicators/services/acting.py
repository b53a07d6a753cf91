"""Who is writing: every write happens inside `acting`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from ..models import User


@contextmanager
def acting(*, by: User, way: str) -> Iterator[None]:
    """Open one transaction in `by`'s name. `way` says how the write came in: grid, import, reading, admin, load …

    The database's history triggers read the name; they refuse a write without one.
    """
    with transaction.atomic():
        _name(actor=str(by.pk), way=way)
        yield
        _name(actor="", way="")  # matters when a transaction is open around this one


def _name(*, actor: str, way: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('welfare.actor', %s, true), set_config('welfare.way', %s, true)", [actor, way]
        )
