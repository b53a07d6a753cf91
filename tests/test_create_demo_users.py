"""manage.py create_demo_users: one sign-in for each role, in development only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from indicators.models import Area, Membership, User
from indicators.permissions import Role, may

pytestmark = pytest.mark.django_db


@pytest.fixture
def password_file(tmp_path: Path, settings: Any) -> Path:
    settings.DEBUG = True
    for code, name in (("14", "Sơn La"), ("12", "Lai Châu")):
        Area.objects.get_or_create(code=code, public_code=code, level="province", name_vi=name, name_en=name)
    path = tmp_path / "password"
    path.write_text("first-password\n")
    return path


def signs_in(username: str, password: str) -> bool:
    return authenticate(RequestFactory().post("/"), username=username, password=password) is not None


def test_each_role_can_sign_in_and_work_where_it_should(password_file: Path) -> None:
    call_command("create_demo_users", password_file=str(password_file))
    son_la, lai_chau = Area.objects.get(public_code="14"), Area.objects.get(public_code="12")
    person = {user.username: user for user in User.objects.filter(is_staff=True)}
    assert set(person) == {"nhap.sonla", "nhap.laichau", "duyet", "quantri"}
    assert all(signs_in(name, "first-password") for name in person)
    assert may(person["nhap.sonla"], Role.ENTRY, son_la)
    assert not may(person["nhap.sonla"], Role.ENTRY, lai_chau)
    assert all(may(person["duyet"], Role.REVIEWER, area) for area in (son_la, lai_chau))
    assert not may(person["duyet"], Role.ENTRY, son_la)
    assert [name for name, user in person.items() if user.is_superuser] == ["quantri"]


def test_again_it_adds_nothing_and_follows_the_password(password_file: Path) -> None:
    call_command("create_demo_users", password_file=str(password_file))
    count = Membership.objects.count()
    password_file.write_text("second-password")
    call_command("create_demo_users", password_file=str(password_file))
    assert (User.objects.filter(is_staff=True).count(), Membership.objects.count()) == (4, count)
    assert signs_in("duyet", "second-password")
    assert not signs_in("duyet", "first-password")


def test_outside_development_it_is_refused_unless_forced(password_file: Path, settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="in development only"):
        call_command("create_demo_users", password_file=str(password_file))
    assert not User.objects.filter(username="quantri").exists()
    call_command("create_demo_users", password_file=str(password_file), force=True)
    assert User.objects.filter(username="quantri").exists()


def test_a_password_that_is_not_there_is_named(password_file: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="absent"):
        call_command("create_demo_users", password_file=str(tmp_path / "absent"))
    password_file.write_text("\n")
    with pytest.raises(CommandError, match="is empty"):
        call_command("create_demo_users", password_file=str(password_file))
