"""The one app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "indicators"
    verbose_name = _("Welfare indicators")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the security log hear of what happens to accounts."""
        from .signin import events  # noqa: F401
