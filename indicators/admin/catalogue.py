"""The catalogue: what is measured, how it is broken down, by which forms it is reported."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import ngettext

from ..models import (
    Area,
    Body,
    Breakdown,
    Category,
    Dimension,
    Form,
    FormArea,
    FormLine,
    Indicator,
    IndicatorPhrase,
    Responsibility,
    SeriesBreak,
    Topic,
    Unit,
)
from ..permissions import kept_areas
from ..queries.catalogue import finer_than
from .lists import StaffList
from .rights import KeptByAdministrators, KeptByArea, ReadOnly
from .site import site
from .staff import user_of


class NamedAdmin(KeptByAdministrators, StaffList):
    """The admin of a model with a slug and two names."""

    list_display = ["slug", "name_vi", "name_en", "position"]
    list_display_links = ("slug", "name_vi")
    search_fields = ["slug", "name_vi", "name_en"]
    list_per_page = 100
    list_max_show_all = 500

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Return the slug, once it is given: it stands in addresses and files."""
        return ("slug",) if obj is not None else ()


@admin.register(Topic, Unit, Dimension, site=site)
class SimpleAdmin(NamedAdmin):
    """The admin of topics, units and dimensions."""


@admin.register(Category, site=site)
class CategoryAdmin(NamedAdmin):
    list_display = ["slug", "dimension", "name_vi", "name_en", "position"]
    list_filter = ("dimension",)
    list_select_related = ("dimension",)


class BreakdownInline(KeptByAdministrators, admin.StackedInline):
    model = Breakdown
    extra = 0
    fields = (("dimension", "complete", "position"),)


class PhraseInline(KeptByAdministrators, admin.StackedInline):
    model = IndicatorPhrase
    extra = 0
    fields = (("text", "category", "kind", "weight"),)
    autocomplete_fields = ("category",)


class IndicatorForm(forms.ModelForm):
    """The form of an indicator. Refuses fewer decimals than published figures have: pages would round them, files not."""

    def clean_decimals(self) -> int:
        decimals: int = self.cleaned_data["decimals"]
        is_lower = self.instance.pk and decimals < self.instance.decimals
        count, least = finer_than(decimals, self.instance) if is_lower else (0, 0)
        if count:
            raise forms.ValidationError(
                ngettext(
                    "%(count)s published figure has more decimals. Keep at least %(needed)s: pages would show it rounded.",
                    "%(count)s published figures have more decimals. "
                    "Keep at least %(needed)s: pages would show them rounded.",
                    count,
                )
                % {"count": count, "needed": least}
            )
        return decimals


@admin.register(Indicator, site=site)
class IndicatorAdmin(NamedAdmin):
    form = IndicatorForm
    list_display = ["slug", "name_vi", "topic", "unit", "measure", "direction", "position"]
    list_filter = ("topic", "measure", "direction")
    list_select_related = ("topic", "unit")
    search_fields = ["slug", "name_vi", "name_en", "folded"]
    inlines = (BreakdownInline, PhraseInline)


@admin.register(Body, site=site)
class BodyAdmin(NamedAdmin):
    list_display = ["slug", "name_vi", "valid_from", "valid_to"]


@admin.register(Responsibility, site=site)
class ResponsibilityAdmin(KeptByArea, StaffList):
    """The admin of which body answers for an indicator in an area, and when."""

    list_display = ["indicator", "area", "body", "valid_from", "valid_to"]
    list_filter = ("body", ("area", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("indicator", "area", "body")
    search_fields = ["indicator__slug", "indicator__name_vi", "area__name_vi"]
    autocomplete_fields = ("indicator", "area", "body")
    list_per_page = 100


@admin.register(SeriesBreak, site=site)
class SeriesBreakAdmin(KeptByArea, StaffList):
    """The admin of the months from which an indicator no longer compares with before."""

    list_display = ["period", "indicator", "area", "note_vi"]
    list_select_related = ("indicator", "area")
    autocomplete_fields = ("indicator", "area")


class FormLineInline(KeptByAdministrators, admin.StackedInline):
    model = FormLine
    extra = 0
    fields = (("indicator", "category", "basis", "required", "position"),)
    autocomplete_fields = ("indicator", "category")

    def get_queryset(self, request: HttpRequest) -> QuerySet[FormLine]:
        return super().get_queryset(request).select_related("indicator", "category")


class FormAreaInline(KeptByAdministrators, admin.StackedInline):
    model = FormArea
    extra = 0
    fields = (("area", "valid_from", "valid_to", "begins"),)
    autocomplete_fields = ("area",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[FormArea]:
        """Return the areas that this administrator keeps: which other areas use the form is not theirs to change."""
        return super().get_queryset(request).filter(area__in=kept_areas(user_of(request)).values("pk"))

    def choices_for(self, request: HttpRequest, name: str) -> QuerySet[Any] | None:
        return kept_areas(user_of(request))


@admin.register(Form, site=site)
class FormAdmin(NamedAdmin):
    list_display = ["slug", "name_vi", "frequency", "lock_day", "due_day"]
    inlines = (FormAreaInline, FormLineInline)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return whether nobody else's area uses the form."""
        others = FormArea.objects.exclude(area__in=kept_areas(user_of(request)).values("pk"))
        is_shared = isinstance(obj, Form) and others.filter(form=obj).exists()
        return super().has_delete_permission(request, obj) and not is_shared


@admin.register(Area, site=site)
class AreaAdmin(ReadOnly, StaffList):
    """The admin of areas, read-only: they come with the reference data, their codes and dates are set by law."""

    list_display = ["public_code", "name_vi", "level", "parent", "valid_from", "valid_to"]
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ["public_code", "name_vi", "name_en", "folded"]
    ordering = ("sort_key", "id")
    list_per_page = 100
    list_max_show_all = 0
