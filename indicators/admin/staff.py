"""Who is signed in to the staff site, and whether they are an administrator."""

from __future__ import annotations

from django.http import HttpRequest

from ..models import User


def user_of(request: HttpRequest) -> User:
    """Return the signed-in user. Only for views behind `site.admin_view`."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("behind admin_view there is always a user")
    return user


def is_administrator(request: HttpRequest) -> bool:
    """Return whether the user keeps the catalogue and the memberships: a superuser, or administrator of an area."""
    user = request.user
    return isinstance(user, User) and user.is_active and user.is_staff and user.administers
