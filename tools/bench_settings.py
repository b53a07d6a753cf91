"""The site as it is, for the bench: one empty page more, and no page kept unless BENCH_KEEP_PAGES is 1."""

import os

from welfare.settings import *  # noqa: F403

MEDIA_ROOT = VAR_DIR / "bench-media"  # noqa: F405
STATIC_ROOT = VAR_DIR / "bench-static"  # noqa: F405
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("css", "js", "svg")  # the bench asks for pages, which only name them
ROOT_URLCONF = "tools.bench_urls"
if os.environ.get("BENCH_KEEP_PAGES") != "1":
    CACHES = CACHES | {"pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}  # noqa: F405
