"""The staff site under /admin/: the stock Django admin with our name, our style and our home page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class StaffSite(AdminSite):
    """One instance, `site`. `welfare.urls` serves it."""

    site_header = _("Welfare indicators: entry and review")
    site_title = _("Entry and review")
    index_title = _("My work")
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        path = request.get_full_path()
        languages = [
            {"code": code, "name": name, "url": translate_url(path, code), "current": code == get_language()}
            for code, name in settings.LANGUAGES
        ]
        return {**super().each_context(request), "languages": languages}


site = StaffSite(name="admin")
