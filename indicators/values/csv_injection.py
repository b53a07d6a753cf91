"""Texts that a spreadsheet would take for formulas: made harmless in our files, and restored when one is read."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[-=+@\t\r]")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def restored(text: str) -> str:
    """Return what `harmless` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
