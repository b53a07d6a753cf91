"""docs/deploy.md can be followed in both languages: the same steps, and commands that exist."""

from __future__ import annotations

import re

import pytest
from django.core.management import get_commands

from .support.production import COMPOSE, ROOT

LANGUAGES = ["deploy.md", "deploy.vi.md"]


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


@pytest.mark.parametrize("document", LANGUAGES)
def test_each_service_command_and_script_that_is_named_exists(document: str) -> None:
    services = re.findall(r"docker compose (?:run --rm|exec) (\w+)", text(document))
    assert {*services} <= {*COMPOSE["services"]}
    assert {*re.findall(r"manage\.py (\w+)", text(document))} <= {*get_commands()}
    for script in re.findall(r"\b(\w+)\.sh\b", text(document)):
        assert list((ROOT / "deploy").rglob(f"{script.replace('_', '-')}.sh")) or script == "secrets"
