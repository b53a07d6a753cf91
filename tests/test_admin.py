"""What the staff site promises: home page, reports through services, the way of a report, people and their rights."""

import pytest
from django.urls import reverse

from indicators.admin import site
from indicators.models import Report, User

from . import factories as make
from .staff import jobs_form, signed_in

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"admin:{name}", args=args)


def page(client, name, *args, status=200):
    response = client.get(url(name, *args))
    assert response.status_code == status, response
    return response.content.decode()


@pytest.fixture
def report():
    return make.report("2024-02", form=jobs_form())


@pytest.fixture
def entry(report):
    return signed_in(report.created_by)


@pytest.fixture
def reviewer():
    return signed_in(make.reviewer())


def submitted(report, *cells):
    return make.submitted(list(cells) or [make.cell(10, "2024-02")], report=report)


@pytest.mark.parametrize("name", ["index", "indicators_report_changelist", "indicators_report_add"])
def test_pages_of_entry_staff_open(entry, name):
    page(entry, name)


@pytest.mark.parametrize("name", ["change", "entry", "submit", "review", "history", "delete"])
def test_pages_of_a_report_open(entry, report, name):
    page(entry, f"indicators_report_{name}", report.pk)


def test_every_list_and_form_of_the_catalogue_opens():
    make.published(make.cell(10))
    client = signed_in(User.objects.create(username="quantri", is_staff=True, is_superuser=True))
    for model, _options in site._registry.items():
        if model is not Report:
            page(client, f"indicators_{model._meta.model_name}_changelist")
            first = model.objects.first()
            if first is not None:
                page(client, f"indicators_{model._meta.model_name}_change", first.pk)
