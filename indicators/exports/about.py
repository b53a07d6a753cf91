"""What every file says of itself: of what, by whom, under which licence, as of which release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..values.names import Name
from ..values.rows import COLUMNS
from ..values.series import ReleaseRef

LICENCE = "CC-BY-4.0"
LICENCE_TITLE = "Creative Commons Attribution 4.0 International"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
PUBLISHER = Name("Hệ thống chỉ tiêu an sinh xã hội cấp tỉnh", "Provincial welfare indicators")


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator as a reader of a file must know it."""

    slug: str
    name: Name
    definition: Name
    unit: Name


@dataclass(frozen=True, slots=True)
class About:
    """A file's own words. `address`: where the same selection is seen, as of the same release."""

    release: ReleaseRef | None = None
    title: Name = PUBLISHER
    address: str = ""
    definitions: Sequence[Definition] = field(default_factory=tuple)
    columns: Sequence[str] = COLUMNS  # the first so many of them all

    @property
    def number(self) -> int:
        """The release's number; 0 before anything is published."""
        return self.release.number if self.release else 0

    @property
    def cite(self) -> Name:
        """How to cite the file."""
        when = self.release.day.isoformat() if self.release else "–"
        return Name(
            f"{PUBLISHER.vi}, lần công bố {self.number} ({when}). {self.address}".strip(),
            f"{PUBLISHER.en}, release {self.number} ({when}). {self.address}".strip(),
        )
