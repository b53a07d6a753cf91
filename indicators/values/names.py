"""Names in both languages, and what carries one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A name in both languages."""

    vi: str
    en: str

    def text(self, lang: str) -> str:
        """Return the name in `lang`; Vietnamese for anything but English."""
        return self.en if lang.startswith("en") else self.vi


@dataclass(frozen=True, slots=True)
class Ref:
    """Something with a public code or slug and a name: an area, a category, a unit."""

    code: str
    name: Name
