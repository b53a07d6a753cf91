"""The numbers of advisory locks: written once in code, and the same in the triggers that migrations made."""

from __future__ import annotations

import re
from pathlib import Path

from indicators.models.locks import Lock

PACKAGES = [Path(__file__).parents[1] / name for name in ("indicators", "welfare")]
NUMBER = re.compile(r"\b7_?310_?\d{3}\b")
CALL = re.compile(r"pg_(?:try_)?advisory_(?:xact_)?lock(?:_shared)?\((\d+)")


def written() -> dict[str, list[str]]:
    """Which files say a number of a lock, or call for one by number."""
    files = {path: path.read_text() for package in PACKAGES for path in package.rglob("*.py")}
    found = {path: [*NUMBER.findall(text), *CALL.findall(text)] for path, text in files.items()}
    return {f"{path.parent.name}/{path.name}": numbers for path, numbers in found.items() if numbers}


def test_migrations_take_the_lock_of_publication_and_no_other():
    of_migrations = {name: set(numbers) for name, numbers in written().items() if name.startswith("migrations/")}
    number = str(Lock.PUBLICATION.value)
    assert of_migrations == {"migrations/0002_guards.py": {number}, "migrations/0005_former_labels.py": {number}}


def test_outside_migrations_numbers_are_written_in_one_place():
    assert [name for name in written() if not name.startswith("migrations/")] == ["models/locks.py"]
