"""The site's addresses, and a page of nothing to compare them with."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from welfare.urls import urlpatterns as site


def empty(request: HttpRequest) -> HttpResponse:
    """Return an empty page, whose time is the cost of the framework and its middleware alone."""
    return HttpResponse("<!doctype html><title>empty</title>")


urlpatterns = [path("empty/", empty), *site]
