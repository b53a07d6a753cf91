"""Users, and the roles they have in areas."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .area import Area


class User(AbstractUser):
    """A person who signs in, or a service account that loads data."""

    class Meta(AbstractUser.Meta):
        ordering = ["username"]

    @cached_property
    def administers(self) -> bool:
        """Whether the user keeps the catalogue and memberships; asked once of a user as loaded: a page asks often."""
        return self.is_superuser or self.memberships.filter(role=Membership.Role.ADMINISTRATOR).exists()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session must hold to go on: it ends when the password or any right changes, by whichever way."""
        roles = sorted(self.memberships.values_list("area_id", "role")) if self.pk else []
        rights = (self.password, self.is_active, self.is_staff, self.is_superuser, roles)
        return salted_hmac("indicators.User.session", repr(rights), secret=secret, algorithm="sha256").hexdigest()


class Membership(models.Model):
    """A user's role in an area, and so in all areas below it."""

    class Role(models.TextChoices):
        ENTRY = "entry", _("entry staff")
        REVIEWER = "reviewer", _("reviewer")
        ADMINISTRATOR = "administrator", _("administrator")

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("user"))
    area = models.ForeignKey(Area, models.CASCADE, related_name="memberships", verbose_name=_("area"))
    role = models.CharField(_("role"), max_length=13, choices=Role)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["user", "area", "role"]
        constraints = [
            models.UniqueConstraint(fields=["user", "area", "role"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(role__in=["entry", "reviewer", "administrator"]), name="membership_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} / {self.area} / {self.get_role_display()}"
