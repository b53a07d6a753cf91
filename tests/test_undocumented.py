"""What we use of libraries that their documentation does not promise: an upgrade that takes it away fails here."""

from __future__ import annotations

import inspect
import io
from typing import Any

import pytest
from allauth.core import context
from allauth.mfa.base.forms import BaseAuthenticateForm
from allauth.mfa.models import Authenticator
from axes import attempts
from axes.handlers.proxy import AxesProxyHandler
from axes.middleware import AxesMiddleware
from axes.models import AccessAttempt
from celery import Celery
from django.contrib import admin
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection, connections
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from django.utils.translation import reloader
from docx import Document
from kombu import transport
from kombu.transport import filesystem
from openpyxl import Workbook, load_workbook
from openpyxl.styles import numbers
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml import constants


def read_only_book() -> Any:
    kept = io.BytesIO()
    Workbook().save(kept)
    return load_workbook(kept, read_only=True)


BOOK = read_only_book()

#: Library, what of it, its attributes, where we use them.
USED: list[tuple[str, Any, str, str]] = [
    ("Django", connection, "health_check_done", "indicators/queries/releases.py"),
    ("Django", connections, "_connections", "tests/conftest.py"),
    (
        "Django",
        LocMemCache("undocumented", {}),
        "_lock _cache _has_expired _delete _set make_and_validate_key",
        "welfare/memory.py",
    ),
    ("Django", CursorWrapper(None, connection), "cursor", "indicators/queries/csv_copy.py"),
    ("Django", admin.options, "BaseModelAdmin TO_FIELD_VAR", "indicators/admin/rights.py, indicators/admin/site.py"),
    ("Django", admin.AdminSite(), "_registry", "tests/test_admin.py"),
    ("Django", QuerySet, "_raw_delete", "tests/test_roles.py"),
    ("Django", reloader, "translation_file_changed", "tests/conftest.py"),
    ("kombu", transport, "TRANSPORT_ALIASES", "welfare/broker.py"),
    (
        "kombu",
        filesystem.Channel,
        "_put _get _queue_bind get_table _exchange_file data_folder_out",
        "welfare/broker.py",
    ),
    ("python-docx", Document().add_table(1, 1), "_cells", "tests/test_reading.py"),
    ("Celery", Celery("undocumented", set_as_current=False), "_pool send_task", "tests/test_workers.py"),
    ("django-axes", attempts, "get_cool_off_threshold", "indicators/signin/limits.py"),
    ("django-axes", AccessAttempt, "ip_address attempt_time failures_since_start", "indicators/signin/limits.py"),
    ("django-axes", AxesProxyHandler, "update_request is_allowed", "indicators/signin/adapter.py"),
    ("django-allauth", context, "request", "indicators/signin/forms.py"),
    ("django-allauth", BaseAuthenticateForm, "clean_code", "indicators/signin/forms.py"),
    ("django-allauth", Authenticator, "data Type", "indicators/signin/forms.py"),
    ("openpyxl", BOOK, "_cell_styles _number_formats _date_formats _timedelta_formats", "indicators/imports/child.py"),
    ("openpyxl", BOOK.worksheets[0], "_get_source _shared_strings", "indicators/imports/child.py"),
    ("openpyxl", WorkSheetParser(None, []), "parse parse_cell row_dimensions", "indicators/imports/child.py"),
    ("openpyxl", WorkSheetParser(None, []), "merged_cells", "indicators/imports/child.py"),
    ("openpyxl", numbers, "BUILTIN_FORMATS", "indicators/imports/child.py"),
    ("openpyxl", constants, "SHEET_MAIN_NS", "indicators/imports/child.py"),
]


@pytest.mark.parametrize(
    ("library", "owner", "name", "where"),
    [
        pytest.param(library, owner, name, where, id=f"{library} {name}")
        for library, owner, names, where in USED
        for name in names.split()
    ],
)
def test_library_still_has_what_its_documentation_does_not_promise(library, owner, name, where):
    assert hasattr(owner, name), f"{library} no longer has “{name}”; {where} uses it: see what took its place."


def test_axes_still_reads_the_mark_that_signing_in_sets():
    """`indicators/signin/adapter.py` marks a request as locked out; the middleware of axes answers it."""
    assert "axes_locked_out" in inspect.getsource(AxesMiddleware)
