"""Who may do what: every address × method × role, in tables. An address that stands in no table fails (E14)."""

import html
import json
import re
import tokenize
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from indicators import permissions, services
from indicators.models import (
    Area,
    Body,
    Change,
    DraftFigure,
    Figure,
    Form,
    FormArea,
    Indicator,
    Job,
    KeptReading,
    Membership,
    Release,
    Report,
    Responsibility,
    SeriesBreak,
    Topic,
    User,
)

from .support import factories as make
from .support.database import made_once
from .support.routes import routes
from .support.staff import cell, jobs_form, save, seen, signed_in

ROLES = ("anonymous", "entry_a", "entry_b", "reviewer", "administrator", "administrator_b")
A, B, R, Z, ZB = ROLES[1:]

#: What nobody must see who may not: the value of a draft in every way of writing it, and the draft's title.
PLANTED = ("987654", "987.654", "987,654", "báo cáo kín")

# What an answer can be.
OK, LOGIN, DONE, AWAY, ANY = "200", "to the sign-in", "302", "back to the home page", "200 or 302"
NO, NONE, METHOD, OUT, REFUSED = "403", "404", "405", "401", "409"


@dataclass(frozen=True)
class Row:
    """One address and method. `answers` in the order of ROLES; who `sees` drafts, and whose request `changes` something.

    The administrator of the other province is answered as its entry staff are, where `elsewhere` says nothing else.
    """

    method: str
    route: str
    answers: tuple[str, ...]
    sees: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    report: str = "draft"
    data: Any = None
    kwargs: dict[str, Any] = field(default_factory=dict)
    elsewhere: str = ""

    @property
    def expected(self) -> tuple[str, ...]:
        return *self.answers, self.elsewhere or self.answers[2]


# --- reports -------------------------------------------------------------------------------

REPORT = "admin/indicators/report/"
ONE = f"{REPORT}<int:report_id>/"
STOCK = f"{REPORT}<path:object_id>/"
ALL_OF_A = (A, R, Z)  # roles in province A: they see its drafts

SAVED = {"cells": [{"id": cell(), "text": "5", "version": 1}]}
NEW = {"area": "AREA", "month": "2024-05", "title": "Báo cáo mới"}

REPORTS = [
    Row("GET", REPORT, (LOGIN, OK, OK, OK, OK), sees=ALL_OF_A),
    Row("POST", REPORT, (LOGIN, OK, OK, OK, OK), sees=ALL_OF_A),
    Row("GET", f"{REPORT}add/", (LOGIN, OK, OK, NO, NO), elsewhere=NO),
    Row("POST", f"{REPORT}add/", (LOGIN, DONE, OK, NO, NO), changes=(A,), data=NEW, elsewhere=NO),
    Row("GET", f"{ONE}entry/", (LOGIN, OK, NONE, OK, OK), sees=ALL_OF_A),
    Row("POST", f"{ONE}entry/", (LOGIN, DONE, NONE, NO, NO), changes=(A,), data={f"c-{cell()}": "5"}),
    Row("GET", f"{ONE}entry/cells.json", (OUT, OK, NONE, OK, OK), sees=ALL_OF_A),
    Row("POST", f"{ONE}entry/cells.json", (OUT, METHOD, NONE, METHOD, METHOD)),
    Row("GET", f"{ONE}entry/save/", (OUT, METHOD, NONE, METHOD, METHOD)),
    Row("POST", f"{ONE}entry/save/", (OUT, OK, NONE, NO, NO), changes=(A,), data=json.dumps(SAVED)),
    Row("GET", f"{ONE}entry/cell/", (OUT, OK, NONE, OK, OK), sees=ALL_OF_A, data={"id": cell()}),
    Row("POST", f"{ONE}entry/cell/", (OUT, METHOD, NONE, METHOD, METHOD)),
    Row("GET", f"{ONE}entry/check/", (OUT, OK, NONE, OK, OK)),
    Row("POST", f"{ONE}entry/check/", (OUT, METHOD, NONE, METHOD, METHOD)),
    Row("GET", f"{ONE}submit/", (LOGIN, OK, NONE, NO, NO), sees=(A,)),
    Row("POST", f"{ONE}submit/", (LOGIN, AWAY, NONE, NO, NO), changes=(A,), data={"words": "đã rõ", "seen": "SEEN"}),
    Row("GET", f"{ONE}review/", (LOGIN, OK, NONE, OK, OK), sees=ALL_OF_A),
    Row("POST", f"{ONE}review/", (LOGIN, METHOD, METHOD, METHOD, METHOD)),
    Row("GET", f"{ONE}return/", (LOGIN, NO, NONE, OK, NO), sees=(R,), report="waiting"),
    Row(
        "POST",
        f"{ONE}return/",
        (LOGIN, NO, NONE, AWAY, NO),
        changes=(R,),
        report="waiting",
        data={"return-words": "sai", "seen": "SEEN"},
    ),
    Row("GET", f"{ONE}publish/", (LOGIN, NO, NONE, OK, NO), sees=(R,), report="waiting"),
    Row("POST", f"{ONE}publish/", (LOGIN, NO, NONE, AWAY, NO), changes=(R,), report="waiting", data={"seen": "SEEN"}),
    Row("GET", f"{ONE}amend/", (LOGIN, OK, NONE, NO, NO), report="public"),
    Row(
        "POST", f"{ONE}amend/", (LOGIN, DONE, NONE, NO, NO), changes=(A,), report="public", data={"words": "đính chính"}
    ),
    Row("GET", f"{ONE}history/", (LOGIN, OK, NONE, OK, OK), sees=ALL_OF_A),
    Row("POST", f"{ONE}history/", (LOGIN, METHOD, METHOD, METHOD, METHOD)),
    Row("GET", f"{ONE}reading/", (LOGIN, OK, NONE, NO, NO), sees=(A,)),
    Row("POST", f"{ONE}reading/", (LOGIN, DONE, NONE, NO, NO), changes=(A,), data={"text": "Tháng 5 có 12 lao động."}),
    Row("GET", f"{ONE}file/", (LOGIN, OK, NONE, OK, OK), sees=ALL_OF_A),
    Row("POST", f"{ONE}file/", (LOGIN, METHOD, METHOD, METHOD, METHOD)),
    Row("GET", f"{STOCK}change/", (LOGIN, OK, AWAY, OK, OK), sees=ALL_OF_A),
    Row("POST", f"{STOCK}change/", (LOGIN, DONE, NO, NO, NO), changes=(A,), data={"title": "Đổi tên"}),
    Row("GET", f"{STOCK}delete/", (LOGIN, OK, NO, NO, NO), sees=(A,)),
    Row("POST", f"{STOCK}delete/", (LOGIN, AWAY, NO, NO, NO), changes=(A,), data={"post": "yes"}),
    Row("GET", f"{STOCK}history/", (LOGIN, OK, NONE, OK, OK), sees=ALL_OF_A),
    Row("POST", f"{STOCK}history/", (LOGIN, METHOD, METHOD, METHOD, METHOD)),
    Row("GET", STOCK, (LOGIN, DONE, DONE, DONE, DONE)),
    Row("POST", STOCK, (LOGIN, DONE, DONE, DONE, DONE)),
]

# --- files put into a report: its entry staff only -------------------------------------------

ENTRY_ONLY = (LOGIN, OK, NONE, NO, NO)
GET_ONLY = (LOGIN, METHOD, METHOD, METHOD, METHOD)
IMPORT = f"{ONE}import/"
RUN = f"{IMPORT}<int:job_id>/"
RUN_OF = {"job_id": "import"}
READING_STATE = f"{ONE}reading/<int:job_id>/state.json"

IMPORTS = [
    Row("GET", IMPORT, ENTRY_ONLY, sees=(A,)),
    Row("POST", IMPORT, ENTRY_ONLY, sees=(A,)),
    Row("GET", RUN, ENTRY_ONLY, sees=(A,), kwargs=RUN_OF),
    Row("POST", RUN, GET_ONLY, kwargs=RUN_OF),
    Row("GET", f"{RUN}state.json", ENTRY_ONLY, kwargs=RUN_OF),
    Row("POST", f"{RUN}state.json", GET_ONLY, kwargs=RUN_OF),
    Row("GET", READING_STATE, ENTRY_ONLY, kwargs={"job_id": "reading"}),
    Row("POST", READING_STATE, GET_ONLY, kwargs={"job_id": "reading"}),
    Row("GET", f"{RUN}errors.csv", ENTRY_ONLY, kwargs=RUN_OF),
    Row("POST", f"{RUN}errors.csv", GET_ONLY, kwargs=RUN_OF),
    Row("GET", f"{ONE}entry/template.xlsx", (LOGIN, OK, NONE, OK, OK)),
    Row("POST", f"{ONE}entry/template.xlsx", GET_ONLY),
    *[
        Row("GET", f"{RUN}{step}/", (LOGIN, DONE, NONE, NO, NO), kwargs=RUN_OF)
        for step in ("confirm", "cancel", "retry")
    ],
    *[Row("POST", f"{RUN}{step}/", (LOGIN, DONE, NONE, NO, NO), kwargs=RUN_OF) for step in ("cancel", "retry")],
    Row("POST", f"{RUN}confirm/", (LOGIN, REFUSED, NONE, NO, NO), sees=(A,), kwargs=RUN_OF),
]

# --- catalogue, people, records: administrators only ----------------------------------------

EDITED = (
    "topic", "unit", "dimension", "category", "indicator", "body", "responsibility", "seriesbreak", "form",
    "membership", "user",
)  # fmt: skip
RECORDS = ("area", "release", "figure", "source", "change", "job")
KEPT = (LOGIN, NO, NO, NO)

#: Rows that these roles cannot even find: the stock view says so before it asks who wants to know.
HISTORY = {
    "membership": (LOGIN, AWAY, AWAY, AWAY),
    "user": (LOGIN, AWAY, AWAY, AWAY),
    "job": (LOGIN, AWAY, AWAY, AWAY),
    "change": (LOGIN, NO, AWAY, NO),
}

#: What the administrator of the other province finds of the rows of this one: nothing at all,
UNSEEN = {"change": AWAY, "delete": AWAY, "history": AWAY}
#: or nothing that is theirs to change.
SEEN_ONLY = {"POST change": NO, "delete": NO}
ELSEWHERE: dict[str, dict[str, str]] = {
    "membership": UNSEEN,
    "user": UNSEEN | {"delete": NO},
    "change": UNSEEN | {"POST change": NO, "delete": NO},
    "job": UNSEEN | {"POST change": NO, "delete": NO},
    "responsibility": SEEN_ONLY,
    "form": {"delete": NO},
}


def kept(model: str) -> list[Row]:
    """The stock pages of a model that only administrators see; of records and areas they edit nothing."""
    base = f"admin/indicators/{model}/"
    edits = OK if model in EDITED else NO
    deletes = NO if model in RECORDS or model == "user" else OK
    one = {"object_id": model}
    theirs = ELSEWHERE.get(model, {})

    def row(method: str, page: str, answers: tuple[str, ...], **more: Any) -> Row:
        elsewhere = theirs.get(f"{method} {page}", theirs.get(page, answers[-1]))
        return Row(method, f"{base}<path:object_id>/{page}/", answers, kwargs=one, elsewhere=elsewhere, **more)

    return [
        Row("GET", base, (*KEPT, OK), elsewhere=OK),
        Row("POST", base, (*KEPT, ANY), elsewhere=ANY),
        Row("GET", f"{base}add/", (*KEPT, edits), elsewhere=edits),
        Row("POST", f"{base}add/", (*KEPT, edits), elsewhere=edits),
        row("GET", "change", (*KEPT, OK), sees=(Z,) if model == "change" else ()),
        row("POST", "change", (*KEPT, ANY if model in EDITED else NO)),
        row("GET", "delete", (*KEPT, deletes)),
        row("POST", "delete", (*KEPT, deletes)),
        row("GET", "history", (*HISTORY.get(model, KEPT), OK)),
        row("POST", "history", (*HISTORY.get(model, KEPT), OK)),
        Row("GET", f"{base}<path:object_id>/", (LOGIN, DONE, DONE, DONE, DONE), kwargs=one),
        Row("POST", f"{base}<path:object_id>/", (LOGIN, DONE, DONE, DONE, DONE), kwargs=one),
    ]


PASSWORD = "admin/indicators/user/<id>/password/"
KEPT_MODELS = {model: kept(model) for model in (*EDITED, *RECORDS)}
PEOPLE = [
    Row("GET", PASSWORD, (*KEPT, OK), kwargs={"id": "user"}, elsewhere=NONE),
    Row("POST", PASSWORD, (*KEPT, OK), kwargs={"id": "user"}, elsewhere=NONE),
    Row("GET", "admin/autocomplete/", (LOGIN, NO, NO, NO, NO)),  # asks for nothing
    Row("POST", "admin/autocomplete/", (LOGIN, METHOD, METHOD, METHOD, METHOD)),
]
ADMINISTRATION = [*chain(*KEPT_MODELS.values()), *PEOPLE]

# --- the same with something to write: across provinces it is a superuser's work ------------------

ROLE = {"user": "USER", "area": "AREA", "role": "reviewer"}
DUTY = {"indicator": "INDICATOR", "area": "AREA", "body": "BODY", "valid_from": "2024-01-01"}
BREAK = {"indicator": "INDICATOR", "area": "AREA", "period": "2024-02-01", "note_vi": "b", "note_en": "b"}
LONG = "mot mat khau rat dai 9"
SECRET = {"password1": LONG, "password2": LONG, "usable_password": "true"}
YES = {"post": "yes"}
FORM = {  # as it is
    "name_vi": "Biểu tháng",
    "name_en": "Monthly form",
    "frequency": "month",
    "position": "0",
    "lock_day": "5",
    "lock_offset": "0",
    "due_day": "10",
    "due_offset": "1",
    **{f"{rows}-{count}_FORMS": "0" for rows in ("lines", "form_areas") for count in ("TOTAL", "INITIAL")},
}
ONE_AREA = {**FORM, "form_areas-TOTAL_FORMS": "1", "form_areas-0-area": "AREA", "form_areas-0-form": "FORM"}
KNOWN = {"form_areas-INITIAL_FORMS": "1", "form_areas-0-id": "FORMAREA"}


def written(model: str, page: str, data: dict[str, str], answer: str, elsewhere: str, *others: str) -> Row:
    """What an administrator sends to change something, what they are answered, and the other province's administrator."""
    route = PASSWORD if page == "password" else f"admin/indicators/{model}/{page}"
    changes = (Z, *others) if answer != OK else others
    of = {"object_id": model, "id": model}
    return Row("POST", route, (*KEPT, answer), changes=changes, data=data, kwargs=of, elsewhere=elsewhere)


CHANGE, DELETE = "<path:object_id>/change/", "<path:object_id>/delete/"
CHOSEN = {"action": "delete_selected", "index": "0", **YES}
WRITES = [
    written("membership", "add/", ROLE, DONE, OK),
    written("membership", "add/", ROLE | {"area": "AREA_B"}, OK, OK),
    written("membership", "add/", ROLE | {"user": "USER_B"}, OK, OK),
    written("membership", "add/", ROLE | {"user": "USER_B", "area": "AREA_B"}, OK, DONE, ZB),
    written("membership", CHANGE, ROLE, DONE, AWAY),
    written("membership", CHANGE, ROLE | {"user": "USER_B"}, OK, AWAY),
    written("membership", DELETE, YES, DONE, AWAY),
    written("user", CHANGE, {"username": "ten.moi", "is_staff": "on", "is_active": "on"}, DONE, AWAY),
    written("user", CHANGE, {"username": "nhap"}, DONE, AWAY),
    written("user", "password", SECRET, DONE, NONE),
    written("user", "add/", {"username": "ten.moi", **SECRET}, DONE, DONE, ZB),
    written("responsibility", CHANGE, DUTY, DONE, NO),
    written("responsibility", CHANGE, DUTY | {"area": "AREA_B"}, OK, NO),
    written("responsibility", DELETE, YES, DONE, NO),
    written("responsibility", "", CHOSEN | {"_selected_action": "RESPONSIBILITY"}, DONE, NO),
    written("responsibility", "add/", DUTY | {"area": "AREA_B"}, OK, DONE, ZB),
    written("seriesbreak", "add/", BREAK, DONE, OK),
    written("seriesbreak", CHANGE, BREAK, DONE, OK),
    written("form", CHANGE, ONE_AREA | KNOWN | {"form_areas-0-valid_from": "2024-01-01"}, DONE, OK),
    written("form", CHANGE, ONE_AREA | KNOWN | {"form_areas-0-DELETE": "on"}, DONE, DONE),
    written("form", CHANGE, ONE_AREA | {"form_areas-0-area": "AREA_B"}, OK, DONE, ZB),
    written("form", DELETE, YES, OK, NO),
    written("indicator", DELETE, YES, OK, OK),
]

# --- the frame of the staff site --------------------------------------------------------------

STAFF = (LOGIN, OK, OK, OK, OK)
NOWHERE = (LOGIN, NONE, NONE, NONE, NONE)
ON_SITE = "admin/r/<path:content_type_id>/<path:object_id>/"
FRAME = [
    Row("GET", "admin/", STAFF, sees=(A, R)),
    Row("POST", "admin/", STAFF, sees=(A, R)),
    Row("GET", "admin/login/", (LOGIN, AWAY, AWAY, AWAY, AWAY)),
    Row("POST", "admin/login/", (LOGIN, OK, OK, OK, OK)),
    Row("GET", "admin/logout/", (AWAY, METHOD, METHOD, METHOD, METHOD)),
    Row("POST", "admin/logout/", (AWAY, OK, OK, OK, OK)),
    Row("GET", "admin/password_change/", STAFF),
    Row("POST", "admin/password_change/", STAFF),
    Row("GET", "admin/password_change/done/", STAFF),
    Row("POST", "admin/password_change/done/", (LOGIN, METHOD, METHOD, METHOD, METHOD)),
    Row("GET", "admin/jsi18n/", STAFF),
    Row("POST", "admin/jsi18n/", (LOGIN, METHOD, METHOD, METHOD, METHOD)),
    Row("GET", ON_SITE, NOWHERE, kwargs={"content_type_id": "1", "object_id": "1"}),
    Row("POST", ON_SITE, NOWHERE, kwargs={"content_type_id": "1", "object_id": "1"}),
    Row("GET", "admin/^(?P<app_label>indicators)/$", STAFF, kwargs={"app_label": "indicators"}),
    Row("POST", "admin/^(?P<app_label>indicators)/$", STAFF, kwargs={"app_label": "indicators"}),
    Row("GET", "admin/(?P<url>.*)$", (LOGIN, NONE, NONE, NONE, NONE), kwargs={"url": "nowhere/"}),
    Row("POST", "admin/(?P<url>.*)$", (LOGIN, NONE, NONE, NONE, NONE), kwargs={"url": "nowhere/"}),
]  # fmt: skip

# --- signing in --------------------------------------------------------------------------------

AGAIN = (LOGIN, DONE, DONE, DONE, DONE)  # the password is asked for once more
ABSENT = (LOGIN, NONE, NONE, NONE, NONE)  # who has no second step has no codes
SIGNING_IN = [
    Row(method, f"accounts/{address}", answers)
    for address, get, post in [
        ("login/", (OK, *[AWAY] * 4), (OK, *[AWAY] * 4)),
        ("logout/", (DONE, *[OK] * 4), (DONE, *[DONE] * 4)),
        ("inactive/", (OK, *[OK] * 4), (METHOD, *[METHOD] * 4)),
        ("signup/", (OK, *[AWAY] * 4), (OK, *[AWAY] * 4)),
        ("reauthenticate/", STAFF, STAFF),
        ("2fa/", STAFF, (LOGIN, *[METHOD] * 4)),
        ("2fa/authenticate/", (LOGIN, *[AWAY] * 4), (LOGIN, *[AWAY] * 4)),
        ("2fa/reauthenticate/", AGAIN, AGAIN),
        ("2fa/totp/activate/", AGAIN, AGAIN),
        ("2fa/totp/deactivate/", ABSENT, ABSENT),
        ("2fa/recovery-codes/", ABSENT, (LOGIN, *[METHOD] * 4)),
        ("2fa/recovery-codes/generate/", AGAIN, AGAIN),
        ("2fa/recovery-codes/download/", ABSENT, ABSENT),
        ("sessions/", STAFF, AGAIN),
    ]
    for method, answers in (("GET", get), ("POST", post))
]

TABLES = {
    "reports": REPORTS,
    "imports": IMPORTS,
    **KEPT_MODELS,
    "people": PEOPLE,
    "writes": WRITES,
    "frame": FRAME,
    "signing in": SIGNING_IN,
}

# --- public: the same for everyone, and nothing of a draft for anyone ----------------------------

PUBLIC = {
    *("", "about/", "completeness/", "search/", "livez", "readyz"),
    "metrics",  # to private networks and to who knows the token: counts, no figures
    *("compare/", "compare/figure/", "compare.<file:extension>", "compare.<picture:extension>"),
    *("indicators/", "indicators/<slug:slug>/"),
    *("indicators/<slug:slug>.<file:extension>", "indicators/<slug:slug>.<picture:extension>"),
    *("areas/<str:code>/", "areas/<str:code>/bulletin/<month:month>/", "areas/<code:code>.<file:extension>"),
    *("data/", "data.<file:extension>", "overview.<file:extension>"),
    *("reports/", "reports/<int:pk>/", "reports/<int:pk>.<file:extension>"),
    *("sources/", "sources/<int:source>/", "sources/<int:source>.<file:extension>"),
    *("releases/", "releases/<int:number>/", "releases/<int:number>.<file:extension>"),
    *("api/v1/docs", "api/v1/openapi.json", "api/v1/figures", "api/v1/sums", "api/v1/changes", "api/v1/areas"),
    *("api/v1/areas/<code>", "api/v1/indicators", "api/v1/indicators/<slug>", "api/v1/releases"),
    *("api/v1/releases/<number>", "api/v1/reports", "api/v1/reports/<number>"),
}

#: Where there is nothing for anyone, by either method.
NOTHING = {"api/v1/", "api/v1/.*"}

#: A value for each name of a parameter in public addresses, and what a page must be asked for.
EXAMPLES: dict[str, Any] = {"slug": "jobs_created", "code": "14", "number": 1, "month": "2024-01"}
EXTENSIONS = {"file": "csv", "picture": "svg"}
QUESTIONS = {
    "compare": {"indicator": "jobs_created", "area": "14"},
    "search": {"q": "Sơn La"},
    "api/v1/changes": {"from": 1, "to": 1},
    "api/v1/sums": {"indicator": "jobs_created"},
}


# --- the world that they act in ----------------------------------------------------------------


@dataclass
class World:
    """Province A with a draft, a report that waits and one that is public; somebody in each role."""

    reports: dict[str, Report]
    objects: dict[str, Any]  # by model: a row's primary key
    sessions: dict[str, Any]

    def url(self, row: Row) -> str:
        values = {"report_id": self.reports[row.report].pk, "object_id": self.reports[row.report].pk}
        values |= {name: self.objects.get(value, value) for name, value in row.kwargs.items()}
        plain = re.sub(r"[(][?]P<(\w+)>[^)]*[)]", r"<\1>", row.route).replace("^", "").replace("$", "")
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match[1]]), plain)

    def ask(self, row: Row, role: str) -> tuple[HttpResponse, str]:
        """The answer, and its text in small letters."""
        client = Client()
        if self.sessions[role]:
            client.cookies["sessionid"] = self.sessions[role]
        if isinstance(row.data, str):
            headers = {"Idempotency-Key": "a-key-for-the-table"}
            response = client.post(self.url(row), row.data, content_type="application/json", headers=headers)
        else:
            response = getattr(client, row.method.lower())(self.url(row), self.filled_in(row))
        body = b"".join(response.streaming_content) if response.streaming else response.content
        return response, html.unescape(body.decode(errors="replace")).lower()

    def filled_in(self, row: Row) -> dict[str, str]:
        known = {name.upper(): str(value) for name, value in self.objects.items()}
        known |= {"SEEN": seen(self.reports[row.report])}
        return {name: known.get(value, value) for name, value in (row.data or {}).items()}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    with (
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        made_once(django_db_blocker, furnished) as made,
    ):
        yield made


def furnished() -> World:
    public = make.published(make.cell(10, "2024-01"), form=jobs_form())
    title = {"title": "Báo cáo kín"}
    author = make.report_of(public).created_by
    draft = make.report("2024-02", form=make.report_of(public).form)
    services.update_report(report=draft, by=author, file=ContentFile("Báo cáo kín".encode(), "kin.txt"), **title)
    services.save_cells(report=draft, cells=[make.cell(987654, "2024-02")], by=author, way="grid")
    waiting = services.update_report(report=make.report("2024-03"), by=author, **title)
    waiting = make.submitted([make.cell(987654, "2024-03")], report=waiting)
    reports = {"draft": draft, "waiting": waiting, "public": make.report_of(public)}
    users = {
        A: author,
        B: make.entry_staff("nhap.b", make.province("12", "Lai Châu")),
        R: make.reviewer("duyet"),
        Z: make.user("quantri", make.Role.ADMINISTRATOR),
        ZB: make.user("quantri.b", make.Role.ADMINISTRATOR, make.province("12")),
    }
    sessions = {role: signed_in(user).cookies["sessionid"].value for role, user in users.items()} | {"anonymous": None}
    objects = sample_objects(author)
    run = Job.objects.create(
        kind="import", key="import-check:1", report=draft, created_by=author, payload={"name": "a.csv"}
    )
    reading = Job.objects.create(kind="reading", key="reading:1", report=draft, created_by=author)
    theirs = {"user_b": users[B].pk, "area_b": make.province("12").pk}
    return World(reports, objects | theirs | {"import": run.pk, "reading": reading.pk}, sessions)


def sample_objects(author):
    """A row of each model that has pages of its own."""
    indicator, area, source = make.indicator(), make.province(), make.source()
    make.printed(make.cell(11, "2023-01"), in_=source, month="2023-01")
    body = Body.objects.create(slug="so-noi-vu", name_vi="Sở Nội vụ", name_en="Department of Home Affairs")
    kept = {
        "responsibility": Responsibility.objects.create(indicator=indicator, area=area, body=body),
        "seriesbreak": SeriesBreak.objects.create(
            indicator=indicator, period=date(2024, 1, 1), note_vi="a", note_en="a"
        ),
        "topic": indicator.topic,
        "unit": indicator.unit,
        "dimension": make.category().dimension,
        "category": make.category(),
        "indicator": indicator,
        "body": body,
        "form": Form.objects.first(),
        "formarea": FormArea.objects.first(),
        "membership": Membership.objects.filter(user=author).first(),
        "user": author,
        "area": area,
        "release": Release.objects.first(),
        "figure": Figure.objects.first(),
        "source": source,
        "change": Change.objects.filter(after__value=987654).first(),
        "job": Job.objects.first(),
    }
    return {name: row.pk for name, row in kept.items()}


WRITTEN = (
    Report, KeptReading, DraftFigure, Figure, Release, Membership, User, Indicator, Form, Body, Topic, Area,
    Responsibility, SeriesBreak, FormArea,
)  # fmt: skip
CHECKSUMS = ", ".join(
    f"(SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {model._meta.db_table} t)"
    for model in WRITTEN
)


def state():
    """A checksum of everything that a request could change."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {CHECKSUMS}")
        return cursor.fetchone()


def answer_of(response):
    if response.status_code != 302:
        return str(response.status_code)
    target = response.headers["Location"]
    if target.startswith((reverse("admin:login"), reverse("account_login"))):
        return LOGIN
    return AWAY if target == reverse("admin:index") else DONE


def broken_promises(world, row):
    """What differs from the table, role by role; each asks in a transaction that is taken back."""
    before = state()
    for role, expected in zip(ROLES, row.expected, strict=True):
        with transaction.atomic():
            response, body = world.ask(row, role)
            changed = state() != before
            transaction.set_rollback(True)
        found = answer_of(response)
        where = f"{row.method} {row.route} as {role}"
        if found != expected and not (expected == ANY and found in {OK, DONE}):
            yield f"{where}: {found} instead of {expected}"
        if any(planted in body for planted in PLANTED) != (role in row.sees):
            yield f"{where}: {'misses' if role in row.sees else 'sees'} what lies in a draft"
        if changed != (role in row.changes):
            yield f"{where}: {'changed' if changed else 'did not change'} something"


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_address_answers_each_role_as_the_table_says(world, table):
    User.objects.update(last_login=None)
    problems = [problem for row in table for problem in broken_promises(world, row)]
    assert not problems, "\n".join(problems)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_public_addresses_are_the_same_for_everyone_and_change_nothing(world, method):
    problems = []
    for route in sorted(PUBLIC | NOTHING):
        row = public_row(method, route, world)
        expected = [{404}, {405}] if route in NOTHING else [{200}] if method == "GET" else [{200}, {405}, {403}]
        before = state()
        answers = {role: world.ask(row, role) for role in ROLES}
        codes = {response.status_code for response, _body in answers.values()}
        if codes not in expected:
            problems.append(f"{method} {route}: {codes}")
        if any(planted in body for _response, body in answers.values() for planted in PLANTED):
            problems.append(f"{method} {route}: shows what lies in a draft")
        if state() != before:
            problems.append(f"{method} {route}: changed something")
    assert problems == []


def public_row(method, route, world):
    """The address with its parameters filled in, asked as a reader would."""
    public = world.reports["public"].pk
    values = (
        EXAMPLES
        | {"pk": public, "source": world.objects["source"]}
        | ({"number": public} if route.startswith("api/v1/reports/") else {})
    )
    kwargs = {}
    for converter, name in re.findall(r"<(?:(\w+):)?(\w+)>", route):
        kwargs[name] = EXTENSIONS[converter] if name == "extension" else values[name]
    question = next((asked for start, asked in QUESTIONS.items() if route.startswith(start)), None)
    return Row(method, route, (), kwargs=kwargs, data=question)


def test_every_address_stands_in_a_table_with_both_methods():
    tables = {(row.method, row.route) for row in (*REPORTS, *IMPORTS, *ADMINISTRATION, *FRAME, *SIGNING_IN)}
    known = {
        (method, route) for route, _pattern in routes() for method in ("GET", "POST") if route not in PUBLIC | NOTHING
    }
    assert known - tables == set(), "addresses without a row: who may do what there?"
    assert tables - known == set(), "rows without an address"
    assert (PUBLIC | NOTHING) - {route for route, _pattern in routes()} == set(), "public addresses that are gone"


# --- one way to drafts ---------------------------------------------------------------------------

SOURCE = Path(permissions.__file__).parent

#: Who may name the tables of drafts: the accessor, the writes, the shell, and reads of what is published already.
ALLOWED = {"permissions.py", "queries/reports.py", "services", "migrations", "management"}
UNGUARDED = {("DraftFigure", ".", "objects"), ("Report", ".", "objects"), ("Change", ".", "objects")}


def uses_of_drafts(path: Path):
    """Line numbers at which a table of drafts is reached without asking who wants it."""
    with path.open("rb") as file:
        words = [(token.string, token.start[0]) for token in tokenize.tokenize(file.readline) if token.string.strip()]
    for three in zip(words, words[1:], words[2:], strict=False):
        if tuple(word for word, _line in three) in UNGUARDED:
            yield three[0][1]
    text = path.read_text(encoding="utf-8")
    if "indicators_draftfigure" in text:
        yield text[: text.index("indicators_draftfigure")].count("\n") + 1


def test_drafts_are_reached_through_permissions_alone():
    found = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in sorted(SOURCE.rglob("*.py"))
        if not ALLOWED & {str(path.relative_to(SOURCE)), path.relative_to(SOURCE).parts[0]}
        for line in uses_of_drafts(path)
    ]
    assert found == []


@pytest.mark.parametrize(
    "code", ["DraftFigure.objects.all()", "x = Report . objects", "sql = 'FROM indicators_draftfigure'"]
)
def test_the_search_for_other_ways_finds_them(tmp_path, code):
    file = tmp_path / "sample.py"
    file.write_text(f"# a comment\n{code}\n", encoding="utf-8")
    assert list(uses_of_drafts(file)) == [2]


# --- nobody publishes their own entry ---------------------------------------------------------------


@pytest.mark.django_db
def test_nobody_publishes_their_own_entry_whatever_roles_they_hold():
    make.indicator()
    both = make.entry_staff("ca.hai")
    make.reviewer("ca.hai")
    client = signed_in(both)
    successes, released = 0, Release.objects.count()
    for submitter in ("ca.hai", "khac"):
        report = make.report("2024-02", by=both)
        assert save(client, report, {"text": "5"}).status_code == 200
        services.submit(report=report, by=make.entry_staff(submitter), note="đã rõ")
        client.post(reverse("admin:indicators_report_publish", args=[report.pk]), {"seen": seen(report)})
        report.refresh_from_db()
        successes += report.status == Report.Status.PUBLISHED
    assert (successes, Release.objects.count()) == (0, released)
