"""Files: the same selection behind every page, and bulk files that are made once and stay."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Semaphore, Thread, Timer
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.http import FileResponse
from django.test import Client

from indicators import services
from indicators.downloads import build, release_files
from indicators.downloads.build import of_selection
from indicators.downloads.formats import NAMINGS, Format
from indicators.exports import About
from indicators.models import Area, Figure, Indicator, Job, ReleaseFile
from indicators.queries import release_at, rows
from indicators.values.periods import Basis
from indicators.values.rows import COLUMNS, Row, Selection
from indicators.views import files as views_files

from .support import factories as make
from .support.database import made_once

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("files")]  # what it makes once


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture(scope="module", autouse=True)
def shown(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """Two provinces, a breakdown, a target and a revision, made once; the newest release."""
    with made_once(django_db_blocker, published) as release:
        yield release


def published() -> int:
    lai_chau = make.province("12", "Lai Châu")
    loan = make.category("loan")
    make.published(
        make.cell(10),
        make.cell(4, category=loan),
        make.cell(100, basis=Basis.TARGET),
        make.cell(30, "2024-02", basis=Basis.YTD),
    )
    make.published(make.cell(20, area=lai_chau), area=lai_chau)
    return make.published(make.cell(11, note="=1+1")).number


def fetch(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.getvalue()


def records(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def figures(content: bytes) -> list[tuple[str, str, str, str, str]]:
    return [(r["area_code"], r["category"], r["basis"], r["period"], r["value"]) for r in records(content)]


# --- addresses -----------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("extension", [kind.extension for kind in NAMINGS.values()])
@pytest.mark.parametrize(
    "page", ["/data", "/compare", "/overview", "/indicators/jobs_created", "/areas/14", "/reports/{report}"]
)
def test_every_page_has_every_file(client, shown, page, extension, prefix):
    page = page.format(report=Figure.objects.order_by("id")[0].report_id)
    response = client.get(f"{prefix}{page}.{extension}", {"area": "14"} if page == "/compare" else {})
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].endswith(f'r{shown}.{extension}"')
    assert response.headers["Content-Type"].split(";")[0] in {
        kind.content_type.split(";")[0] for kind in NAMINGS.values()
    }
    assert response.getvalue()


def test_data_file_holds_the_rows_of_the_page_in_their_order(client, shown):
    content = fetch(client, "/data.csv?area=14&basis=month")
    assert figures(content) == [("14", "", "month", "2024-01", "11"), ("14", "loan", "month", "2024-01", "4")]


def test_data_file_as_of_an_old_release(client, shown):
    assert ("14", "", "month", "2024-01", "10") in figures(fetch(client, "/data.csv?as_of=1"))
    assert ("14", "", "month", "2024-01", "11") in figures(fetch(client, "/data.csv"))


def test_files_of_an_area_an_indicator_and_a_report(client, shown):
    assert {r[0] for r in figures(fetch(client, "/areas/12.csv"))} == {"12"}
    assert len(figures(fetch(client, "/indicators/jobs_created.csv"))) == 5
    report = Figure.objects.get(release=2).report_id
    assert figures(fetch(client, f"/reports/{report}.csv")) == [("12", "", "month", "2024-01", "20")]


def test_compare_file_holds_the_charts_numbers_and_marks_the_computed(client, shown):
    found = records(fetch(client, "/compare.csv?indicator=jobs_created&area=14&area=12"))
    assert [(r["area_code"], r["period"], r["value"], r["status"]) for r in found] == [
        ("12", "2024-01", "20", "published"),
        ("14", "2024-01", "11", "revised"),
    ]
    share = records(fetch(client, "/compare.csv?indicator=jobs_created&area=14&view=target"))
    assert [(r["value"], r["unit"], r["status"]) for r in share] == [
        ("11", "percent", "derived"), ("30", "percent", "derived")
    ]  # fmt: skip


def test_compare_file_holds_a_target_where_the_chart_draws_it(client, shown):
    """A year's target is nothing beside single months; beside a running total it is."""
    for view, drawn in (("month", False), ("ytd", True), ("years", False)):
        query = {"indicator": "jobs_created", "area": "14", "view": view}
        page = client.get("/compare/", query).content.decode()
        found = records(client.get("/compare.csv", query).getvalue())
        assert ("Đường chấm ngang: chỉ tiêu" in page) is drawn, view
        assert ([(r["period"], r["value"]) for r in found if r["basis"] == "target"] == [("2024", "100")]) is drawn, (
            view
        )


@pytest.mark.parametrize(
    "address",
    ["/compare/", "/compare/figure/", *(f"/compare.{kind}" for kind in ("csv", "xlsx", "json", "svg", "png"))],
)
def test_unknown_category_is_said_in_every_form_of_a_comparison(client, shown, address):
    """The total under the name of a part would be taken for the part."""
    response = client.get(address, {"area": "14", "category": ["loan", "nope"]})
    assert response.status_code == 404
    assert "nope" in response.content.decode()
    assert client.get(address, {"area": "14", "category": "loan"}).status_code == 200


def test_category_of_another_indicator_is_no_mistake(client, shown):
    """The form keeps what was ticked when its reader chooses another indicator."""
    make.indicator("voc_trained")
    assert client.get("/compare/?indicator=voc_trained&area=14&category=loan").status_code == 200


def test_compare_file_of_several_years_has_the_year_in_the_period_only(client, shown):
    make.published(make.cell(9, "2023-01"), month="2023-01")
    found = records(fetch(client, "/compare.csv?indicator=jobs_created&area=14&view=years"))
    assert [(r["category"], r["category_vi"], r["period"], r["value"]) for r in found if r["basis"] == "month"] == [
        ("", "", "2023-01", "9"), ("", "", "2024-01", "11")
    ]  # fmt: skip


def test_package_of_a_comparison_says_what_its_indicator_means(client, shown):
    Indicator.objects.update(definition_vi="Số người có việc mới.", definition_en="People in a new job.")
    make.published(make.cell(5, "2024-03"), month="2024-03")
    for address in ("/compare.zip?indicator=jobs_created&area=14", "/data.zip?area=14"):
        with zipfile.ZipFile(io.BytesIO(fetch(client, address))) as archive:
            readme = archive.read("README.md").decode()
        meant = [line for line in readme.splitlines() if line.startswith("- **jobs_created**")]
        assert [line.partition("). ")[2] for line in meant] == ["Số người có việc mới.", "People in a new job."], (
            address
        )


def test_xlsx_is_headed_in_the_pages_language(client, shown):
    for prefix, head in (("", "Mã địa bàn"), ("/en", "Area code")):
        book = openpyxl.load_workbook(io.BytesIO(fetch(client, f"{prefix}/data.xlsx")))
        assert book.worksheets[0]["A1"].value == head


def test_json_names_the_release_and_the_frozen_address(client, shown):
    read = json.loads(fetch(client, "/data.json?area=14"))
    assert (read["release"]["number"], read["address"]) == (shown, f"/data/?area=14&as_of={shown}")
    assert len(read["figures"]) == 4


def test_form_of_the_data_page_keeps_the_filters_that_it_does_not_show(client, shown):
    page = fetch(client, "/data/?category=loan&topic=employment").decode()
    for name, code in (("category", "loan"), ("topic", "employment")):
        assert f'<input type="hidden" name="{name}" value="{code}">' in page


def test_releases_files_hold_what_it_brought_and_stay_so(client, shown):
    """A figure that a later release changed stands in the file of the one that brought it."""
    before = fetch(client, "/releases/1.csv")
    assert {record["release"] for record in records(before)} == {"1"}
    read = json.loads(fetch(client, "/releases/1.json"))
    assert read["address"] == "/data/?release=1&as_of=1"
    assert json.loads(fetch(client, read["address"].replace("/data/", "/data.json"))) == read
    make.published(make.cell(987, "2024-03"), month="2024-03")
    assert fetch(client, "/releases/1.csv") == before
    page = client.get("/releases/1/").content.decode()
    assert all(f'href="/releases/1.{kind}"' in page for kind in ("csv", "xlsx", "json"))


@pytest.mark.parametrize("lang", ["", "/en"])
def test_the_address_a_reports_file_cites_shows_its_figures_and_no_others(client, shown, lang):
    report = Figure.objects.get(release=2).report_id
    read = json.loads(fetch(client, f"/reports/{report}.json"))
    assert read["address"] == f"/data/?report={report}&as_of={shown}"
    page = fetch(client, lang + read["address"]).decode()
    assert 'class="count">1 ' in page
    assert f'<input type="hidden" name="report" value="{report}">' in page
    assert f'href="{lang}/reports/{report}/?as_of={shown}"' in page
    assert "report=" not in re.sub(r"<select.*?</select>", "", fetch(client, f"{lang}/data/").decode(), flags=re.S)
    again = json.loads(fetch(client, read["address"].replace("/data/", "/data.json")))
    assert (again["figures"], again["address"], len(again["figures"])) == (read["figures"], read["address"], 1)


@pytest.mark.parametrize(
    ("address", "status"),
    [("/data.csv?report=x", 400), ("/data.csv?report=999999", 404), ("/data.csv?from=2024-13", 400),
     ("/data.csv?as_of=99", 404), ("/data.csv?basis=x", 400), ("/areas/99.csv", 404), ("/releases/99.csv", 404),
     ("/releases/2.csv?as_of=1", 404), ("/releases/99999999999999999999.csv", 404),
     ("/indicators/none.csv", 404), ("/reports/99999.csv", 404), ("/compare.csv?indicator=none", 404), ("/data.doc", 404),
     ("/areas/%00.csv", 404), ("/areas/" + "9" * 300 + ".csv", 404)],
)  # fmt: skip
def test_bad_addresses_say_so(client, shown, address, status):
    assert client.get(address, follow=True).status_code == status


def test_an_unchanged_file_is_not_sent_again(client, shown):
    tag = client.get("/data.csv").headers["ETag"]
    assert client.get("/data.csv", headers={"If-None-Match": tag}).status_code == 304
    make.published(make.cell(5, "2024-03"), month="2024-03")
    assert client.get("/data.csv", headers={"If-None-Match": tag}).status_code == 200


def test_unpublished_figures_are_in_no_file(client, shown):
    services.save_cells(
        report=make.report("2024-05"), cells=[make.cell(987654, "2024-05")], by=make.entry_staff(), way="grid"
    )
    for kind in NAMINGS.values():
        content = fetch(client, f"/data.{kind.extension}")
        if kind.extension in {"zip", "xlsx"}:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = b"".join(archive.read(name) for name in archive.namelist())
        assert b"987654" not in content


# --- bulk files ----------------------------------------------------------------------------


def run_job(release: int) -> Job:
    """The release's job, done in this test's transaction: `tests/test_jobs.py` has the machinery around it."""
    job = Job.objects.get(key=f"release-files:{release}")
    release_files.make_release_files(services.Run(job))
    return job


def test_release_files_are_recorded_with_checksum_size_and_rows(shown, media):
    run_job(shown)
    made = {file.format: file for file in ReleaseFile.objects.filter(release=shown)}
    assert set(made) == set(release_files.BULK_FILES)
    for file in made.values():
        content = (media / file.path).read_bytes()
        assert (file.sha256, file.size) == (hashlib.sha256(content).hexdigest(), len(content))
        assert file.rows == 5
    assert made["csv"].path == f"releases/{shown}/figures.csv"
    assert len(records((media / made["csv"].path).read_bytes())) == 5


def test_release_files_made_twice_are_left_alone(shown, media):
    run_job(shown)
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in media.rglob("*.*")}
    records_before = list(ReleaseFile.objects.values())
    run_job(shown)
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in media.rglob("*.*")} == before
    assert list(ReleaseFile.objects.values()) == records_before


def test_release_files_that_were_lost_come_back_the_same_after_later_releases_and_renames(shown, media):
    run_job(shown)
    before = {path: path.read_bytes() for path in media.rglob("*.*")}
    for path in before:
        path.unlink()
    Area.objects.update(name_vi="khác")
    Indicator.objects.update(definition_vi="khác")
    make.published(make.cell(99))
    run_job(shown)
    assert {path: path.read_bytes() for path in media.rglob("*.*")} == before


def test_release_file_that_would_differ_is_not_written(shown, media):
    run_job(shown)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE indicators_releasefile SET sha256 = 'x'")
    (media / f"releases/{shown}/figures.csv").unlink()
    with pytest.raises(release_files.Changed):
        run_job(shown)
    assert [path.name for path in (media / f"releases/{shown}").glob("*csv*")] == []


def test_a_file_is_written_whole_or_not_at_all(media):
    def pieces():
        yield b"half"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        release_files.write(media / "a" / "b.csv", pieces())
    assert list((media / "a").iterdir()) == []


def test_no_workbooks_in_advance_for_more_figures_than_excel_likes(shown, media, monkeypatch):
    monkeypatch.setattr(release_files, "MOST_IN_WORKBOOK", 2)
    run_job(shown)
    assert not ReleaseFile.objects.filter(format__startswith="xlsx").exists()


@pytest.mark.parametrize(
    ("prefix", "said"), [("", "có hơn 4 số liệu"), ("/en", "more than 4 figures, too many for an Excel file")]
)
def test_a_selection_too_large_for_a_workbook_says_so_and_offers_the_csv(client, shown, monkeypatch, prefix, said):
    monkeypatch.setattr(views_files, "MOST_IN_WORKBOOK", 4)
    response = client.get(f"{prefix}/overview.xlsx?as_of={shown}")
    assert response.status_code == 422
    html = response.content.decode()
    assert said in html
    assert f'<a href="{prefix}/overview.csv?as_of={shown}">' in html
    assert len(figures(fetch(client, f"{prefix}/overview.csv?as_of={shown}"))) == 5
    assert fetch(client, f"{prefix}/areas/14.xlsx")  # four figures


@contextmanager
def workbooks_at_work(number: int) -> Iterator[Event]:
    """So many workbooks begun and not finished until the event is set: their figures keep them waiting."""
    begun, go_on = Semaphore(0), Event()

    def figures() -> Iterator[Row]:
        begun.release()
        go_on.wait()
        yield from ()

    threads = [
        Thread(target=lambda: list(build.of_rows(Format.XLSX, figures(), about=About(None)))) for _ in range(number)
    ]
    try:
        for thread in threads:
            thread.start()
            assert begun.acquire(timeout=20)
        yield go_on
    finally:
        go_on.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize(("prefix", "said"), [("", "Hãy thử lại sau nửa phút"), ("/en", "Ask again in half a minute")])
def test_a_workbook_whose_turn_does_not_come_says_so_and_offers_the_csv(client, shown, monkeypatch, prefix, said):
    monkeypatch.setattr(build, "PATIENCE", 0.1)
    with workbooks_at_work(3):
        for address in (
            f"/data.xlsx?area=14&as_of={shown}",
            f"/compare.xlsx?indicator=jobs_created&area=14&as_of={shown}",
        ):
            response = client.get(prefix + address)
            assert response.status_code == 503
            assert response.headers["Retry-After"] == "30"
            html = response.content.decode()
            assert said in html
            assert f'<a href="{prefix}{address.replace("xlsx", "csv").replace("&", "&amp;")}">' in html
        assert fetch(client, f"{prefix}/data.csv?area=14")
    with workbooks_at_work(2):  # the control: there is a place
        assert fetch(client, f"{prefix}/data.xlsx?area=14")


def test_a_workbook_waits_for_its_turn_and_not_for_ever(client, shown):
    assert build.PATIENCE <= 10  # seconds
    with workbooks_at_work(3) as go_on:
        later = Timer(0.3, go_on.set)
        later.start()
        assert fetch(client, "/data.xlsx?area=14")
        later.join()


def test_everything_is_a_workbook_once_it_is_stored_whatever_is_made_on_the_spot(client, shown, monkeypatch):
    monkeypatch.setattr(views_files, "MOST_IN_WORKBOOK", 4)
    assert client.get("/data.xlsx").status_code == 422
    run_job(shown)
    response = client.get("/data.xlsx")
    assert isinstance(response, FileResponse)
    assert response.getvalue()


@pytest.mark.parametrize(
    ("extension", "prefix"), [("csv", ""), ("json", ""), ("zip", "/en"), ("xlsx", ""), ("xlsx", "/en")]
)
def test_everything_comes_from_the_stored_file_and_is_the_same_as_made_on_the_spot(
    client, shown, media, extension, prefix
):
    on_the_spot = fetch(client, f"{prefix}/data.{extension}")
    run_job(shown)
    response = client.get(f"{prefix}/data.{extension}")
    assert isinstance(response, FileResponse)
    assert response.getvalue() == on_the_spot


def test_a_stored_file_of_the_wrong_size_is_not_served(client, shown, media):
    run_job(shown)
    (media / f"releases/{shown}/figures.csv").write_bytes(b"half")
    assert len(figures(fetch(client, "/data.csv"))) == 5


def test_only_the_newest_releases_keep_their_files_and_an_older_one_gives_the_same_bytes(
    client, shown, media, monkeypatch
):
    monkeypatch.setattr(release_files, "KEPT_RELEASES", 2)
    run_job(shown)
    older = list(ReleaseFile.objects.order_by("format"))
    for value in (98, 99):
        run_job(make.published(make.cell(value)).number)
    assert sorted({path.parent.name for path in media.rglob("figures.*")}) == [str(shown + 1), str(shown + 2)]
    assert list(ReleaseFile.objects.filter(release=shown).order_by("format")) == older
    assert {hashlib.sha256(fetch(client, file.address)).hexdigest() for file in older} == {
        file.sha256 for file in older
    }


def test_a_file_swept_between_looking_and_reading_is_made_again(client, shown, media, monkeypatch):
    run_job(shown)
    there = fetch(client, "/data.csv")
    monkeypatch.setattr(release_files, "stored", lambda *_: media / "gone.csv")
    assert fetch(client, "/data.csv") == there


def test_a_selection_never_gets_the_stored_file(shown, media):
    run_job(shown)
    assert release_files.stored(Format.CSV, Selection(as_of=shown), "vi") is not None
    assert release_files.stored(Format.CSV, Selection(as_of=shown, areas=("14",)), "vi") is None
    assert release_files.stored(Format.CSV, Selection(as_of=1), "vi") is None


def test_the_forms_hold_the_same_figures(shown):
    selection, release = Selection(as_of=shown), release_at(shown)
    values = [str(row.value) for row in rows(selection)]
    made = {format: b"".join(of_selection(format, selection, release=release)) for format in Format}
    assert [r["value"] for r in records(made[Format.CSV])] == values
    assert [str(figure["value"]) for figure in json.loads(made[Format.JSON])["figures"]] == values
    assert [r["OBS_VALUE"] for r in records(made[Format.SDMX])] == values
    with zipfile.ZipFile(io.BytesIO(made[Format.PACKAGE])) as archive:
        assert archive.read("figures.csv") == made[Format.CSV]
    sheet = openpyxl.load_workbook(io.BytesIO(made[Format.XLSX])).worksheets[0]
    column = COLUMNS.index("value")
    assert [str(line[column].value) for line in sheet.iter_rows(min_row=3)] == values
