"""JSON in which a number keeps all its digits."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja.renderers import BaseRenderer
from pydantic import WithJsonSchema

from ..exports.csv_file import plain
from ..values import numbers

#: A decimal that is written as a JSON number, not as a text.
Number = Annotated[Decimal, WithJsonSchema({"type": "number"})]


def dumps(value: Any) -> str:
    """Write `value` as JSON; decimals as numbers with every digit, dates and moments in ISO 8601."""
    if isinstance(value, Decimal):
        return numbers.plain(value)
    if isinstance(value, date):
        return json.dumps(plain(value))
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(key))}: {dumps(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(dumps, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


class ExactRenderer(BaseRenderer):
    """The writer of every answer, which keeps each number's digits."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return dumps(data)
