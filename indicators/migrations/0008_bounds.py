"""What a form's fields may hold: dates and offsets that no page can be made from are refused.

`NOT VALID`: the tables are not read, and rows from before stay as they are (pages pass over them); each write is checked.
"""

import datetime

from django.contrib.postgres.operations import AddConstraintNotValid
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models
from django.db.models import F, Q

WITHIN = [MinValueValidator(datetime.date(1990, 1, 1)), MaxValueValidator(datetime.date(2100, 12, 31))]
OFFSET = [MaxValueValidator(24)]
IN_ORDER = Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
BASES = [
    ("month", "in the month"), ("quarter", "in the quarter"), ("ytd", "since January"), ("year", "in the year"),
    ("as_of", "at the cut-off"), ("target", "the year's target"),
]  # fmt: skip


def month_offset(name: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(name, default=0, validators=OFFSET)


def day(name: str) -> models.DateField:
    return models.DateField(name, null=True, blank=True, validators=WITHIN)


CHECKS = [
    (
        "draftfigure",
        "draft_since_first_of_month",
        Q(since__isnull=True) | Q(since__day=1, since__gte=datetime.date(1990, 1, 1)),
    ),
    ("form", "form_offsets_at_most_24", Q(lock_offset__lte=24, due_offset__lte=24)),
    ("form", "form_dates_in_order", IN_ORDER),
    ("formarea", "form_area_dates_in_order", IN_ORDER),
    ("formline", "form_line_of_one_period", ~Q(basis="span")),
    (
        "seriesbreak",
        "break_in_known_years",
        Q(period__range=(datetime.date(1990, 1, 1), datetime.date(2100, 12, 1))),
    ),
]


class Migration(migrations.Migration):
    dependencies = [("indicators", "0007_category_order")]

    operations = [
        migrations.AlterField("form", "due_offset", month_offset("months from reporting month to due day")),
        migrations.AlterField("form", "lock_offset", month_offset("months from reporting month to lock day")),
        migrations.AlterField("formline", "basis", models.CharField("basis", max_length=7, choices=BASES)),
        migrations.AlterField("report", "cut_off", day("figures as at")),
        migrations.AlterField("report", "published_on", day("date of the document")),
        migrations.AlterField(
            "seriesbreak", "period", models.DateField("first month after the break", validators=WITHIN)
        ),
        *(
            AddConstraintNotValid(table, models.CheckConstraint(condition=condition, name=name))
            for table, name, condition in CHECKS
        ),
    ]
