"""The staff site under /admin/: the stock Django admin with a name, style and home page of our own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from allauth.account import app_settings
from allauth.account.decorators import secure_admin_login
from allauth.utils import get_form_class
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse, translate_url
from django.utils.translation import gettext_lazy as _

from ..models.named import language
from ..values.collation import sort_key
from .home import home
from .picking import Rows
from .staff import is_administrator

View = TypeVar("View", bound=Callable[..., Any])


class StaffSite(AdminSite):
    """The staff site. Its one instance is `site`, which `welfare.urls` serves."""

    site_header = _("Welfare indicators: entry and review")
    site_title = _("Entry and review")
    index_title = _("My work")
    index_template = "admin/index.html"
    password_change_template = "admin/password_change.html"
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        path = request.get_full_path()
        languages = [
            {"code": code, "name": name, "url": translate_url(path, code), "current": code == language()}
            for code, name in settings.LANGUAGES
        ]
        return {
            **super().each_context(request),
            "languages": languages,
            "public_url": reverse("overview"),
            "keeps_catalogue": is_administrator(request),
        }

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the one sign-in page, with its limits and its second step (indicators.signin)."""
        return secure_admin_login(super().login)(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show the stock page with the form that counts guesses (`ACCOUNT_FORMS`)."""
        view = PasswordChangeView.as_view(
            form_class=get_form_class(app_settings.FORMS, "change_password", AdminPasswordChangeForm),
            success_url=reverse("admin:password_change_done"),
            template_name=self.password_change_template,
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return cast(TemplateResponse, view(request))

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        return super().admin_view(_with_named_field(view), cacheable)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return cast(HttpResponse, Rows.as_view(admin_site=self)(request))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {**home(request), **(extra_context or {})})

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show what an administrator keeps, under the title that the menu has for it, in Vietnamese order."""
        title = {"title": _("Catalogue and people")} if is_administrator(request) else {}
        response = super().app_index(request, app_label, {**title, **(extra_context or {})})
        for app in (response.context_data or {})["app_list"]:
            app["models"].sort(key=lambda model: sort_key(str(model["name"])))
        return response


def _with_named_field(view: View) -> View:
    """Wrap a stock view so that an empty `_to_field=` is dropped: it would take it for a field's name, and break."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.GET.get(TO_FIELD_VAR) == "":
            parameters = request.GET.copy()
            del parameters[TO_FIELD_VAR]
            request.GET = parameters  # type: ignore[assignment]
        return view(request, *args, **kwargs)

    return cast(View, wrapped)


site = StaffSite(name="admin")
