"""The OpenAPI document, put right where the library cannot know: problems, optional parameters."""

from __future__ import annotations

from typing import Any

from .problems import CONTENT_TYPE


def polished(document: dict[str, Any]) -> dict[str, Any]:
    """Put the library's document right: problems under their content type, and no parameter that may be "null"."""
    for methods in document["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    (content,) = response["content"].values()
                    response["content"] = {CONTENT_TYPE: content}
            operation["parameters"] = [_parameter(parameter) for parameter in operation.get("parameters", [])]
    return document


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    """Describe a parameter as one that is left out, since an address cannot say null. A left-out list is empty."""
    schema = parameter["schema"]
    optional = "anyOf" in schema or schema.get("type") == "array"
    if "anyOf" in schema:
        (value_schema,) = [choice for choice in schema["anyOf"] if choice != {"type": "null"}]
        schema = {**{name: value for name, value in schema.items() if name not in {"anyOf", "default"}}, **value_schema}
    return parameter | {"schema": schema, "required": parameter.get("required", False) and not optional}
