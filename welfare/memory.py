"""A cache in this process that hands out what was put in, itself and not a copy."""

# The stubs leave out what the backend that this is made from consists of.
# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache


class Values(LocMemCache):
    """A cache of values that nobody changes. Django's own keeps them pickled: a thousand objects, read at every request."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        made = self.make_and_validate_key(key, version=version)
        with self._lock:
            if self._has_expired(made):
                self._delete(made)
                return default
            self._cache.move_to_end(made, last=False)
            return self._cache[made]

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        made = self.make_and_validate_key(key, version=version)
        with self._lock:
            self._set(made, value, timeout)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        made = self.make_and_validate_key(key, version=version)
        with self._lock:
            if not self._has_expired(made):
                return False
            self._set(made, value, timeout)
            return True
