"""The faces that pages are tried in: a page must hold in whichever a reader's machine has; some are wide, some low."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

#: The file by which a face is known, and the Debian package that brings it. In the first are all other tests.
KNOWN = {
    "DejaVu Sans": ("DejaVuSans.ttf", "fonts-dejavu-core"),
    "Liberation Sans": ("LiberationSans-Regular.ttf", "fonts-liberation"),
    "Noto Sans": ("NotoSans-Regular.ttf", "fonts-noto-core"),
}
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts")

#: Fontconfig for one browser: every face is refused but one. Styles cannot be forced on a page, its policy forbids it.
CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  {folders}
  <cachedir>/var/cache/fontconfig</cachedir><cachedir prefix="xdg">fontconfig</cachedir>
  <selectfont>
    <rejectfont><pattern></pattern></rejectfont>
    <acceptfont><pattern><patelt name="family"><string>{face}</string></patelt></pattern></acceptfont>
  </selectfont>
</fontconfig>
"""


def installed(face: str) -> bool:
    """Whether this machine has it."""
    file, _ = KNOWN[face]
    return any(True for folder in FOLDERS for _ in Path(folder).expanduser().rglob(file))


def faces() -> list[str]:
    """All three where continuous integration promises them, else those of this machine; without any, what it has."""
    return [face for face in KNOWN if os.environ.get("CI") or installed(face)] or [""]


FACES = faces()
in_every_face = pytest.mark.parametrize("face", FACES)
in_every_other_face = pytest.mark.parametrize("face", FACES[1:] or FACES)


def only(face: str, folder: Path) -> dict[str, str]:
    """The environment of a browser that knows this face only; "" leaves it all of the machine's."""
    if not face:
        return {}
    if not installed(face):
        raise RuntimeError(f"The face {face} was not found. Install it (Debian: apt-get install {KNOWN[face][1]}).")
    path = folder / "fonts.conf"
    folders = "".join(f"<dir>{Path(one).expanduser()}</dir>" for one in FOLDERS)
    path.write_text(CONFIGURATION.format(folders=folders, face=face), encoding="utf-8")
    return {"FONTCONFIG_FILE": str(path)}
