"""The server that the bench asks: a page that fails must not be found after the quarter of an hour that figures take."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import bench_http

from .test_workers import database_url


@pytest.fixture
def fresh_clone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing was made in it yet, no static file collected."""
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    bench_http.collect_static_files.cache_clear()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("fresh_clone")
def test_the_bench_is_served_whole_pages_in_a_fresh_clone() -> None:
    with bench_http.serving("welfare.wsgi", database_url()):
        answers = {path: bench_http.ask("GET", path).status for path in ("/empty/", "/about/", "/en/about/")}
    assert set(answers.values()) == {200}, answers
