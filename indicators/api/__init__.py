"""The read-only JSON API under /api/v1/: published figures for other systems.

What each address takes and gives is in the OpenAPI document, /api/v1/openapi.json, and readable at /api/v1/docs.
"""

from .application import describe, urls

__all__ = ["describe", "urls"]
