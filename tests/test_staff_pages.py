"""The pages that the stock admin makes, in our frame: they lead on, and they speak the reader's language."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from indicators.admin import site
from indicators.models import User

from . import factories as make
from .staff import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    """A superuser at a browser: sees every page there is."""
    return signed_in(User.objects.create(username="quantri", is_staff=True, is_superuser=True))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_catalogue_page_leads_to_every_list(keeper, lang):
    with override(lang):
        here, added = reverse("admin:app_list", args=["indicators"]), reverse("admin:indicators_user_add")
        lists = [reverse(f"admin:indicators_{model._meta.model_name}_changelist") for model in site._registry]
    main = keeper.get(here).content.decode().partition('id="content"')[2]
    assert [address for address in (*lists, added) if f'href="{address}"' not in main] == []
    assert not re.search("Nothing waits for you|không có việc nào đang chờ", main)


def test_catalogue_page_shows_entry_staff_the_reports_alone():
    main = signed_in(make.entry_staff()).get("/admin/indicators/").content.decode().partition('id="content"')[2]
    assert "/admin/indicators/report/" in main
    assert "/admin/indicators/user/" not in main
