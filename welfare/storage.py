"""Static files under names that hold their content's hash, each address worked out once."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Static files whose manifest is read when the process starts: no address can change in it, each is looked up once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        if name not in self._known:
            self._known[name] = super().url(name, force)
        return self._known[name]
