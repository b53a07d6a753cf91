"""The site's addresses, and a page of nothing to compare them with."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from welfare.urls import urlpatterns as site


def empty(request: HttpRequest) -> HttpResponse:
    """What the framework and its middleware cost alone."""
    return HttpResponse("<!doctype html><title>empty</title>")


urlpatterns = [path("empty/", empty), *site]
