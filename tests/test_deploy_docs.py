"""docs/deploy.md can be followed in both languages: the same steps, and commands that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from welfare import environment

from .support.production import COMPOSE, ROOT

LANGUAGES = ["deploy.md", "deploy.vi.md"]
UNITS = [f"../deploy/systemd/{path.name}" for path in sorted((ROOT / "deploy" / "systemd").iterdir())]


def text(document: str) -> str:
    return (ROOT / "docs" / document).read_text(encoding="utf-8")


def commands(document: str) -> list[list[str]]:
    """The lines of each block, without their comments."""
    blocks = re.findall(r"```\w+\n(.*?)```", text(document), flags=re.DOTALL)
    return [[re.sub(r"\s+# .*", "", line) for line in block.splitlines()] for block in blocks]


def test_both_languages_have_the_same_steps_and_commands() -> None:
    english, vietnamese = map(commands, LANGUAGES)
    assert english == vietnamese
    headings = [len(re.findall("^## ", text(document), flags=re.MULTILINE)) for document in LANGUAGES]
    assert headings[0] == headings[1] > 5


@pytest.mark.parametrize("document", [*LANGUAGES, *UNITS])
def test_each_service_command_and_script_that_is_named_exists(document: str) -> None:
    said = text(document)
    services = re.findall(r"docker compose (?:run|exec)(?: --?[\w-]+)* (\w+)", said)
    stopped = " ".join(re.findall(r"docker compose (?:stop|rm|up -d)((?: --?[\w-]+| \w+)*)", said))
    assert services or "timer" in document
    assert {*services, *re.findall(r"(?<![\w-])[a-z]\w+", stopped)} <= {*COMPOSE["services"]}
    assert {*re.findall(r"manage\.py (\w+)", said)} <= {*get_commands()}
    for script in re.findall(r"([\w-]+)\.sh\b", said):
        assert script == "docker-entrypoint" or list((ROOT / "deploy").rglob(f"{script}.sh")), script


def test_each_timer_that_is_switched_on_has_its_unit() -> None:
    for timer in re.findall(r"([\w-]+)\.timer", text("deploy.md")):
        assert {f"{timer}.timer", f"{timer}.service"} <= {Path(unit).name for unit in UNITS}


@pytest.mark.parametrize("document", [*LANGUAGES, "../README.md", "../README.vi.md"])
def test_the_version_is_never_said_in_a_command_alone(document: str) -> None:
    assert not re.search(r"VERSION=\S+ docker", text(document))


def test_what_the_containers_take_from_the_env_file_is_described_there() -> None:
    taken = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    described = set(re.findall(r"^#(\w+)=", text("../.env.example"), re.MULTILINE))
    said = set(
        re.findall(r"^(\w+)=", "\n".join(re.findall(r"```ini\n(.*?)```", text("deploy.md"), re.DOTALL)), re.MULTILINE)
    )
    assert said <= taken <= described
    assert {name for name in taken if name in environment.VARIABLES} | {
        each.name for each in environment.OF_COMPOSE
    } == taken
