"""Resolve every version again in an empty environment, and write constraints.txt.

python3 -m tools.constraints     then run the tests and look at the difference
"""

from __future__ import annotations

import subprocess
import tempfile
import venv
from pathlib import Path

from tools.steps import ROOT, finish, run, step

HEADER = """\
# Every version that the tests passed with, also of what the direct dependencies need in turn.
# Made by `make constraints` in an empty environment; pip reads it beside requirements*.txt.
"""


def main() -> int:
    """Install the direct dependencies alone, and note what came with them."""
    with tempfile.TemporaryDirectory() as folder:
        with step("making an empty environment"):
            venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        install: list[str | Path] = [python, "-m", "pip", "install", "--no-input", "-r", "requirements-dev.txt"]
        run("resolving", install, advice="Look at the versions in requirements*.txt.")
        frozen = subprocess.run([python, "-m", "pip", "freeze"], capture_output=True, text=True, check=True).stdout
    versions = sorted((line for line in frozen.splitlines() if "==" in line), key=str.lower)
    (ROOT / "constraints.txt").write_text(HEADER + "\n".join(versions) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    finish(main)
