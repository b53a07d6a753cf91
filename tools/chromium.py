"""Find the browser for the tests."""

from __future__ import annotations

import os
import shutil

#: The shell first: it draws the same pages without a window around them, in half the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """Return the browser named by CHROMIUM, else the first one installed; None where there is none."""
    named = os.environ.get("CHROMIUM")
    paths = [shutil.which(name) for name in ([named] if named else NAMES)]
    return next((path for path in paths if path), None)
