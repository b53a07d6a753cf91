"""Who printed a figure, and averages of several years.

What constrains figures already in the tables only becomes wider: they are not read again.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

SEVERAL = ["span", "average", "avgplan"]
BASIS = Q(basis__in=["month", "quarter", "ytd", "year", "as_of", "target", *SEVERAL])
SINCE = Q(basis__in=SEVERAL, since__isnull=False) | Q(basis="target") | (~Q(basis__in=SEVERAL) & Q(since__isnull=True))
BASES = [
    ("month", "in the month"), ("quarter", "in the quarter"), ("ytd", "since January"), ("year", "in the year"),
    ("as_of", "at the cut-off"), ("target", "the year's target"), ("span", "over several years"),
    ("average", "yearly average of several years"), ("avgplan", "planned yearly average of several years"),
]  # fmt: skip

KEPT = """
CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON indicators_secondsource
    FOR EACH STATEMENT EXECUTE FUNCTION welfare_refuse();
CREATE FUNCTION welfare_check_second_source() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM indicators_release r
        WHERE r.number = NEW.release_id AND r.transaction_id = pg_current_xact_id()::text::bigint
    ) THEN
        RAISE EXCEPTION 'welfare: a second source can only be named in the release being made'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_second_source BEFORE INSERT ON indicators_secondsource
    FOR EACH ROW EXECUTE FUNCTION welfare_check_second_source();
"""
NOT_KEPT = """
DROP TRIGGER check_second_source ON indicators_secondsource;
DROP TRIGGER keep ON indicators_secondsource;
DROP FUNCTION welfare_check_second_source();
"""


def inferred() -> models.BooleanField:
    return models.BooleanField("period or scope partly inferred", default=False, db_default=False)


def wider(model: str, name: str, condition: Q) -> list:
    return [
        migrations.RemoveConstraint(model, name),
        AddConstraintNotValid(model, models.CheckConstraint(condition=condition, name=name)),
    ]


class Migration(migrations.Migration):
    dependencies = [("indicators", "0010_reports_of_a_release")]

    operations = [
        migrations.CreateModel(
            "Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField("title", max_length=300)),
                ("publisher", models.CharField("publisher", max_length=200)),
                ("url", models.URLField("address", max_length=500)),
                ("published_on", models.DateField("date", null=True, blank=True)),
                (
                    "precision",
                    models.CharField(
                        "exact to the",
                        max_length=5,
                        choices=[("day", "day"), ("month", "month"), ("year", "year")],
                        default="day",
                    ),
                ),
            ],
            options={
                "verbose_name": "source",
                "verbose_name_plural": "sources",
                "ordering": ["-published_on", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=["url"], name="source_url_unique"),
                    models.CheckConstraint(
                        condition=Q(precision__in=["day", "month", "year"]), name="source_precision"
                    ),
                ],
            },
        ),
        migrations.AddField(
            "report",
            "source",
            models.ForeignKey(
                "indicators.source",
                models.PROTECT,
                null=True,
                blank=True,
                editable=False,
                db_index=False,
                related_name="reports",
                verbose_name="source",
            ),
        ),
        migrations.AddField("draftfigure", "inferred", inferred()),
        migrations.AddField("figure", "inferred", inferred()),
        migrations.AlterField("draftfigure", "basis", models.CharField("basis", max_length=7, choices=BASES)),
        migrations.AlterField("figure", "basis", models.CharField("basis", max_length=7, choices=BASES)),
        migrations.AlterField("areasum", "basis", models.CharField("basis", max_length=7, choices=BASES)),
        *wider("draftfigure", "draft_basis", BASIS),
        *wider("draftfigure", "draft_since_for_spans", SINCE),
        *wider("figure", "figure_basis", BASIS),
        *wider("figure", "figure_since_for_spans", SINCE),
        migrations.CreateModel(
            "SecondSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("inferred", inferred()),
                (
                    "figure",
                    models.ForeignKey(
                        "indicators.figure", models.PROTECT, related_name="second_sources", verbose_name="figure"
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        "indicators.release", models.PROTECT, related_name="second_sources", verbose_name="release"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        "indicators.source", models.PROTECT, related_name="seconded", verbose_name="source"
                    ),
                ),
            ],
            options={
                "verbose_name": "second source",
                "verbose_name_plural": "second sources",
                "ordering": ["figure", "id"],
                "constraints": [models.UniqueConstraint(fields=["figure", "source"], name="second_source_once")],
            },
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
