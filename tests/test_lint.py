"""`make lint` can fail: each check finds what is planted for it in a copy of the project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import house
from tools.lint import CHECKS
from welfare import embedded

pytestmark = pytest.mark.xdist_group("lint")  # one copy

ROOT = Path(__file__).resolve().parent.parent

#: check, file, what is added to it, what the check must say about it
PLANTED = [
    ("ruff", "welfare/wsgi.py", "import json\n", "F401"),
    ("format", "welfare/wsgi.py", "x = {  'a':1 }\n", "wsgi.py"),
    ("types", "welfare/wsgi.py", "def wrong(number: int) -> str:\n    return number\n", "wsgi.py"),
    ("imports", "indicators/values/series.py", "from .. import links\n", "Imports point down only BROKEN"),
    (
        "imports",
        "indicators/charts/captions.py",
        "from ..models import Area\n",
        "Builders take values, never the database BROKEN",
    ),
    ("imports", "indicators/values/periods.py", "import django\n", "The values at the bottom know no framework BROKEN"),
    ("imports", "indicators/apps.py", "import welfare.settings\n", "The app does not know the project BROKEN"),
    ("imports", "indicators/stray.py", '"""Not in any layer."""\n', "indicators.stray"),
    ("templates", "templates/stray.html", "<main><p>open</main>\n", "H025"),
    ("messages", "templates/stray.html", '{% translate "Never said before" %}\n', "Never said before"),
    ("house", "indicators/stray.py", "\n" * 401, "indicators/stray.py: 401 lines"),
    ("house", "README.md", "Look into /root/notes.\n", "a path of one machine"),
    ("house", "package-lock.json", '"resolved": "x"\n', "where a locked package was fetched"),
    ("house", "docs/stray.md", "from https://registry.example.vn/simple\n", "the address of a package registry"),
]


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own files, as they are now, and what mypy has kept of them."""
    folder = tmp_path_factory.mktemp("copy")
    for path in house.tracked():
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    if (ROOT / ".mypy_cache").is_dir():
        shutil.copytree(ROOT / ".mypy_cache", folder / ".mypy_cache")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "add", "."], cwd=folder, check=True)
    return folder


@pytest.fixture
def copy(copied: Path) -> Iterator[Path]:
    """The copy, and afterwards again without what was planted in it."""
    yield copied
    subprocess.run(["git", "restore", "."], cwd=copied, check=True)
    subprocess.run(["git", "clean", "-qd", "--force"], cwd=copied, check=True)


def lint(folder: Path, check: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.lint", check]
    return subprocess.run(command, cwd=folder, env=os.environ | environment, capture_output=True, text=True)


@pytest.mark.parametrize(("check", "name", "added", "says"), PLANTED)
def test_lint_finds_what_is_planted(copy: Path, check: str, name: str, added: str, says: str) -> None:
    (copy / name).parent.mkdir(parents=True, exist_ok=True)
    with (copy / name).open("a", encoding="utf-8") as file:
        file.write(added)
    result = lint(copy, check)
    assert result.returncode == 1, result.stdout + result.stderr
    assert says in result.stdout


def test_lint_finds_a_model_changed_without_a_migration(copy: Path) -> None:
    model = copy / "indicators" / "models" / "history.py"
    model.write_text(model.read_text(encoding="utf-8").replace("max_length=40", "max_length=41", 1), encoding="utf-8")
    result = lint(copy, "migrations")
    assert result.returncode == 1
    assert "Alter field table on change" in result.stdout


UNSAFE = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("indicators", "{newest}")]
    operations = [
        migrations.RemoveField("report", "note"),
        migrations.AddField("topic", "colour", models.CharField(max_length=9, default="")),
        migrations.AddIndex("figure", models.Index(fields=["value"], name="by_value")),
        migrations.RunSQL("UPDATE indicators_topic SET position = 0"),
    ]
"""


def test_lint_finds_a_migration_that_breaks_the_former_version(copy: Path) -> None:
    folder = copy / "indicators" / "migrations"
    newest = max(file.stem for file in folder.glob("0*.py"))
    (folder / "9999_unsafe.py").write_text(UNSAFE.replace("{newest}", newest), encoding="utf-8")
    result = lint(copy, "upgrades", DATABASE_URL=os.environ.get("DATABASE_URL") or embedded.start())
    assert result.returncode == 1, result.stderr
    for said in ("DROPPING columns", "NOT NULL constraint on columns", "CREATE INDEX locks table", "not reversible"):
        assert said in result.stdout
    assert f"(indicators, {newest})... OK" in result.stdout


def test_every_check_is_seen_to_fail() -> None:
    assert {check for check, *_ in PLANTED} | {"migrations", "upgrades"} == set(CHECKS)


def test_lint_names_the_checks_it_knows() -> None:
    result = lint(ROOT, "spelling")
    assert result.returncode == 2
    assert "no such check: spelling" in result.stderr
