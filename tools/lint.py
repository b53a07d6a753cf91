"""Run every check of the code that needs no running: all of them, or those named.

    python -m tools.lint [ruff format types imports migrations upgrades templates messages house]

A passing check is one line; a failing one shows what it found. tests/test_lint.py shows that each can fail.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
SCRIPTS = Path(PYTHON).parent

CHECKS: dict[str, list[str]] = {
    "ruff": [PYTHON, "-m", "ruff", "check", "--quiet"],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "--quiet"],
    "types": [PYTHON, "-m", "mypy"],
    "imports": [str(SCRIPTS / "lint-imports")],
    # The database's own list of migrations is not needed, so a server that is away is no reason to warn.
    "migrations": [PYTHON, "-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"],
    "upgrades": [PYTHON, "-m", "tools.lint_migrations"],
    "templates": [PYTHON, "-m", "djlint", "templates", "indicators", "--lint", "--quiet"],
    "messages": [PYTHON, "tools/messages.py", "check"],
    "house": [PYTHON, "-m", "tools.house"],
}


def main(names: list[str]) -> int:
    """Run the checks and return 1 if any failed."""
    unknown = set(names) - set(CHECKS)
    if unknown:
        print(f"no such check: {', '.join(sorted(unknown))}; there are {', '.join(CHECKS)}", file=sys.stderr)
        return 2
    failed = [name for name in names or CHECKS if not passes(name)]
    print(f"✗ failed: {', '.join(failed)}" if failed else "✓ all checks passed")
    return 1 if failed else 0


def passes(name: str) -> bool:
    """Run one check and say how it went."""
    print(f"▸ {name} …", flush=True)
    start = time.monotonic()
    environment = {**os.environ, "NO_COLOR": "1"}
    result = subprocess.run(CHECKS[name], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - start
    if result.returncode:
        print(f"{result.stdout}{result.stderr}".rstrip())
    print(f"  {'✗' if result.returncode else '✓'} {name} ({seconds:.1f} s)", flush=True)
    return result.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
