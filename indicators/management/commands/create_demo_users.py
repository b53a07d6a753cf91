"""Make the sign-ins of a first look, one for each role."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ...models import Area, Membership, User
from ...permissions import Role
from ...services import acting


@dataclass(frozen=True)
class DemoUser:
    """A demo user; `areas` are public codes, `what` is said to whoever runs the site."""

    username: str
    name: str
    role: str
    areas: tuple[str, ...]
    what: str


SON_LA, LAI_CHAU = "14", "12"
PEOPLE = [
    DemoUser("nhap.sonla", "Nhập liệu Sơn La", Role.ENTRY, (SON_LA,), "entry staff of Sơn La"),
    DemoUser("nhap.laichau", "Nhập liệu Lai Châu", Role.ENTRY, (LAI_CHAU,), "entry staff of Lai Châu"),
    DemoUser("duyet", "Người duyệt", Role.REVIEWER, (SON_LA, LAI_CHAU), "reviewer of both provinces"),
    DemoUser("quantri", "Quản trị", Role.ADMINISTRATOR, (SON_LA, LAI_CHAU), "administrator"),
]


class Command(BaseCommand):
    """A command that is safe to run again: it creates what is missing, and sets a password that differs."""

    help = "Make demo users for each role. For a first look only: outside development not without --force."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--password-file", required=True, help="a file that holds the password of all of them")
        parser.add_argument("--force", action="store_true", help="also outside development")

    def handle(self, *args: object, **options: Any) -> None:
        if not settings.DEBUG and not options["force"]:
            raise CommandError("Demo users share one password: they are made in development only (or with --force).")
        password = _read(Path(options["password_file"]))
        users = [_user(person, password) for person in PEOPLE]
        administrator = users[-1]
        with acting(by=administrator, way="load"):
            for person, user in zip(PEOPLE, users, strict=True):
                _memberships(person, user)
        self.stdout.write(f"demo users: {', '.join(user.username for user in users)}")


def _read(path: Path) -> str:
    """Return the password. Raises CommandError where there is none."""
    try:
        password = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise CommandError(f"Cannot read the password file: {error}") from error
    if not password:
        raise CommandError(f"The password file {path} is empty.")
    return password


def _user(person: DemoUser, password: str) -> User:
    """Return the user, made or brought up to date."""
    administrator = person.role == Role.ADMINISTRATOR
    user, _ = User.objects.get_or_create(
        username=person.username,
        defaults={"last_name": person.name, "is_staff": True, "is_superuser": administrator},
    )
    if not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    return user


def _memberships(person: DemoUser, user: User) -> None:
    """Give the person their role in each of the areas."""
    for code in person.areas:
        area = Area.objects.get(public_code=code)
        Membership.objects.get_or_create(user=user, area=area, role=person.role)
