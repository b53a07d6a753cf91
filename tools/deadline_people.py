"""Deadline day's people: a report of each province, and staff who share them, signed in already.

    python -m tools.deadline_people --staff 200 --month 2026-10 PEOPLE.json     once for each month

Never on an installation that is in use: whoever has the file is signed in. The sign-ins are made here, because two
hundred Argon2 hashes would be measured otherwise, not the saving.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from indicators.models import Area, Report, User

AGE = 12 * 60 * 60  # seconds


def main() -> None:
    """Write the file. DATABASE_URL and SECRET_KEY are the site's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--staff", type=int, required=True)
    parser.add_argument("--month", required=True)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "welfare.settings")
    import django

    django.setup()
    staff = people(options.staff, options.month)
    options.file.touch(mode=0o600)
    options.file.write_text(json.dumps(staff), encoding="utf-8")
    print(f"{len(staff)} of the staff are signed in, {len({person['report'] for person in staff})} reports are open")


def people(count: int, month: str) -> list[dict[str, Any]]:
    """Return the staff, spread over the provinces: who they are to the site, and their share of which report."""
    from indicators.models import Area

    provinces = list(Area.objects.filter(level=Area.Level.PROVINCE, valid_to=None).order_by("public_code"))[:count]
    reports = [_report(area, month) for area in provinces]
    colleagues = [len(range(number, count, len(provinces))) for number in range(len(provinces))]
    return [
        _person(number, reports[number % len(reports)], number // len(reports), colleagues[number % len(reports)])
        for number in range(count)
    ]


def _report(area: Area, month: str) -> Report:
    """Return an open report of the area, with the form that the country reports with."""
    from indicators.models import Form, FormArea
    from indicators.services import create_report
    from indicators.values.periods import Month

    form = Form.objects.order_by("pk")[0]
    FormArea.objects.get_or_create(form=form, area=area)
    by = _user(f"tinh.{area.public_code}.{month}", area)
    return create_report(by=by, area=area, month=Month.parse(month), title=f"Báo cáo {month}", form=form)


def _user(name: str, area: Area) -> User:
    from indicators.models import Membership, User
    from indicators.permissions import Role
    from indicators.services import acting

    user = User(username=name, last_name=name, is_staff=True)
    user.set_unusable_password()
    user.save()
    with acting(by=user, way="load"):
        Membership.objects.create(user=user, area=area, role=Role.ENTRY)
    return user


def _person(number: int, report: Report, share: int, colleagues: int) -> dict[str, Any]:
    user = _user(f"nhap.{number:03}.{report.month}", report.area)
    return {
        "number": number,
        "user": user.pk,
        "cookies": {"sessionid": _session(user), "csrftoken": secrets.token_hex(16)},
        "report": report.pk,
        "share": [share, colleagues],  # every n-th cell, from which on
    }


def _session(user: User) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.set_expiry(AGE)
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    main()
