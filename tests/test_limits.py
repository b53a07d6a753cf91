"""docs/security.md lists the limits as they are in the code."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
UNITS = {"MB": 1024 * 1024, "minutes": 60, "hours": 60 * 60, "days": 24 * 60 * 60}


def rows() -> list[list[str]]:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    lines = re.search(r"\n## Limits\n.*?\n\|---.*?\n(.*?)\n\n", text, re.DOTALL)
    assert lines
    return [line.strip("| ").split(" | ") for line in lines[1].splitlines()]


NAMED = [row for row in rows() if "::" in row[2]]
QUOTED = [row for row in rows() if "::" not in row[2] and "`" in row[2]]


def number(limit: str) -> int:
    """What a limit says, in bytes, seconds or pieces."""
    count, _, unit = limit.partition(" ")
    return int(count.replace(",", "")) * UNITS.get(unit, 1)


def value(where: str) -> Any:
    """What stands at `module.py::Name.NAME`, of the project or the app, or in the settings."""
    module, _, name = where.strip("`").partition("::")
    path = module.removesuffix(".py").replace("/", ".")
    is_ours = (ROOT / module).exists()
    home = import_module("welfare.settings" if module == "settings" else path if is_ours else f"indicators.{path}")
    found = reduce(getattr, name.split("."), home)
    return found.total_seconds() if isinstance(found, timedelta) else found


def test_the_list_is_there() -> None:
    assert len(NAMED) > 30


@pytest.mark.parametrize(("what", "limit", "where"), NAMED)
def test_a_limit_is_what_the_code_says(what: str, limit: str, where: str) -> None:
    assert number(limit) == value(where), what


@pytest.mark.parametrize(("what", "limit", "where"), QUOTED)
def test_what_is_quoted_stands_there(what: str, limit: str, where: str) -> None:
    file, _, quoted = where.partition(": ")
    assert quoted.split("`")[1] in (ROOT / file).read_text(encoding="utf-8"), what
