"""Check rules of our own that no linter knows: the length of a module, and no trace of one machine."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 400  # lines; longer modules are split, or say here why not
LONG_WITH_REASON = {
    "indicators/migrations/0001_initial.py": "as makemigrations wrote it",
    "indicators/values/numbers.py": "one parser, kept line by line beside its twin static/js/numbers.js",
}
CODE = ("indicators", "welfare", "tools", "static/js", "static/css")
#: Where a package came from is each installer's own affair, and so is the folder it was written in.
MACHINE = {
    "the address of a package registry": re.compile(
        r"https?://[\w.-]*(?:registry|pypi|pythonhosted|npm|mirror)[\w.-]*", re.IGNORECASE
    ),
    "where a locked package was fetched": re.compile(r'^\s*"resolved":', re.MULTILINE),
    "a path of one machine": re.compile(r"(?<![\w.])/(?:work|root|home)/\w"),
}
ABOUT_MACHINES = {"tools/house.py", "tests/test_lint.py"}  # these name them to find them


def tracked() -> Iterator[Path]:
    """Yield the project's own text files."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in sorted(filter(None, names.split("\0"))):
        if (ROOT / name).is_file():
            yield ROOT / name


def too_long(path: Path) -> list[str]:
    """Return a sentence for a module that has grown past what one reads at a sitting."""
    name = path.relative_to(ROOT).as_posix()
    if not name.startswith(CODE) or path.suffix not in {".py", ".js", ".css"} or name in LONG_WITH_REASON:
        return []
    lines = len(path.read_text(encoding="utf-8").splitlines())
    return [f"{name}: {lines} lines, more than {LONGEST}: split it"] if lines > LONGEST else []


def traces(path: Path) -> list[str]:
    """Return lines that only make sense on one machine."""
    name = path.relative_to(ROOT).as_posix()
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:  # a picture
        return []
    if name in ABOUT_MACHINES:
        return []
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {what}"
        for what, pattern in MACHINE.items()
        for match in pattern.finditer(text)
    ]


def main() -> int:
    """Print every breach; 1 if there is any."""
    breaches = [line for path in tracked() for line in (*too_long(path), *traces(path))]
    print("\n".join(breaches) or "the house is in order")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
