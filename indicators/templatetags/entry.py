"""`{% load entry %}`: the entry page's cells by column, and the sentences that its scripts say."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..models.figure import Qualifier
from ..models.named import language
from ..rules import REASONS
from ..values.labels import QUALIFIER_PHRASES

register = template.Library()

#: How a qualifier is written before its number.
SIGNS = {"nearly": "≲", "over": ">", "about": "≈", "under": "<", "estimate": "~", "provisional": "(p)"}


@register.filter
def at(cells: dict[str, Any], basis: str) -> dict[str, Any] | None:
    """Return a row's cell in a column; None where the form asks for none."""
    return cells.get(basis)


@register.simple_tag
def entry_qualifiers() -> list[tuple[str, str]]:
    """Return (value, label) of each qualifier, for the panel's list."""
    return [(str(value), str(label)) for value, label in Qualifier.choices]


@register.simple_tag
def entry_strings() -> SafeString:
    """Write what static/js/entry/ says, as JSON in the page; `words.js` reads it."""
    lang = language()
    return json_script(
        {
            **_states(),
            **_troubles(),
            **_questions(),
            **_messages(),
            **_panel(),
            **{f"sign_{name}": sign for name, sign in SIGNS.items()},
            "hedges": {name.value: hedge.text(lang) for name, hedge in QUALIFIER_PHRASES.items()},
            "reasons": {key: reason.text(lang) for key, reason in REASONS.items()},
        },
        "entry-strings",
    )


def _states() -> dict[str, str]:
    return {
        "untouched": _("Nothing changed yet"),
        "typing": _("Typing …"),
        "kept": _("Kept on this computer; not yet on the server: {count}"),
        "saved": _("Saved on the server at {time}"),
        "cell_typing": _("typing"),
        "cell_kept": _("kept on this computer"),
        "cell_saved": _("saved on the server"),
        "asking": _("Waiting for your answer: {count}"),
    }


def _troubles() -> dict[str, str]:
    return {
        "trouble_offline": _("The server does not answer. What you type is kept here and sent as soon as it does."),
        "trouble_busy": _("The server is busy. What you type is kept here and sent again by itself."),
        "trouble_expired": _("You are signed out. Nothing is lost: sign in again, then come back to this tab."),
        "trouble_locked": _(
            "The report has been submitted or published meanwhile: its figures are locked. Your texts are still here."
        ),
        "trouble_refused": _("The server refuses to save. Load the page again; what you typed is kept."),
        "trouble_memory": _("This browser cannot keep anything: do not close this tab before all is saved."),
        "sign_in": _("Sign in (new tab)"),
    }


def _questions() -> dict[str, str]:
    return {
        "which": _("“{text}”: {why} Which number is meant?"),
        "whole": _("{number} (whole number)"),
        "decimal": _("{number} (decimal)"),
        "no_figure": _("No figure – say why"),
        "conflict": _("{by} saved “{theirs}” here at {at}. You typed “{yours}”."),
        "emptied": _("Meanwhile somebody emptied this cell. You typed “{yours}”."),
        "mine": _("Keep mine: {text}"),
        "theirs": _("Take theirs: {text}"),
        "nothing": _("nothing"),
        "missing": _("not available: %s") % "{reason}",
        "note": _("note: %s") % "{note}",
        "alike": _("Asking the same: {count} more."),
        "do_alike": _("Read them the same way"),
    }


def _messages() -> dict[str, str]:
    return {
        "pasted": _("Pasted: {count}."),
        "skipped": _("Left out, because there is no cell or a read-only one: {count}."),
        "overflow": _("Left out beyond the last row or column: {count}."),
        "undo": _("Undo"),
        "undone": _("Undone: {count}. Ctrl+Y does it again."),
        "redone": _("Done again: {count}."),
        "theirs_stay": _("Left as a colleague has entered them since: {count}."),
        "nothing_to_undo": _("There is nothing left to undo."),
        "nothing_to_redo": _("There is nothing to do again."),
        "restored": _("Put back, because not saved last time: {count}."),
        "no_place": _("Kept from last time, but their cells are gone or locked: {texts}"),
        "discard": _("Discard"),
        "not_all_saved": _("Not saved yet: {count}. The report can be submitted when all is saved."),
        "show_them": _("Show them"),
    }


def _panel() -> dict[str, str]:
    return {
        "no_details": _("The server does not answer; try again."),
        "no_source": _("Nobody marked the words that this figure was read from."),
        "no_history": _("Nobody has entered anything here yet."),
        "checking": _("Checking …"),
        "all_well": _("Nothing stands against this report: no error, no warning, nothing missing."),
        "errors": _("Errors, to be mended first: {count}"),
        "missing_required": _("Required and still empty: {count}"),
        "warnings": _("Warnings, to be checked: {count}"),
    }
