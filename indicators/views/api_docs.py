"""The API's documentation: its OpenAPI document as a page, without scripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from ..query_forms import release_asked_for
from .as_of import as_of
from .caching import answer
from .errors import readable
from .page import show


@dataclass(frozen=True, slots=True)
class ApiParameter:
    """One parameter of an address, in words."""

    name: str
    place: str
    required: bool
    form: str
    description: str


@dataclass(frozen=True, slots=True)
class ApiOperation:
    """One address of the interface: what it takes and what it gives."""

    path: str
    summary: str
    description: str
    parameters: list[ApiParameter]
    gives: str
    schema: str


@dataclass(frozen=True, slots=True)
class ApiMember:
    """One member of what an address gives."""

    name: str
    form: str
    description: str


@readable
def docs(request: HttpRequest, describe: Callable[[], dict[str, Any]]) -> HttpResponseBase:
    """Show every address of the interface with its parameters and what it gives."""
    at = as_of(release_asked_for(request.GET))

    def make() -> HttpResponse:
        document = describe()
        schemas = document["components"]["schemas"]
        context = {
            "document": document["info"],
            "operations": [_operation(path, methods["get"]) for path, methods in document["paths"].items()],
            "schemas": [(name, schema.get("description", ""), _members(schema)) for name, schema in schemas.items()],
        }
        return show(request, "indicators/api_docs.html", at, context)

    return answer(request, at, make)


def _operation(path: str, operation: dict[str, Any]) -> ApiOperation:
    schema = operation["responses"][200]["content"]["application/json"]["schema"]
    return ApiOperation(
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        parameters=[_parameter(parameter) for parameter in operation["parameters"]],
        gives=form(schema),
        schema=schema["$ref"].rsplit("/", 1)[-1],
    )


def _parameter(parameter: dict[str, Any]) -> ApiParameter:
    schema = parameter["schema"]
    return ApiParameter(
        parameter["name"],
        parameter["in"],
        parameter.get("required", False),
        form(schema),
        parameter.get("description", schema.get("description", "")),
    )


def _members(schema: dict[str, Any]) -> list[ApiMember]:
    return [
        ApiMember(name, form(item), item.get("description", "")) for name, item in schema.get("properties", {}).items()
    ]


def form(schema: dict[str, Any]) -> str:
    """Say a JSON schema in a few words: `string`, `integer 1–1000`, `list of Area`, `number or null`."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(form(member) for member in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"list of {form(schema['items'])}"
    words = [str(schema.get("type", "")), str(schema.get("format", ""))]
    if "minimum" in schema:
        words.append(f"{schema['minimum']}–{schema.get('maximum', '')}")
    words.append(str(schema.get("pattern", "")))
    return " ".join(word for word in words if word)
