"""P4: 100,000 figures from a file, against a bare COPY and upsert, and against django-import-export; and a month's save.

`make bench`. All in one run, side by side, on the same database and triggers. What is compared with is in
requirements-bench.txt: `.venv/bin/pip install -r requirements-bench.txt`.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from importlib.util import find_spec

import pytest
from django.db import connection

from indicators import services
from indicators.models import Category, Change, DraftFigure, Indicator, Report
from indicators.values.periods import Basis

from .support import factories as make
from .support.importing import contract, line
from .support.staff import form, save, signed_in
from .test_workers import ROOT, database_url

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True), pytest.mark.timeout(1800)]

INDICATORS, PARTS, YEARS, ROWS = 42, 20, 10, 100_000
SAMPLE = 2000  # rows for the slow one
ROUNDS = 3
SAVES = 25

OURS = """
import django; django.setup()
import json, re, sys, time
from pathlib import Path
from indicators.models import Report
from indicators.services.drafts.importing import import_file, preview_file
report = Report.objects.select_related("area").get(pk=sys.argv[2])
common = dict(path=Path(sys.argv[1]), name="a.csv", report=report, by=report.created_by)
begun = time.perf_counter()
if sys.argv[3] == "check":
    counts = preview_file(**common).counts
else:
    counts = import_file(**common)[1]
seconds = time.perf_counter() - begun
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps({"seconds": seconds, "megabytes": peak, "counts": counts}))
"""

THEIRS = """
import django; django.setup()
import json, sys, time
from pathlib import Path
import tablib
from import_export import fields, resources, widgets
from indicators.models import Area, Category, DraftFigure, Indicator, Report, User
from indicators.services import acting
report = Report.objects.get(pk=sys.argv[2])
class Figures(resources.ModelResource):
    report = fields.Field("report", "report", widgets.ForeignKeyWidget(Report, "pk"))
    saved_by = fields.Field("saved_by", "saved_by", widgets.ForeignKeyWidget(User, "pk"))
    area = fields.Field("area", "area_code", widgets.ForeignKeyWidget(Area, "public_code"))
    indicator = fields.Field("indicator", "indicator", widgets.ForeignKeyWidget(Indicator, "slug"))
    category = fields.Field("category", "category", widgets.ForeignKeyWidget(Category, "slug"))
    class Meta:
        model = DraftFigure
        fields = ("report", "saved_by", "area", "indicator", "category", "basis", "period", "value", "qualifier")
        import_id_fields = ("report", "area", "indicator", "category", "basis", "period")
        use_transactions = True
    area.attribute, area.column_name = "area", "area_code"
    def before_import_row(self, row, **kwargs):
        row["report"], row["saved_by"], row["period"] = report.pk, report.created_by_id, row["period"] + "-01"
data = tablib.Dataset().load(Path(sys.argv[1]).read_text("utf-8-sig"), format="csv")
begun = time.perf_counter()
with acting(by=report.created_by, way="import"):
    result = Figures().import_data(data, dry_run=False, raise_errors=True)
print(json.dumps({"seconds": time.perf_counter() - begun, "counts": result.totals}))
"""


@pytest.fixture
def catalogue():
    """42 indicators of 20 parts each: ten years of months are 100,800 figures."""
    parts = [make.category(f"part_{n}", of=make.indicator("ind_0"), complete=False) for n in range(PARTS)]
    for n in range(INDICATORS):
        made = make.indicator(f"ind_{n}")
        make.category("part_0", of=made, complete=False)
    return parts


def file(path, rows):
    lines = [
        line(
            area_vi="Sơn La", area_en="Sơn La", indicator=f"ind_{i}", indicator_vi=f"chỉ tiêu ind_{i}", indicator_en=f"ind {i}",
            category=f"part_{c}", category_vi=f"part_{c}", category_en=f"part_{c}", unit="worker", basis="month",
            period=f"{2014 + m // 12}-{m % 12 + 1:02}", period_start=f"{2014 + m // 12}-{m % 12 + 1:02}-01",
            value=str(1000 + i * 31 + c * 7 + m), qualifier="exact", status="published", source_title="Báo cáo tháng",
            report="7", release="3", released_at="2024-09-11T01:02:03.456789Z",
        )
        for i in range(INDICATORS) for c in range(PARTS) for m in range(12 * YEARS)
    ]  # fmt: skip
    path.write_bytes(contract(*lines[:rows]).encode("utf-8-sig"))
    return path


def run(script: str, *arguments: object) -> dict:
    environment = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "welfare.settings"}
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


BARE = """INSERT INTO indicators_draftfigure AS draft
    (report_id, version, saved_at, saved_by_id, area_id, indicator_id, category_id, basis, period, value, qualifier, missing_reason, note)
    SELECT %s, 1, now(), %s, area_id, indicator_id, category_id, 'month', period, value, 'exact', '', '' FROM bare
    ON CONFLICT (report_id, area_id, indicator_id, category_id, basis, period, since) DO UPDATE
    SET value = excluded.value, version = draft.version + 1, saved_at = now() WHERE draft.value IS DISTINCT FROM excluded.value"""


def bare(report: Report, rows: list[tuple]) -> float:
    """Seconds of COPY, upsert and history (the triggers) of rows that are ids already: nothing is read or checked."""
    begun = time.perf_counter()
    with services.acting(by=report.created_by, way="bench"), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE bare (area_id bigint, indicator_id bigint, category_id bigint, period date, value numeric)"
            " ON COMMIT DROP"
        )
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(BARE, [report.pk, report.created_by_id])
    return time.perf_counter() - begun


def ids(report: Report, rows: int) -> list[tuple]:
    indicators = {i.slug: i.pk for i in Indicator.objects.all()}
    parts = {c.slug: c.pk for c in Category.objects.all()}
    return [
        (report.area_id, indicators[f"ind_{i}"], parts[f"part_{c}"], f"{2014 + m // 12}-{m % 12 + 1:02}-01", 1000 + i * 31 + c * 7 + m)
        for i in range(INDICATORS) for c in range(PARTS) for m in range(12 * YEARS)
    ][:rows]  # fmt: skip


def test_import_of_100_000_figures(catalogue, tmp_path):
    path = file(tmp_path / "a.csv", ROWS)
    floor, ours, check = [], [], None
    for n in range(ROUNDS):
        report = make.report(f"2023-0{n + 1}")
        floor.append(bare(report, ids(report, ROWS)))
        report = make.report(f"2023-1{n}")
        if check is None:
            check = run(OURS, path, report.pk, "check")
        ours.append(run(OURS, path, report.pk, "import"))
        assert ours[-1]["counts"] == [ROWS, 0, 0]
        assert DraftFigure.objects.filter(report=report).count() == ROWS
        assert Change.objects.filter(report_id=report.pk, table="draft_figure").count() == ROWS
    seconds, base = statistics.median(one["seconds"] for one in ours), statistics.median(floor)
    print(
        f"\nimport {seconds:.2f} s ({ROWS / seconds:.0f} rows/s), peak {max(one['megabytes'] for one in ours):.0f} MB"
    )
    print(f"check with preview and warnings {check['seconds']:.2f} s, peak {check['megabytes']:.0f} MB")
    print(f"bare COPY + upsert + history {base:.2f} s; ratio {seconds / base:.2f}")
    if find_spec("import_export") is None:
        pytest.fail("django-import-export is not installed: .venv/bin/pip install -r requirements-bench.txt")
    report = make.report("2022-01")
    theirs = run(THEIRS, file(tmp_path / "b.csv", SAMPLE), report.pk)
    assert theirs["counts"]["new"] == SAMPLE
    rate = SAMPLE / theirs["seconds"]
    print(f"django-import-export {rate:.0f} rows/s ({SAMPLE} rows); ours is {ROWS / seconds / rate:.0f} times that")


def test_save_of_a_month_of_120_cells(catalogue):
    """Through the grid's address, against the bare upsert with its history: by turns, each to the end of its commit."""
    lines = [(make.indicator(f"ind_{n % 6}"), catalogue[n // 6], Basis.MONTH) for n in range(120)]
    for n in range(6):
        for part in catalogue:
            make.category(part.slug, of=make.indicator(f"ind_{n}"), complete=False)
    forms = form(*lines)
    through, floor = [], []
    for year in range(2000, 2000 + SAVES):
        report = make.report(f"{year}-01", form=forms)
        client = signed_in(report.created_by)
        cells = [
            {"id": f"14|ind_{k % 6}|{catalogue[k // 6].slug}|month|{year}-01", "text": str(100 + k)} for k in range(120)
        ]
        begun = time.perf_counter()
        assert save(client, report, *cells).status_code == 200
        through.append(time.perf_counter() - begun)
        other = make.report(f"{year}-02")
        rows = [(other.area_id, lines[k][0].pk, lines[k][1].pk, f"{year}-02-01", 100 + k) for k in range(120)]
        floor.append(bare(other, rows))
    one, two = (statistics.median(times[1:]) * 1000 for times in (through, floor))  # the first also loads the code
    ratio = statistics.median(a / b for a, b in zip(through[1:], floor[1:], strict=True))
    print(f"\n120 cells through the grid {one:.0f} ms, bare {two:.0f} ms; ratio {one / two:.1f}, of pairs {ratio:.1f}")
