"""Which releases there are."""

from __future__ import annotations

from .. import models
from ..series import Release


def newest() -> Release | None:
    """The release that "now" means. Ask once per request, and use that number throughout."""
    return _value(models.Release.objects.only("number", "released_at").first())


def release_at(number: int) -> Release | None:
    """Release `number`, or None where there is none."""
    return _value(models.Release.objects.only("number", "released_at").filter(pk=number).first())


def _value(found: models.Release | None) -> Release | None:
    return Release(found.number, found.released_at) if found else None
