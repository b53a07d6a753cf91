"""A small installation with something unpublished in every place that can hold it, and every address that it has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import override_settings

from indicators import services
from indicators.admin import site
from indicators.admin.picking import picked_fields
from indicators.downloads import release_files
from indicators.models import Area, Change, Job, Membership, Report, User
from indicators.services.drafts import importing
from indicators.services.jobs.run import Run

from .. import test_permissions as matrix
from . import factories as make
from .database import made_once
from .staff import jobs_form, signed_in


@contextmanager
def furnished(blocker: Any, media: Path) -> Iterator[matrix.World]:
    """The reference data and everything planted, made once for a module."""
    with override_settings(MEDIA_ROOT=media), made_once(blocker, planted) as world:
        yield world


def spellings(number: str) -> tuple[str, ...]:
    """A number of seven digits as pages and files write it."""
    return number, f"{number[0]}.{number[1:4]}.{number[4:]}", f"{number[0]},{number[1:4]},{number[4:]}"


#: What is planted, and every way in which it could show.
SECRETS = {
    "a draft's value": spellings("7654321"),
    "a value that waits for review": spellings("6543217"),
    "an amendment's value": spellings("5432176"),
    "a value in the text": spellings("8765432"),
    "a value in an imported file": spellings("4321765"),
    "the note of a cell": ("chú thích kín",),
    "why a value is missing": ("thiếu vì lẽ kín",),
    "the title": ("báo cáo kín",),
    "the note for readers": ("lời dẫn kín",),
    "the file": ("nội dung tệp kín",),
    "the name of an imported file": ("nhap-kin.csv",),
    "the note on warnings": ("giải trình kín",),
    "why it was returned": ("trả lại vì lẽ kín",),
    "why it is amended": ("đính chính kín",),
}
VALUES = {"a draft's value", "a value that waits for review", "an amendment's value"}

#: What the other province has planted, and by which names its people and those of this one are told apart.
THEIRS = {"the other's value": spellings("3217654")}
PEOPLE = {"an account of this province": ("kín.a",), "an account of the other": ("kín.b",)}

#: Who may see nothing of it.
OUTSIDE = ("anonymous", matrix.B, "reviewer_b", "no role")

#: Every kind of person, and what of either province they may see.
OURS, ALL = {*SECRETS, "an account of this province"}, {*SECRETS, *THEIRS, *PEOPLE}
KINDS: dict[str, set[str]] = {
    "anonymous": set(),
    matrix.A: OURS,
    matrix.B: {*THEIRS, "an account of the other"},
    matrix.R: OURS,
    "reviewer_both": ALL,
    matrix.Z: OURS,
    matrix.ZB: {*THEIRS, "an account of the other"},
    "no role": set(),
    "no staff": set(),
    "superuser": ALL,
}
STAFF_SITE = ("/admin/", "/en/admin/")

#: Questions that a curious reader asks where the address allows any.
QUESTIONS = {
    "compare": ["indicator=jobs_created&area=14&from=2024-01&to=2024-12", "indicator=jobs_created&area=14&view=index"],
    "data": ["from=2024-01&to=2024-12", "area=14&as_of=99", "report={draft}"],
    "overview": ["as_of=99"],
    "search": ["q=kín", "q=76543", "q=báo+cáo+k"],
    "completeness": ["from=2024-01&to=2024-06"],
    "api/v1/figures": ["from=2024-01&to=2024-12", "area=14&limit=1000", "as_of=99", "report={draft}"],
    "api/v1/reports": ["limit=100"],
    "api/v1/changes": ["from=1&to=99"],
}


def planted() -> matrix.World:
    """Province A with something hidden in every place. Needs a media folder of its own."""
    call_command("load_reference", stdout=StringIO())
    form = jobs_form()
    public = make.published(make.cell(10, "2024-01"), form=form)
    make.printed(make.cell(11, "2023-01"), in_=make.source(), month="2023-01")
    release_files.make_release_files(Run(Job.objects.get(key=f"release-files:{public.pk}"), ""))
    author = make.report_of(public).created_by
    reports = {"public": make.report_of(public), "draft": draft(form), "waiting": waiting(), "returned": returned()}
    reports["amendment"] = amendment(make.report_of(public))
    run = imported(reports["draft"], author)
    users = people(author)
    reading = Job.objects.create(kind="reading", key="reading:1", report=reports["draft"], created_by=author)
    theirs = elsewhere(users[matrix.B])
    return matrix.World(
        reports, {**rows_shown(), "import": run.pk, "reading": reading.pk, "report_b": theirs.pk}, sessions(users)
    )


def elsewhere(author: User) -> Report:
    """A draft of the other province."""
    report = make.report("2024-02", area=Area.objects.get(public_code="12"), by=author)
    cells = [make.cell(3217654, "2024-02", area=report.area)]
    services.save_cells(report=report, cells=cells, by=author, way="grid")
    return report


def rows_shown() -> dict[str, Any]:
    """A row of each model that has pages of its own; of the history, the one that tells a draft's value."""
    models = {name: apps.get_model("indicators", name) for name in (*matrix.EDITED, *matrix.RECORDS)}
    shown = {name: getattr(model._default_manager.order_by("pk").first(), "pk", 0) for name, model in models.items()}
    return shown | {"change": Change.objects.filter(after__value=7654321).latest("pk").pk}


def draft(form: Any) -> Report:
    text = "Trong tháng 2/2024, toàn tỉnh giải quyết việc làm cho 8.765.432 lao động."
    report = make.report("2024-02", form=form, note="Lời dẫn kín", text=text)
    author = report.created_by
    file = ContentFile("Nội dung tệp kín".encode(), "kin.txt")
    services.update_report(report=report, by=author, title="Báo cáo kín", file=file)
    loan, abroad = make.category("loan"), make.category("labour_export")
    cells = [
        make.cell(7654321, "2024-02", note="Chú thích kín"),
        make.cell(None, "2024-02", category=loan, missing_reason="Thiếu vì lẽ kín"),
        make.cell(1, "2024-02", category=abroad),
    ]
    services.save_cells(report=report, cells=cells, by=author, way="grid")
    return report


def waiting() -> Report:
    report = make.report("2024-03")
    services.save_cells(report=report, cells=[make.cell(6543217, "2024-03")], by=report.created_by, way="grid")
    return services.submit(report=report, by=report.created_by, note="Giải trình kín")


def returned() -> Report:
    report = make.submitted([make.cell(3, "2024-04")], report=make.report("2024-04"))
    return services.return_(report=report, by=make.reviewer(), reason="Trả lại vì lẽ kín")


def amendment(public: Report) -> Report:
    report = services.amend(report=public, by=public.created_by, reason="Đính chính kín")
    held = report.draft_figures.get()
    cells = [make.cell(5432176, "2024-01", version=held.version)]
    services.save_cells(report=report, cells=cells, by=public.created_by, way="grid")
    return report


def imported(report: Report, author: User) -> Job:
    """A file that was uploaded and checked, and not yet accepted."""
    text = "area_code,indicator,basis,period,value\n14,jobs_created,month,2024-02,4321765\n"
    job = Job.objects.create(
        kind=Job.Kind.IMPORT, key="import-check:1", report=report, created_by=author, state=Job.State.DONE,
        payload={"step": "check", "name": "nhap-kin.csv"}, file=ContentFile(text.encode(), "upload"),
    )  # fmt: skip
    preview = importing.preview_file(path=Path(job.file.path), name="nhap-kin.csv", report=report, by=author)
    job.result = importing.as_json(preview)
    job.save()
    return job


def people(author: User) -> dict[str, User]:
    """Somebody of each kind. Whoever works in one province alone is named after it."""
    lai_chau = Area.objects.get(public_code="12")
    users = {
        matrix.A: author,
        matrix.R: make.reviewer(),
        matrix.Z: make.user("quantri", Membership.Role.ADMINISTRATOR),
        matrix.B: make.entry_staff("nhap.kín.b", lai_chau),
        "reviewer_b": make.reviewer("duyet.kín.b", lai_chau),
        matrix.ZB: make.user("quantri.kín.b", Membership.Role.ADMINISTRATOR, lai_chau),
        "reviewer_both": make.reviewer("duyet.ca.hai", make.province(), lai_chau),
        "no role": make.user("khong.vai"),
        "no staff": make.user("khong.vao"),
        "superuser": make.user("goc"),
    }
    User.objects.filter(pk=users["no staff"].pk).update(is_staff=False)
    User.objects.filter(pk=users["superuser"].pk).update(is_superuser=True)
    for role in (matrix.A, matrix.R, matrix.Z):
        User.objects.filter(pk=users[role].pk).update(username=f"{users[role].username}.kín.a")
    return {role: User.objects.get(pk=user.pk) for role, user in users.items()}


def sessions(users: dict[str, User]) -> dict[str, Any]:
    User.objects.update(last_login=None)
    return {role: signed_in(user).cookies["sessionid"].value for role, user in users.items()} | {"anonymous": None}


# --- its addresses --------------------------------------------------------------------------------


def staff_addresses(world: matrix.World) -> list[str]:
    """Every address of the permission matrix that answers a GET, those of a report for each of ours."""
    rows = (*matrix.REPORTS, *matrix.IMPORTS, *matrix.ADMINISTRATION, *matrix.FRAME, *matrix.SIGNING_IN)
    found = [asked(world.url(row), row.data) for row in rows if row.method == "GET"]
    draft = f"/report/{world.reports['draft'].pk}/"
    others = [f"/report/{report.pk}/" for report in world.reports.values()]
    return [*dict.fromkeys([*found, *(url.replace(draft, other) for url in found for other in others)])]


#: What somebody who looks for more than their own asks of any list, after the links that it offers.
LOOKUPS = (
    *("_popup=1&all=", "o=-1.2.3", "q=kín", "q=76543", "p=2", "e=1", "_to_field=id", "area__id__exact=1"),
    *(
        "created_by__username__startswith=nhap",
        "draft_figures__value__gte=1",
        "title__regex=(",
        "report__text__search=kín",
    ),
    *("user__password__startswith=a", "period__year=2024&period__month=2", "status__exact=draft", "kind__exact=import"),
)


def looked_up(world: matrix.World) -> list[str]:
    """Every list with each of the lookups, every account and role by its number, and every field that fetches rows."""
    lists = [f"/admin/indicators/{model}/" for model in (*matrix.EDITED, *matrix.RECORDS, "report")]
    found = [f"{url}?{asked_for}" for url in lists for asked_for in LOOKUPS]
    for user in User.objects.values_list("pk", flat=True):
        found += [f"/admin/indicators/user/{user}/{page}/" for page in ("change", "password", "history", "delete")]
        found += [f"/admin/indicators/membership/add/?user={user}", f"/admin/indicators/user/_3{user}/change/"]
    for role in Membership.objects.values_list("pk", flat=True):
        found += [f"/admin/indicators/membership/{role}/{page}/" for page in ("change", "history", "delete")]
    for _app, model, field in picked_fields(site):
        name = f"app_label=indicators&model_name={model}&field_name={field}"
        found += [f"/admin/autocomplete/?{name}&term={term}" for term in ("", "kín", "nhap")]
    theirs = f"/report/{world.objects['report_b']}/"
    draft = f"/report/{world.reports['draft'].pk}/"
    return [*dict.fromkeys([*found, *(url.replace(draft, theirs) for url in staff_addresses(world) if draft in url)])]


def asked(url: str, data: Any) -> str:
    return f"{url}?id={data['id']}" if isinstance(data, dict) and "id" in data else url


def public_addresses(world: matrix.World) -> Iterator[str]:
    """Every public address, its files of every kind, and the questions."""
    for route in sorted(matrix.PUBLIC):
        row = matrix.public_row("GET", route, world)
        query = "&".join(f"{name}={value}" for name, value in (row.data or {}).items())
        yield from (f"{url}?{query}" if query else url for url in kinds(route, world.url(row)))
        for question in QUESTIONS.get(re.split(r"[./]?<|/$|[.]", route)[0], []):
            yield f"{world.url(row)}?{question.format(draft=world.reports['draft'].pk)}"
    for report in world.reports.values():
        yield from (f"/reports/{report.pk}/", f"/reports/{report.pk}.csv", f"/api/v1/reports/{report.pk}")


def kinds(route: str, url: str) -> list[str]:
    """A page in both languages; an address that ends in an extension with each of them."""
    if route.endswith("/"):
        return [url, f"/en{url}"]
    if "<file:" in route:
        return [f"{url.removesuffix('csv')}{one}" for one in ("csv", "xlsx", "json", "sdmx.csv", "zip")]
    return [url, f"{url.removesuffix('svg')}png"] if "<picture:" in route else [url]
