"""As of which release a page is seen: resolved once per request."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from .. import queries
from ..values.series import Release


@dataclass(frozen=True, slots=True)
class AsOf:
    """The release that a page is seen as of. `number` is what queries take; 0 before anything is published."""

    release: Release | None
    newest: Release | None
    catalogue: int
    files: int  # the newest bulk file
    frozen: bool  # a past release was asked for

    @property
    def number(self) -> int:
        return self.release.number if self.release else 0

    @property
    def past(self) -> int | None:
        """The release that links carry on; None: they lead to the newest."""
        return self.number if self.frozen else None


def as_of(number: int | None) -> AsOf:
    """Return the release asked for, or the newest. Raises Http404 for one that does not exist."""
    now = queries.now()
    if number is None:
        return AsOf(now.release, now.release, now.catalogue, now.files, frozen=False)
    if now.release and number == now.release.number:
        return AsOf(now.release, now.release, now.catalogue, now.files, frozen=True)
    release = queries.release_at(number)
    if release is None:
        raise Http404(_("There is no release %s.") % number)
    return AsOf(release, now.release, now.catalogue, now.files, frozen=True)
