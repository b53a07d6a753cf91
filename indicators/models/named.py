"""Names in two languages, slugs and positions: the base of every named thing in the catalogue."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..values.names import Name, Ref


def language() -> str:
    """Return the language in which the present request is answered: `vi` or `en`."""
    return "en" if (get_language() or settings.LANGUAGE_CODE).startswith("en") else "vi"


class Named(models.Model):
    """A thing with a name in Vietnamese and in English."""

    name_vi = models.CharField(_("name in Vietnamese"), max_length=300)
    name_en = models.CharField(_("name in English"), max_length=300)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.names.text(language())

    @property
    def names(self) -> Name:
        return Name(self.name_vi, self.name_en)


class Slugged(Named):
    """A named thing that files and addresses know by its slug."""

    slug = models.SlugField(_("slug"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True

    @property
    def ref(self) -> Ref:
        return Ref(self.slug, self.names)
