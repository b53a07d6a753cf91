"""The configuration of the one app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    """The app of everything below `indicators/`."""

    name = "indicators"
    verbose_name = _("Welfare indicators")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signals that write what happens to accounts into the security log."""
        from .signin import events  # noqa: F401
