"""How likely a candidate is right."""
from __future__ import annotations
from typing import Any
def of(draft: Any) -> float:
    return 0.9
