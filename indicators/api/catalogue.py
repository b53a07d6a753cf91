"""Areas and indicators, as the catalogue has them now."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from ninja import Path, Query, Router

from ..models import Area, Breakdown, Category, Indicator
from ..queries import NotFound
from . import parameters as take
from . import schemas as give
from .paging import next_url, parts, token
from .problems import Problem

router = Router()
PROBLEMS = {400: Problem, 404: Problem}

Level = Annotated[
    str | None, Query(pattern="^(province|district|commune)$", description="province, district or commune")
]
Parent = Annotated[take.Code | None, Query(description="Code of the area above.")]
Topic = Annotated[take.Slug | None, Query(description="Slug of a topic.")]


@router.get("/areas", response={200: give.Areas, **PROBLEMS}, summary="Areas, present and former")
def areas(
    request: HttpRequest,
    level: Level = None,
    parent: Parent = None,
    limit: take.Limit = take.USUAL,
    cursor: take.Cursor = None,
) -> dict[str, Any]:
    """In the order of their codes, without invented ones. Districts ended on 30 June 2025; `successors` says what became of them."""
    filters = {name: value for name, value in {"level": level, "parent__public_code": parent}.items() if value}
    every = _areas().filter(**filters, invented=False).order_by("public_code")
    if cursor is not None:
        every = every.filter(public_code__gt=parts(cursor, str)[0])
    page = list(every[: limit + 1])
    following = token(page[limit - 1].public_code) if len(page) > limit else None
    return {"items": [_area(area) for area in page[:limit]], "next": next_url(request, following)}


@router.get("/areas/{code}", response={200: give.Area, **PROBLEMS}, summary="One area")
def area(request: HttpRequest, code: Annotated[str, Path(pattern=take.CODE)]) -> dict[str, Any]:
    place = _areas().filter(public_code=code).first()
    if place is None:
        raise NotFound("area", code)
    return _area(place)


def _areas() -> QuerySet[Area]:
    return Area.objects.select_related("parent").prefetch_related("successors")


def _area(area: Area) -> dict[str, Any]:
    return {
        "code": area.public_code, "official_code": area.code, "level": area.level, "type_vi": area.type_vi,
        "name_vi": area.name_vi, "name_en": area.name_en, "parent": area.parent.public_code if area.parent else None,
        "valid_from": area.valid_from, "valid_to": area.valid_to,
        "successors": sorted(successor.public_code for successor in area.successors.all()),
    }  # fmt: skip


@router.get("/indicators", response={200: give.Indicators, **PROBLEMS}, summary="The catalogue of indicators")
def indicators(
    request: HttpRequest, topic: Topic = None, limit: take.Limit = take.USUAL, cursor: take.Cursor = None
) -> dict[str, Any]:
    """In the order of their slugs, with definitions, units and breakdowns."""
    every = _indicators().order_by("slug")
    every = every.filter(topic__slug=topic) if topic else every
    if cursor is not None:
        every = every.filter(slug__gt=parts(cursor, str)[0])
    page = list(every[: limit + 1])
    following = token(page[limit - 1].slug) if len(page) > limit else None
    return {"items": [_indicator(item) for item in page[:limit]], "next": next_url(request, following)}


@router.get("/indicators/{slug}", response={200: give.Indicator, **PROBLEMS}, summary="One indicator")
def indicator(request: HttpRequest, slug: Annotated[str, Path(pattern=take.SLUG)]) -> dict[str, Any]:
    item = _indicators().filter(slug=slug).first()
    if item is None:
        raise NotFound("indicator", slug)
    return _indicator(item)


def _indicators() -> QuerySet[Indicator]:
    categories = Prefetch("dimension__categories", Category.objects.order_by("position", "slug"))
    breakdowns = Breakdown.objects.select_related("dimension").prefetch_related(categories)
    return Indicator.objects.select_related("topic", "unit").prefetch_related(Prefetch("breakdowns", breakdowns))


def _indicator(indicator: Indicator) -> dict[str, Any]:
    return {
        "slug": indicator.slug, "name_vi": indicator.name_vi, "name_en": indicator.name_en,
        "definition_vi": indicator.definition_vi, "definition_en": indicator.definition_en,
        "topic": indicator.topic.slug, "unit": indicator.unit.slug, "unit_vi": indicator.unit.name_vi, "unit_en": indicator.unit.name_en,
        "decimals": indicator.decimals, "measure": indicator.measure, "direction": indicator.direction,
        "breakdowns": [_breakdown(breakdown) for breakdown in indicator.breakdowns.all()],
    }  # fmt: skip


def _breakdown(breakdown: Breakdown) -> dict[str, Any]:
    dimension = breakdown.dimension
    categories = [{"slug": c.slug, "name_vi": c.name_vi, "name_en": c.name_en} for c in dimension.categories.all()]
    return {
        "slug": dimension.slug, "name_vi": dimension.name_vi, "name_en": dimension.name_en,
        "complete": breakdown.complete, "categories": categories,
    }  # fmt: skip
