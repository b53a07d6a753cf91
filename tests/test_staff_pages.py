"""The pages that the stock admin makes, in our frame: they lead on, and they speak the reader's language."""

from __future__ import annotations

import re
from pathlib import Path

import django
import pytest
from babel.messages.pofile import read_po
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override

from indicators.admin import site
from indicators.models import Body, User
from indicators.values.collation import sort_key

from .support import factories as make
from .support.staff import jobs_form, signed_in

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


def test_catalogue_page_is_in_the_order_of_a_dictionary(keeper):
    main = keeper.get("/admin/indicators/").content.decode().partition('class="kept"')[2]
    names = re.findall(r"<li id=[^>]*><a [^>]*>([^<]+)", main)
    assert names == sorted(names, key=sort_key)
    assert names.index("Báo cáo") < names.index("Biểu mẫu")


def test_catalogue_page_shows_entry_staff_the_reports_alone():
    main = signed_in(make.entry_staff()).get("/admin/indicators/").content.decode().partition('id="content"')[2]
    assert "/admin/indicators/report/" in main
    assert "/admin/indicators/user/" not in main


@pytest.mark.parametrize("who", ["nhap", "duyet", "quantri"])
def test_report_that_is_only_read_has_no_link_that_its_reader_may_not_follow(who):
    body = Body.objects.create(slug="so", name_vi="Sở Nội vụ", name_en="Department")
    report = make.submitted([make.cell(10)], report=make.report(body=body, form=jobs_form()))
    role = {"nhap": "entry", "duyet": "reviewer", "quantri": "administrator"}[who]
    client = signed_in(make.user(who, role, make.province()))
    main = client.get(reverse("admin:indicators_report_change", args=[report.pk])).content.decode()
    main = main.partition('id="content"')[2]
    links = {link for link in re.findall(r'href="(/[^"#]*)"', main) if link.startswith("/admin/")}
    assert {link for link in links if client.get(link).status_code != 200} == set()
    assert "Sở Nội vụ" in main


#: What the stock pages and forms may show.
STOCK = (("contrib/admin", ""), ("contrib/auth", ""), ("conf", "forms/"), ("conf", "core/validators.py"))
#: The same in every language.
NAMES = {"IPv4", "IPv6", "Email", ":", ":?.!", "%(class_name)s %(instance)s"}


def test_stock_pages_say_everything_in_vietnamese():
    """The framework's own Vietnamese catalogue has gaps; ours fills them."""
    with override("vi"):
        english = [
            words for catalogue, where in STOCK for words in stock_words(catalogue, where) if not translated(words)
        ]
    assert english == []


def stock_words(catalogue, where):
    """The sentences of a framework's part whose source file's path begins with `where`."""
    path = Path(django.__file__).parent / catalogue / "locale" / "en" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return [each.id for each in read_po(file) if each.id and any(at.startswith(where) for at, _ in each.locations)]


def translated(words):
    if isinstance(words, tuple):
        return ngettext(*words, 2) not in words
    return words in NAMES or gettext(words) != words
