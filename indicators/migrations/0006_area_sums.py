"""Keep the sums of provinces' parts, release by release (docs/decisions/0012-sums-of-communes.md)."""

import django.db.models.deletion
from django.db import migrations, models

KEY = ("area_id", "indicator_id", "category_id", "basis", "period", "since")


def _same(left: str, right: str) -> str:
    """SQL: that two rows are of the same sum. `=` where nothing is null, so that indexes are used."""
    signs = {"category_id": "IS NOT DISTINCT FROM", "since": "IS NOT DISTINCT FROM"}
    return " AND ".join(f"{left}.{name} {signs.get(name, '=')} {right}.{name}" for name in KEY)


def _said(row: str) -> str:
    return f"({row}.value, {row}.reporting, {row}.areas, {row}.hedged, {row}.illustrative)"


KEEP = f"""
-- As of a release, the sums of which that release brought or ended a part. Nothing is summed that is a rate; an area
-- counts where it existed on the period's last day. No row has a value where no part has one.
CREATE FUNCTION welfare_area_sums(made integer) RETURNS TABLE (
    area_id bigint, indicator_id bigint, category_id bigint, basis varchar, period date, since date,
    value numeric, reporting integer, areas integer, hedged boolean, illustrative boolean
) LANGUAGE sql STABLE AS $$
    WITH figures AS MATERIALIZED (  -- first of all, so that only the release's own are read
        SELECT * FROM indicators_figure WHERE release_id = made
        UNION ALL SELECT * FROM indicators_figure WHERE superseded_in_id = made
    ), touched AS MATERIALIZED (
        SELECT DISTINCT whole.id AS area_id, f.indicator_id, f.category_id, f.basis, f.period, f.since
        FROM figures f
        JOIN indicators_area part ON part.id = f.area_id
        JOIN indicators_area whole ON whole.id = part.parent_id AND whole.level = 'province'
        JOIN indicators_indicator i ON i.id = f.indicator_id AND i.measure <> 'rate'
    )
    SELECT t.area_id, t.indicator_id, t.category_id, t.basis, t.period, t.since,
        sum(f.value), count(f.value)::integer, count(*)::integer,
        coalesce(bool_or(f.qualifier <> 'exact' OR f.value_high IS NOT NULL) FILTER (WHERE f.value IS NOT NULL), false),
        coalesce(bool_or(f.status = 'illustrative') FILTER (WHERE f.value IS NOT NULL), false)
    FROM touched t
    CROSS JOIN LATERAL (SELECT (t.period + interval '1 month - 1 day')::date AS day) last
    JOIN indicators_area part ON part.parent_id = t.area_id
        AND (part.valid_from IS NULL OR part.valid_from <= last.day)
        AND (part.valid_to IS NULL OR part.valid_to >= last.day)
    LEFT JOIN indicators_figure f ON f.area_id = part.id AND f.indicator_id = t.indicator_id AND f.basis = t.basis
        AND f.period = t.period AND f.category_id IS NOT DISTINCT FROM t.category_id
        AND f.since IS NOT DISTINCT FROM t.since
        AND f.release_id <= made AND (f.superseded_in_id IS NULL OR f.superseded_in_id > made)
    GROUP BY t.area_id, t.indicator_id, t.category_id, t.basis, t.period, t.since
$$;

-- End the sums that no longer hold as of a release, and keep those that now do.
CREATE FUNCTION welfare_keep_area_sums(made integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    fresh record;
BEGIN
    FOR fresh IN SELECT * FROM welfare_area_sums(made) LOOP
        UPDATE indicators_areasum old SET superseded_in_id = made
            WHERE {_same("old", "fresh")} AND old.superseded_in_id IS NULL AND {_said("old")} IS DISTINCT FROM {_said("fresh")};
        INSERT INTO indicators_areasum ({", ".join(KEY)}, value, reporting, areas, hedged, illustrative, release_id)
            SELECT {", ".join(f"fresh.{name}" for name in KEY)},
                fresh.value, fresh.reporting, fresh.areas, fresh.hedged, fresh.illustrative, made
            WHERE fresh.reporting > 0 AND NOT EXISTS (
                SELECT FROM indicators_areasum old WHERE {_same("old", "fresh")} AND old.superseded_in_id IS NULL);
    END LOOP;
END $$;

-- What was published before there were sums.
DO $$ DECLARE made integer; BEGIN
    FOR made IN SELECT number FROM indicators_release ORDER BY number LOOP
        PERFORM welfare_keep_area_sums(made);
    END LOOP;
END $$;
"""

GUARD = """
-- The same guards as a published figure's.
CREATE TRIGGER keep BEFORE DELETE OR TRUNCATE ON indicators_areasum
    FOR EACH STATEMENT EXECUTE FUNCTION welfare_refuse();
CREATE TRIGGER check_published AFTER INSERT ON indicators_areasum
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION welfare_check_published();
CREATE TRIGGER check_superseded BEFORE UPDATE ON indicators_areasum
    FOR EACH ROW EXECUTE FUNCTION welfare_check_superseded();

-- Whichever path a release is made by: when all its figures are in, at the latest when its transaction ends.
CREATE FUNCTION welfare_sum_release() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM welfare_keep_area_sums(NEW.number);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER sum_release AFTER INSERT ON indicators_release DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION welfare_sum_release();
"""

UNDO = """
DROP TRIGGER sum_release ON indicators_release;
DROP TRIGGER check_superseded ON indicators_areasum;
DROP TRIGGER check_published ON indicators_areasum;
DROP TRIGGER keep ON indicators_areasum;
DROP FUNCTION welfare_sum_release(), welfare_keep_area_sums(integer), welfare_area_sums(integer);
"""


def _to(model: str, *, null: bool = False, verbose_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=f"indicators.{model}",
        verbose_name=verbose_name,
    )


class Migration(migrations.Migration):
    dependencies = [("indicators", "0005_former_labels")]

    operations = [
        migrations.CreateModel(
            name="AreaSum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("month", "in the month"),
                            ("quarter", "in the quarter"),
                            ("ytd", "since January"),
                            ("year", "in the year"),
                            ("as_of", "at the cut-off"),
                            ("target", "the year's target"),
                            ("span", "over several years"),
                        ],
                        max_length=7,
                        verbose_name="basis",
                    ),
                ),
                ("period", models.DateField(verbose_name="month")),
                ("since", models.DateField(null=True, verbose_name="counted from")),
                ("value", models.DecimalField(decimal_places=4, max_digits=30, verbose_name="value")),
                ("reporting", models.PositiveIntegerField(verbose_name="areas with a figure")),
                ("areas", models.PositiveIntegerField(verbose_name="areas there were")),
                ("hedged", models.BooleanField(verbose_name="some of the figures are not exact")),
                ("illustrative", models.BooleanField(verbose_name="some of the figures are illustrative")),
                ("area", _to("area", verbose_name="area")),
                ("category", _to("category", null=True, verbose_name="category")),
                ("indicator", _to("indicator", verbose_name="indicator")),
                ("release", _to("release", verbose_name="release")),
                ("superseded_in", _to("release", null=True, verbose_name="superseded in")),
            ],
            options={
                "verbose_name": "sum of an area’s parts",
                "verbose_name_plural": "sums of areas’ parts",
                "ordering": ["indicator", "category", "area", "basis", "period", "id"],
            },
        ),
        # One by one, so that they are there before the sums are filled in.
        migrations.AddIndex(
            model_name="areasum",
            index=models.Index(fields=["indicator", "basis", "category", "period"], name="area_sum_by_indicator"),
        ),
        migrations.AddConstraint(
            model_name="areasum",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_in__isnull", True)),
                fields=("area", "indicator", "category", "basis", "period", "since"),
                name="area_sum_one_current",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="areasum",
            constraint=models.UniqueConstraint(
                fields=("area", "indicator", "category", "basis", "period", "since", "release"),
                name="area_sum_once_in_a_release",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="areasum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("superseded_in__isnull", True), ("superseded_in__gt", models.F("release")), _connector="OR"
                ),
                name="area_sum_superseded_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="areasum",
            constraint=models.CheckConstraint(condition=models.Q(("reporting__gte", 1)), name="area_sum_of_something"),
        ),
        migrations.AddConstraint(
            model_name="areasum",
            constraint=models.CheckConstraint(
                condition=models.Q(("reporting__lte", models.F("areas"))), name="area_sum_of_those_there_were"
            ),
        ),
        migrations.RunSQL(KEEP + GUARD, UNDO),
    ]
