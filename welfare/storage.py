"""Where files are kept: static ones under names that hold their content's hash, uploaded ones whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
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


class Media(FileSystemStorage):
    """Uploaded files. One that cannot be written to its end, as on a full disk, leaves nothing behind."""

    def _save(self, name: str, content: File[Any]) -> str:
        path = Path(self.path(name))
        is_new = not path.exists()
        try:
            return super()._save(name, content)  # type: ignore[misc]
        except OSError:
            if is_new:
                path.unlink(missing_ok=True)
            raise
