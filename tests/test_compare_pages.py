"""tools/compare_pages.py: a changed byte is found, and what differs by nature is none."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import pytest

from tools import compare_pages
from tools.compare_pages_addresses import MOST_ALIKE, Chosen, family, files_of
from tools.compare_pages_answers import Answer, Asked, members, normal_body, normal_headers
from tools.compare_pages_people import NOBODY
from tools.steps import StepFailed

SITE = "http://127.0.0.1:8000"
PAGE = b'<a href="/data/?area=14&amp;sort=value">x</a> <a href="?page=2">2</a> <a href="https://elsewhere.vn/">y</a>'


def snapshot(folder: Path, *answers: Answer) -> Path:
    """A snapshot with these answers."""
    (folder / "bodies").mkdir(parents=True)
    compare_pages.write(folder, answers)
    return folder


def answer(body: bytes = PAGE, path: str = "/data/", **headers: str) -> Answer:
    return Answer(Asked(NOBODY, path), 200, {"content-type": "text/html; charset=utf-8", **headers}, body)


def test_the_same_twice_is_no_difference(tmp_path: Path) -> None:
    one, other = snapshot(tmp_path / "a", answer()), snapshot(tmp_path / "b", answer())
    assert compare_pages.report(one, other) == 0


def test_a_changed_byte_of_a_picture_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = bytes(range(256))
    one = snapshot(tmp_path / "a", answer(picture, "/compare.png"))
    other = snapshot(tmp_path / "b", answer(picture[:-1] + b"\x00", "/compare.png"))
    assert compare_pages.report(one, other) == 1
    assert capsys.readouterr().out == "- /compare.png\n  sha256\n1 differences in 1 addresses\n"


def test_the_lines_of_a_changed_page_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = snapshot(tmp_path / "a", answer(b"a\nb\n")), snapshot(tmp_path / "b", answer(b"a\nc\n"))
    assert compare_pages.report(one, other) == 1
    assert "-b\n    +c\n" in capsys.readouterr().out


def test_a_changed_header_and_a_missing_address_are_found() -> None:
    before = {"- /": answer(etag='"1"').summary(), "- /data/": answer().summary()}
    after = {"- /": answer(etag='"2"').summary(), "- /about/": answer().summary()}
    assert list(compare_pages.differences(before, after)) == [
        ("- /", ['etag: "1" → "2"']),
        ("- /about/", ["only after"]),
        ("- /data/", ["only before"]),
    ]


@pytest.mark.parametrize("written", ["", "{}", "{"])
def test_what_is_no_whole_snapshot_proves_nothing(tmp_path: Path, written: str) -> None:
    (tmp_path / "answers.json").write_text(written)
    with pytest.raises(StepFailed, match="snapshot"):
        compare_pages.report(tmp_path, tmp_path)


def test_tokens_and_the_address_of_the_site_are_no_difference() -> None:
    page = '<input name="csrfmiddlewaretoken" value="%s"><a href="%s/data/">'
    again = '<input name="idempotency_key" value="%s">'
    assert normal_body((again % 1).encode(), "text/html", SITE) == normal_body((again % 2).encode(), "text/html", SITE)
    one = normal_body((page % ("abc", SITE)).encode(), "text/html", SITE)
    other = normal_body((page % ("xyz", "http://other:81")).encode(), "text/html", "http://other:81")
    assert one == other == b'<input name="csrfmiddlewaretoken" value="CSRF"><a href="http://site/data/">'


@pytest.mark.parametrize(
    "shown",
    [
        '<td class="field-last_login nowrap">%s</td>',
        '<div class="form-row field-last_login">\n <label>Last</label>\n <div class="readonly">%s</div></div>',
    ],
)
def test_when_the_staff_signed_in_to_be_asked_is_no_difference(shown: str) -> None:
    one, other = (normal_body((shown % when).encode(), "text/html", SITE) for when in ("1/12/2026", "2/12/2026"))
    assert one == other == (shown % "SIGNED IN").encode()


@pytest.mark.parametrize(("other", "same"), [("2026-12-02", True), ("2026-12-01</dcterms:created><x/>", False)])
def test_a_workbook_of_the_moment_is_compared_without_its_time(other: str, same: bool) -> None:
    def workbook(when: str) -> bytes:
        made = io.BytesIO()
        with ZipFile(made, "w") as archive:
            archive.writestr("docProps/core.xml", f"<dcterms:created>{when}</dcterms:created>")
        return made.getvalue()

    assert (members(workbook("2026-12-01")) == members(workbook(other))) is same


def test_a_picture_is_compared_byte_for_byte() -> None:
    body = b'name="csrfmiddlewaretoken" value="abc" ' + SITE.encode()
    assert normal_body(body, "image/png", SITE) == body


def test_headers_of_the_moment_are_dropped_and_the_others_kept() -> None:
    given = [("Date", "now"), ("ETag", '"1"'), ("Set-Cookie", "csrftoken=abc; expires=Tue; Path=/; SameSite=Lax")]
    policy = [("Content-Security-Policy", "script-src 'self'; base-uri 'none'")]
    found = normal_headers([*given, *policy], "/", SITE)
    assert found == {
        "etag": '"1"',
        "set-cookie": "csrftoken; ; Path=/; SameSite=Lax",
        "content-security-policy": "base-uri 'none'; script-src 'self'",
    }
    assert normal_headers(given[:2], "/static/icon.svg", SITE) == {}


def test_links_of_the_same_site_are_followed() -> None:
    assert [one.path for one in answer().links()] == ["/data/?area=14&sort=value", "/data/?page=2"]


def test_a_page_of_figures_brings_its_files_and_a_file_brings_none() -> None:
    assert "/areas/14.sdmx.csv" in files_of("/areas/14/")
    assert list(files_of("/areas/14.csv/")) == list(files_of("/about/")) == []


def test_of_many_alike_the_first_are_asked_for_each_once() -> None:
    chosen = Chosen(most=1000)
    found = [Asked(NOBODY, f"/about/{number}/") for number in range(1000)]
    assert len(chosen.new(found)) == MOST_ALIKE
    assert chosen.new(found[:MOST_ALIKE]) == []
    assert family("/areas/14/bulletin/2024-08/") == family("/areas/12/bulletin/2023-01/")
    assert family("/data/?page=2&sort=value") == family("/data/?sort=-value&page=9") != family("/data/?page=2")


def test_signing_out_is_never_asked_for() -> None:
    asked = [Asked("duyet", "/admin/logout/"), Asked("duyet", "/accounts/logout/"), Asked("duyet", "/data/")]
    assert Chosen(most=10).new(asked) == []


def test_a_small_bound_thins_out_the_public_beginnings_and_keeps_those_of_the_staff() -> None:
    begun = [Asked("duyet", "/admin/"), *(Asked(NOBODY, f"/about/?x={number}") for number in range(300))]
    assert len(Chosen(most=5000).seeds(begun)) == 301
    chosen = Chosen(most=30).seeds(begun)
    assert chosen[0] == begun[0]
    assert len(chosen) == 21


def test_pages_of_the_staff_are_asked_for_whatever_the_bound() -> None:
    chosen = Chosen(most=1)
    chosen.seeds([Asked(NOBODY, "/")])
    assert chosen.new([Asked(NOBODY, "/about/"), Asked("duyet", "/admin/")]) == [Asked("duyet", "/admin/")]
    assert chosen.cut == 1
