"""What is written down while the site runs: one JSON object a line, with the request's or task's number, no secret."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import structlog

#: Parts of names whose values are never written, wherever they come from.
SECRET = ("password", "passwd", "secret", "token", "authorization", "cookie", "session_key", "csrf", "database_url")
HIDDEN = "[hidden]"

Event = MutableMapping[str, Any]


def hide(logger: object, method: str, event: Event) -> Event:
    """Put HIDDEN in place of every value whose name says that it is secret, at any depth."""
    return {name: HIDDEN if _is_secret(name) else _hidden_within(value) for name, value in event.items()}


def _is_secret(name: object) -> bool:
    return any(part in str(name).lower() for part in SECRET)


def _hidden_within(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: HIDDEN if _is_secret(name) else _hidden_within(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden_within(inner) for inner in value]
    return value


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,  # without the values of variables
    hide,
]


def configure() -> None:
    """Let structlog's loggers write through the standard library's."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def logging(*, json: bool) -> dict[str, Any]:
    """Return Django's LOGGING: all to standard error, as JSON in production, to be read at once in development."""
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False) if json else structlog.dev.ConsoleRenderer(colors=False)
    )
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": SHARED,
        "processors": [remove, last],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"standard": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["standard"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "axes": {"level": "ERROR"},  # the security log says it better
            "django_structlog": {"level": "INFO" if json else "WARNING"},
        },
    }
