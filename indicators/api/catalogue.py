"""Areas and indicators, as the catalogue has them now."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import Prefetch
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
    """In the order of their codes. Districts ended on 30 June 2025; `successors` says what became of them."""
    asked = {name: value for name, value in {"level": level, "parent__public_code": parent}.items() if value}
    found = _areas().filter(**asked).order_by("public_code")
    if cursor is not None:
        found = found.filter(public_code__gt=parts(cursor, str)[0])
    page = list(found[: limit + 1])
    following = token(page[limit - 1].public_code) if len(page) > limit else None
    return {"items": [_area(area) for area in page[:limit]], "next": next_url(request, following)}


@router.get("/areas/{code}", response={200: give.Area, **PROBLEMS}, summary="One area")
def area(request: HttpRequest, code: Annotated[str, Path(pattern=take.CODE)]) -> dict[str, Any]:
    found = _areas().filter(public_code=code).first()
    if found is None:
        raise NotFound("area", code)
    return _area(found)


def _areas() -> Any:
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
    found = _indicators().order_by("slug")
    found = found.filter(topic__slug=topic) if topic else found
    if cursor is not None:
        found = found.filter(slug__gt=parts(cursor, str)[0])
    page = list(found[: limit + 1])
    following = token(page[limit - 1].slug) if len(page) > limit else None
    return {"items": [_indicator(one) for one in page[:limit]], "next": next_url(request, following)}


@router.get("/indicators/{slug}", response={200: give.Indicator, **PROBLEMS}, summary="One indicator")
def indicator(request: HttpRequest, slug: Annotated[str, Path(pattern=take.SLUG)]) -> dict[str, Any]:
    found = _indicators().filter(slug=slug).first()
    if found is None:
        raise NotFound("indicator", slug)
    return _indicator(found)


def _indicators() -> Any:
    categories = Prefetch("dimension__categories", Category.objects.order_by("position", "slug"))
    breakdowns = Breakdown.objects.select_related("dimension").prefetch_related(categories)
    return Indicator.objects.select_related("topic", "unit").prefetch_related(Prefetch("breakdowns", breakdowns))


def _indicator(one: Indicator) -> dict[str, Any]:
    return {
        "slug": one.slug, "name_vi": one.name_vi, "name_en": one.name_en,
        "definition_vi": one.definition_vi, "definition_en": one.definition_en,
        "topic": one.topic.slug, "unit": one.unit.slug, "unit_vi": one.unit.name_vi, "unit_en": one.unit.name_en,
        "decimals": one.decimals, "measure": one.measure, "direction": one.direction,
        "breakdowns": [_breakdown(breakdown) for breakdown in one.breakdowns.all()],
    }  # fmt: skip


def _breakdown(one: Breakdown) -> dict[str, Any]:
    dimension = one.dimension
    categories = [{"slug": c.slug, "name_vi": c.name_vi, "name_en": c.name_en} for c in dimension.categories.all()]
    return {
        "slug": dimension.slug, "name_vi": dimension.name_vi, "name_en": dimension.name_en,
        "complete": one.complete, "categories": categories,
    }  # fmt: skip
