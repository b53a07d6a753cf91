"""Keep a list of the series there are: sorting it is quick, sorting all figures before the first line is not."""

import django.db.models.deletion
from django.db import migrations, models

KEEP = """
CREATE FUNCTION welfare_note_series() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO indicators_figureseries (indicator_id, area_id, category_id)
        SELECT DISTINCT indicator_id, area_id, category_id FROM added ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER note_series AFTER INSERT ON indicators_figure
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION welfare_note_series();
INSERT INTO indicators_figureseries (indicator_id, area_id, category_id)
    SELECT DISTINCT indicator_id, area_id, category_id FROM indicators_figure;
"""

UNDO = """
DROP TRIGGER note_series ON indicators_figure;
DROP FUNCTION welfare_note_series();
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_catalogue_state")]

    operations = [
        migrations.CreateModel(
            name="FigureSeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.area",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.category",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.indicator",
                    ),
                ),
            ],
            options={
                "ordering": ["indicator", "category", "area"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("indicator", "area", "category"), name="figure_series_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.RunSQL(KEEP, UNDO),
    ]
