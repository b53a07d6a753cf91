"""The documents name what is there: every room in the map, every module and function under its present name."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "indicators"
MAPS = ["README.md", "README.vi.md"]
DOCS = [*MAPS, "CONTRIBUTING.md", "SECURITY.md", *(str(p.relative_to(ROOT)) for p in sorted(ROOT.glob("docs/**/*.md")))]
#: Not behind a `/` or a letter: no part of an address or of a longer name.
MODULE = re.compile(r"(?<![\w./…{-])((?:[\w-]+/)*[\w-]+\.(?:py|js))(?![\w/])")
DOTTED = re.compile(r"(?<![\w./])((?:indicators|welfare|tools|tests)(?:\.[a-z_]+)+)(?![\w(/])")
#: "`save` (admin/report/saving.py": a function or class, and where it is.
DEFINED = re.compile(r"`(\w+)` \(([\w/]+\.py)[:)]")
#: What the reader of a recipe will make, what was there once, and what is no module.
OTHERS = {"exports/tsv_file.py", "charts.py", "Node.js", "plotly.js", "welfare.actor"}


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def path_of(module: str) -> Path | None:
    """A module that a document names from the project's folder, the app's or the reader's."""
    return next((base / module for base in (ROOT, APP, APP / "reading") if (base / module).exists()), None)


def is_there(dotted: str) -> bool:
    """Whether a dotted name is a module, or a name that one has."""
    path = ROOT / dotted.replace(".", "/")
    if path.is_dir() or path.with_suffix(".py").is_file():
        return True
    homes = (path.parent.with_suffix(".py"), path.parent / "__init__.py")
    return any(re.search(rf"\b{path.name}\b", home.read_text(encoding="utf-8")) for home in homes if home.is_file())


def files() -> set[str]:
    """The project's own files, new ones among them."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    return set(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n"))


def entries() -> set[str]:
    """What stands at the top of the app and belongs to the project."""
    inside = [name.split("/")[1:] for name in files() if name.startswith("indicators/") and (ROOT / name).exists()]
    return {parts[0] + ("/" if parts[1:] else "") for parts in inside} - {"__init__.py"}


@pytest.mark.parametrize("name", MAPS)
def test_the_map_has_every_room_of_the_app(name: str) -> None:
    rooms = re.findall(r"(?:^|\s)([a-z_]+(?:/|\.py))(?=\s)", text(name).split("indicators/", 1)[1])
    assert sorted(entries() - set(rooms)) == []


@pytest.mark.parametrize("name", DOCS)
def test_every_module_that_is_named_exists(name: str) -> None:
    named = set(MODULE.findall(text(name))) - OTHERS
    names = {Path(module).name for module in files()}
    assert sorted(m for m in named if path_of(m) is None and ("/" in m or m not in names)) == []
    assert sorted(dotted for dotted in set(DOTTED.findall(text(name))) - OTHERS if not is_there(dotted)) == []


def test_every_function_of_the_walks_is_where_it_is_said_to_be() -> None:
    found = DEFINED.findall(text("docs/architecture.md"))
    assert len(found) > 30
    gone = [
        (name, module)
        for name, module in found
        if (path := path_of(module)) is None
        or not re.search(rf"^\s*(?:def|class) {name}\b|^{name}\b.* =", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert gone == []
