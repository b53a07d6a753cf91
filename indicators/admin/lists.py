"""The base of every admin: lists look up what their own filters ask for, fields show only what can be a row's number."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import ERROR_FLAG, SEARCH_VAR, ChangeList, ChangeListSearchForm
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import DataError, OperationalError, connection, transaction
from django.db.models import BooleanField, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

logger = logging.getLogger(__name__)

#: What one looks for in a list: a name, a part of a title.
LONGEST_SEARCH, MOST_WORDS = 200, 10
#: Seconds after which the database gives up a list. The slowest of ours takes a fifth of one.
LONGEST_LIST = 5
#: Digits of the largest number that a row can have.
LONGEST_NUMBER = 18
#: What comes of a value that a column cannot be compared with: Django's lists look at some of these, not at all.
UNREADABLE = (ValueError, OverflowError, DataError)


class RowSelect(AutocompleteSelect):
    """A choice among rows that are fetched while one types. A value that is no row's number selects nothing."""

    def optgroups(self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        return super().optgroups(name, [one for one in value if is_row_number(str(one))], attrs)


def is_row_number(text: str) -> bool:
    """Return whether a text that came with a request can be a row's primary key."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER


class SearchForm(ChangeListSearchForm):
    """The search of a list. Refuses texts that nobody types, each word of which would be one more condition."""

    def clean_q(self) -> str:
        text: str = self.cleaned_data[SEARCH_VAR]
        if not is_searchable(text):
            raise forms.ValidationError(
                _("Search for at most %(words)s words, in %(characters)s characters.")
                % {"words": MOST_WORDS, "characters": LONGEST_SEARCH}
            )
        return text


def is_searchable(text: str) -> bool:
    """Return whether the database can look for this text, in a moment."""
    return len(text) <= LONGEST_SEARCH and len(text.split()) <= MOST_WORDS and "\0" not in text


class SearchedList(ChangeList):
    """A change list with our search form."""

    search_form_class = SearchForm


class StaffAdmin(admin.options.BaseModelAdmin):
    """The base of our admins and their inlines."""

    show_facets = admin.ShowFacets.NEVER

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Return whether a filter or the dates of this very list ask like that. The stock allows any `title__regex`."""
        return lookup in own_lookups(self, request)

    def choices_for(self, request: HttpRequest, name: str) -> QuerySet[Any] | None:
        """Return the rows that this person may put into the field; None: all."""
        return None

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", RowSelect(db_field, self.admin_site, using=kwargs.get("using")))
        choices = self.choices_for(request, db_field.name)
        return super().formfield_for_foreignkey(
            db_field, request, **kwargs if choices is None else kwargs | {"queryset": choices}
        )


def own_lookups(model_admin: Any, request: HttpRequest | None) -> set[str]:
    """Return the parameters that the links of a list's filters and of its dates have."""
    paths = [one[0] if isinstance(one, tuple) else one for one in model_admin.get_list_filter(request)]
    fields = [get_fields_from_path(model_admin.model, path)[-1] for path in paths]
    names = {name for path, field in zip(paths, fields, strict=True) for name in _of_filter(path, field)}
    dates = model_admin.date_hierarchy
    return names | ({f"{dates}__{part}" for part in ("year", "month", "day")} if dates else set())


def _of_filter(path: str, field: Any) -> tuple[str, str]:
    """Return what the stock filter of a relation, of a choice or a yes and no, or of any other field asks."""
    if field.is_relation:
        return f"{path}__{field.target_field.name}__exact", f"{path}__isnull"
    is_choice = bool(field.choices) or isinstance(field, BooleanField)
    return f"{path}__exact" if is_choice else path, f"{path}__isnull"


class StaffList(StaffAdmin, admin.ModelAdmin):
    """The base of admins that have a list."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return SearchedList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not is_searchable(search_term):  # from a field that looks while one types: it has no form
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list. Where nothing can be looked up like that, or not in time, lead to the whole list and say so."""
        self._read_error_flag(request)
        try:
            with answered_soon(request):
                return _rendered(super().changelist_view(request, extra_context))
        except (*UNREADABLE, OperationalError) as problem:
            if not is_asked_wrongly(problem) or not (request.GET or request.POST):
                raise
            logger.warning("%s cannot be filtered as asked: %s", request.path, type(problem).__name__)
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")

    def _read_error_flag(self, request: HttpRequest) -> None:
        """Say why the whole list is shown. The flag beside other parameters would be taken for a broken database."""
        if ERROR_FLAG in request.GET and len(request.GET) > 1:
            parameters = request.GET.copy()
            del parameters[ERROR_FLAG]
            request.GET = parameters  # type: ignore[assignment]
        elif ERROR_FLAG in request.GET:
            said = _("This list cannot be filtered like that. Here is all of it.")
            self.message_user(request, said, messages.WARNING)


def is_asked_wrongly(problem: Exception) -> bool:
    """Return whether the request is to blame: its values cannot be compared, or nothing was found in time."""
    return not isinstance(problem, OperationalError) or isinstance(problem.__cause__, QueryCanceled)


def _rendered(response: HttpResponse) -> HttpResponse:
    """Render now what would be rendered later: a list asks the database while it is written."""
    render = getattr(response, "render", None)
    return render() if render else response


@contextmanager
def answered_soon(request: HttpRequest) -> Iterator[None]:
    """Have the database end, in this transaction, any statement of a page that takes too long; not what a form does."""
    with transaction.atomic(), connection.cursor() as cursor:
        if request.method in {"GET", "HEAD"}:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{LONGEST_LIST}s"])
        yield
        cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
