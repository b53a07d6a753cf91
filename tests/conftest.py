"""What every test stands on: a real PostgreSQL, Vietnamese compiled, and no way off this machine.

Fixtures that make figures, reports and users are in `tests/support/factories.py`; those of a browser in
`tests/browser/conftest.py`.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tools.chromium import chromium
from tools.messages import PO, compile_catalogue

if TYPE_CHECKING:
    from .support.production import Site


NO_ENGINE = pytest.StashKey[str]()
#: What a module names that needs more than this process.
IMPURE = re.compile(
    r"django_db|transactional_db|live_server|installation|subprocess|multiprocessing|openpyxl|support\.importing|\.browser\b"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pure", action="store_true", help="only modules that need no database and start no program")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With --pure a module that needs more is not even imported: that would take longer than the tests."""
    if config.getoption("pure") and collection_path.name == "browser":
        return True
    if config.getoption("pure") and collection_path.name.startswith("test_"):
        return bool(IMPURE.search(collection_path.read_text(encoding="utf-8"))) or None
    return None


def pytest_configure(config: pytest.Config) -> None:
    # Once, not again in each parallel worker; Django has read the catalogue by now.
    if not hasattr(config, "workerinput") and compile_catalogue():
        from django.utils.translation.reloader import translation_file_changed

        translation_file_changed(None, PO.with_suffix(".mo"))
    one_connection_per_thread()


def one_connection_per_thread() -> None:
    """Keep Django from opening a second connection while a browser's event loop runs in the tests' thread.

    Each connection would see its own transaction, and the one left open would keep the database from being dropped.
    """
    from django.db import connections

    connections._connections = threading.local()  # type: ignore[attr-defined]


# --- the database --------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any) -> None:
    """Start the embedded server before the first test that needs a database, not for those that need none."""
    from welfare import embedded, environment

    from .support import database

    if environment.given("DATABASE_URL") is None:
        embedded.start()
    with django_db_blocker.unblock():
        database.begin_with_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The database is a copy of a template, and quick where nothing depends on it."""
    from .support import database

    with django_db_blocker.unblock():
        database.leave_template()
        database.commit_at_once()
        database.empty_quickly()


@pytest.fixture(autouse=True)
def each_test_begins_in_vietnamese() -> Iterator[None]:
    """A request for an English page leaves English switched on, and the next `reverse()` would be English too."""
    from django.utils import translation

    with translation.override("vi"):
        yield


@pytest.fixture(scope="session")
def installation() -> Iterator[Site]:
    """The production shape, running (tests/support/production.py); mark the tests `xdist_group("installation")`."""
    from .support.production import site

    with site() as made:
        yield made


# --- the rest of the world -----------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def jobs_stay_in_this_process() -> None:
    """A test's job must not reach the worker of a site that runs from the same folder."""
    from welfare.celery import app

    app.conf.update(broker_url="memory://", broker_transport_options={})


@pytest.fixture(scope="session", autouse=True)
def settings_of_tests() -> Iterator[None]:
    """Static files straight from their sources; no hash that is slow on purpose."""
    from django.test import override_settings

    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=hashers, WHITENOISE_AUTOREFRESH=True, WHITENOISE_USE_FINDERS=True):
        yield


@pytest.fixture(autouse=True)
def nothing_cached() -> None:
    """Releases and versions start again with each test; what an earlier one cached would pass for this one's."""
    from django.core.cache import caches

    for cache in caches.all(initialized_only=True):
        cache.clear()


# --- tests of browser and containers run where these are, and say so where they are not --------


def left_out(config: pytest.Config, items: list[pytest.Item], without: list[pytest.Item]) -> None:
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if item not in without]


@pytest.hookimpl(trylast=True)  # -m has chosen by then
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if chromium() is None and not os.environ.get("CI"):
        left_out(config, items, [item for item in items if "browser" in item.keywords])
    contained = [item for item in items if "containers" in getattr(item, "fixturenames", ())]
    if contained and (why := missing_engine()):
        config.stash[NO_ENGINE] = why
        left_out(config, items, contained)


def missing_engine() -> str:
    from .compose.engine import missing

    return missing()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if chromium() is None:
        terminalreporter.section("NO BROWSER TEST WAS RUN", sep="!", red=True, bold=True)
        terminalreporter.line("Chromium was not found. Install it (Debian: apt-get install chromium), or name it:")
        terminalreporter.line("    CHROMIUM=/path/to/chromium make test")
    if why := terminalreporter.config.stash.get(NO_ENGINE, ""):
        terminalreporter.section("NO CONTAINER WAS STARTED", sep="!", red=True, bold=True)
        terminalreporter.line(f"docs/deploy.md was not followed: {why}")
