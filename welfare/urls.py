"""Vietnamese without a prefix, English under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from indicators.admin import site
from indicators.views import health

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    *i18n_patterns(
        path("admin/", site.urls),
        path("accounts/", include("indicators.signin.urls")),
        path("", include("indicators.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "welfare.outages.bad_request"
handler403 = "indicators.views.errors.forbidden"
handler404 = "indicators.views.errors.not_found"
handler500 = "welfare.outages.server_error"
