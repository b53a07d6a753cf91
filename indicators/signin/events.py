"""Puts what happens to accounts into the security log."""

from __future__ import annotations

from typing import Any

from allauth.mfa import signals as codes
from axes.signals import user_locked_out
from django.contrib.auth import signals
from django.db import connection
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from ..models import Membership, User
from ..security_log import Event, note

#: What makes an account able to do more or less.
RIGHTS = ("is_active", "is_staff", "is_superuser")


def _address(request: HttpRequest | None) -> str:
    return str(request.META.get("REMOTE_ADDR", "")) if request else ""


@receiver(signals.user_logged_in)
def signed_in(request: HttpRequest | None, user: User, **_: Any) -> None:
    note(Event.SIGNED_IN, who=user.username, address=_address(request))


@receiver(signals.user_logged_out)
def signed_out(request: HttpRequest | None, user: User | None, **_: Any) -> None:
    if user is not None:
        note(Event.SIGNED_OUT, who=user.username, address=_address(request))


@receiver(signals.user_login_failed)
def refused(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    event = Event.SECOND_STEP_FAILED if credentials.get("step") == "code" else Event.REFUSED
    note(event, who=str(credentials.get("username", "")), address=_address(request))


@receiver(user_locked_out)
def locked_out(request: HttpRequest, username: str, **_: Any) -> None:
    note(Event.LOCKED_OUT, who=username or "", address=_address(request))


@receiver(codes.authenticator_added)
def second_step_on(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    note(Event.SECOND_STEP_ON, who=user.username, address=_address(request), kind=str(authenticator.type))


@receiver(codes.authenticator_removed)
def second_step_off(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    note(Event.SECOND_STEP_OFF, who=user.username, address=_address(request), kind=str(authenticator.type))


@receiver(post_save, sender=Membership)
def role_given(instance: Membership, **_: Any) -> None:
    _role(Event.ROLE_GIVEN, instance)


@receiver(post_delete, sender=Membership)
def role_taken(instance: Membership, **_: Any) -> None:
    _role(Event.ROLE_TAKEN, instance)


def _role(event: Event, membership: Membership) -> None:
    """Note a role given or taken. Who did it is in the transaction (see `acting`): else the database refuses the write."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT username FROM indicators_user WHERE id = welfare_actor()")
        (who,) = cursor.fetchone()
    area = membership.area.public_code
    note(event, who=who, user=membership.user.username, role=membership.role, area=area)


@receiver(pre_save, sender=User)
def account_changed(instance: User, update_fields: Any = None, **_: Any) -> None:
    """Note a new account, other rights or another password, but not a hash that is only renewed at sign-in."""
    if update_fields and set(update_fields) == {"last_login"}:
        return
    before = User.objects.filter(pk=instance.pk).values("password", *RIGHTS).first() or {}
    changed = {name: getattr(instance, name) for name in RIGHTS if before.get(name) != getattr(instance, name)}
    if changed:
        note(Event.ACCOUNT_CHANGED, who=instance.username, **changed)
    if before.get("password") != instance.password:
        note(Event.PASSWORD_CHANGED, who=instance.username)
