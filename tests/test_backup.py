"""Back-up and restore: nothing missing, nothing half, nothing overwritten (R7)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from indicators.management.backups import checking, fingerprint, programs, restoring
from indicators.models import Release, Report
from tools import restore_drill

from .support import factories as make

pytestmark = [pytest.mark.installation, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two releases, a draft with a file, and an amendment; processes of their own see the same."""
    monkeypatch.setenv("DATABASE_URL", programs.address())
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    settings.MEDIA_ROOT = tmp_path / "var" / "media"
    folder = settings.MEDIA_ROOT / "reports"
    folder.mkdir(parents=True)
    (folder / "báo cáo.pdf").write_bytes(b"%PDF" * 1000)
    make.published(make.cell(10))
    make.published(make.cell(20, "2024-02"), month="2024-02")
    make.report("2024-03")
    return tmp_path


def backed_up(site: Path, **options: bool) -> Path:
    call_command("backup", site / "copy", verbosity=0, **options)
    return site / "copy"


@contextmanager
def empty_database() -> Iterator[str]:
    with checking.scratch() as name:
        yield name


def manage(*arguments: str, database: str, var: Path) -> subprocess.CompletedProcess[str]:
    surroundings = {"PATH": "/usr/bin:/bin", "DATABASE_URL": programs.address(dbname=database), "VAR_DIR": str(var)}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=restore_drill.ROOT, env=surroundings, capture_output=True, text=True)


def test_the_drill_finds_nothing_missing(site: Path) -> None:
    with empty_database() as name:
        outcome = restore_drill.drill(programs.address(dbname=name), folder=site)
    sys.stdout.write(f"{outcome}\n")
    assert (outcome.missing, outcome.changed_exports) == (0, 0)
    assert (outcome.releases, outcome.files) == (2, 1)


def test_the_drill_does_find_what_is_missing(site: Path) -> None:
    """The control: a row and a published value are lost after the restore."""
    with empty_database() as name:
        folder = backed_up(site, every_release=True)
        assert manage("restore", str(folder), database=name, var=site / "there").returncode == 0
        with programs.connect(name) as there:
            there.execute("ALTER TABLE indicators_figure DISABLE TRIGGER ALL")
            there.execute("UPDATE indicators_figure SET value = 11 WHERE value = 10")
            there.execute("ALTER TABLE indicators_membership DISABLE TRIGGER ALL")
            there.execute("DELETE FROM indicators_membership WHERE role = 'reviewer'")
        manifest = json.loads((folder / "manifest.json").read_text())
        surroundings = {"DATABASE_URL": programs.address(dbname=name), "VAR_DIR": str(site / "there")}
        outcome = restore_drill.compare(manifest, surroundings, {})
    assert outcome.missing >= 1
    assert outcome.changed_exports == 2


def test_verify_says_that_a_good_backup_is_good(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_backup", backed_up(site))
    assert "is whole and can be restored" in capsys.readouterr().out


@pytest.mark.parametrize("what", ["database.dump", "media/reports/báo cáo.pdf"])
def test_verify_finds_a_flipped_bit_and_a_lost_file(site: Path, what: str) -> None:
    path = backed_up(site) / what
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(CommandError, match="is damaged"):
        call_command("verify_backup", site / "copy", verbosity=0)
    path.unlink()
    with pytest.raises(CommandError, match="is missing"):
        call_command("verify_backup", site / "copy", verbosity=0)


def test_verify_finds_a_manifest_that_promises_more(site: Path) -> None:
    path = backed_up(site) / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["tables"]["indicators_figure"] += 1
    manifest["csv_sha256"]["2"] = "0" * 64
    path.write_text(json.dumps(manifest))
    with pytest.raises(CommandError, match=r"(?s)csv_sha256 2: .*|tables indicators_figure"):
        call_command("verify_backup", site / "copy", verbosity=0)


def test_a_backup_overwrites_nothing_and_leaves_nothing_half(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = backed_up(site)
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", folder, verbosity=0)
    monkeypatch.setattr(programs, "VARIABLES", {**programs.VARIABLES, "dbname": "PGSERVICE"})  # pg_dump will fail
    with pytest.raises(CommandError, match="pg_dump failed"):
        call_command("backup", site / "second", verbosity=0)
    assert sorted(path.name for path in site.iterdir()) == ["copy", "var"]


def test_a_backup_is_of_one_moment(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release made while the rows are counted is neither in the dump nor in the count."""
    counts = fingerprint.counts
    made: list[Release] = []

    def counts_after_a_release() -> dict[str, int]:
        with psycopg.connect(programs.address()) as other:
            other.execute(
                "INSERT INTO indicators_topic (slug, name_vi, name_en, position) VALUES ('late', 'a', 'a', 0)"
            )
        made.append(Release())
        return counts()

    monkeypatch.setattr(fingerprint, "counts", counts_after_a_release)
    folder = backed_up(site)
    monkeypatch.undo()
    assert made
    call_command("verify_backup", folder, verbosity=0)


def test_a_backup_lets_nobody_in(site: Path) -> None:
    from .support.staff import signed_in

    signed_in(make.entry_staff())
    folder = backed_up(site)
    with empty_database() as name:
        checking.load(folder, name)
        with programs.connect(name) as there:
            assert there.execute("SELECT count(*) FROM django_session").fetchone() == (0,)
    assert oct(folder.stat().st_mode & 0o777) == "0o700"


def test_restore_refuses_where_there_is_data_and_sets_it_aside_when_forced(site: Path) -> None:
    folder = backed_up(site)
    with empty_database() as name:
        there = site / "there"
        assert manage("restore", str(folder), database=name, var=there).returncode == 0
        again = manage("restore", str(folder), database=name, var=there)
        assert again.returncode == 1
        assert "holds data" in again.stderr
        forced = manage("restore", str(folder), "--force", database=name, var=there)
        assert forced.returncode == 0, forced.stderr
        assert len(list(there.glob("media.before_*"))) == 1
        with programs.connect("postgres") as server:
            aside = server.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY 1", [f"{name[:40]}\\_before\\_%"]
            ).fetchall()
            assert len(aside) == 1
            server.execute(f'DROP DATABASE "{aside[0][0]}"')
        with programs.connect(name) as restored:  # no transaction of this server will have a release's number
            assert restored.execute("SELECT DISTINCT transaction_id FROM indicators_release").fetchall() == [(0,)]
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="welfare"):
                restored.execute("UPDATE indicators_release SET transaction_id = 1")


def test_restore_that_cannot_place_the_files_leaves_the_database_alone(site: Path) -> None:
    folder = backed_up(site)
    with empty_database() as name:
        (site / "there").write_text("a file where the folder has to be")
        failed = manage("restore", str(folder), database=name, var=site / "there")
        assert failed.returncode != 0
        with programs.connect(name) as there:
            assert there.execute("SELECT to_regclass('indicators_figure')").fetchone() == (None,)
        with programs.connect("postgres") as server:
            for (left,) in server.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{name[:40]}\\_restoring\\_%"]
            ).fetchall():
                server.execute(f'DROP DATABASE "{left}"')


def test_restore_gives_the_files_their_place_back_where_the_database_cannot_change(tmp_path: Path) -> None:
    media, fresh = tmp_path / "media", tmp_path / "media.restoring"
    for folder in (media, fresh):
        folder.mkdir()
        (folder / "a").write_text(folder.name)

    def swap_that_fails() -> None:
        with restoring._files(fresh, media, "now", print):
            assert (media / "a").read_text() == "media.restoring"
            raise psycopg.Error

    with pytest.raises(psycopg.Error):
        swap_that_fails()
    assert [(folder / "a").read_text() for folder in (media, fresh)] == ["media", "media.restoring"]


def test_restored_guards_still_refuse(site: Path) -> None:
    folder = backed_up(site)
    with empty_database() as name:
        checking.load(folder, name)
        with programs.connect(name) as there, pytest.raises(psycopg.errors.InsufficientPrivilege, match="welfare"):
            there.execute("UPDATE indicators_figure SET value = 1")


def test_what_is_no_backup_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is no back-up"):
        call_command("verify_backup", tmp_path, verbosity=0)


def test_no_password_stands_on_a_command_line(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    run = subprocess.run
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "planted-secret")

    def noted(command, **options):
        seen.append([str(part) for part in command])
        return run(command, **options)

    monkeypatch.setattr(subprocess, "run", noted)
    backed_up(site)
    assert any("pg_dump" in command[0] for command in seen)
    assert "planted-secret" not in repr(seen)
    assert Report.objects.exists()
