"""Count the catalogue's changes in the database, whichever path they come by."""

from django.db import migrations, models

TABLES = (
    "topic", "unit", "dimension", "category", "indicator", "breakdown", "body", "responsibility", "seriesbreak",
    "form", "formarea", "formline", "area", "areasuccession", "indicatorphrase",
)  # fmt: skip

COUNT = """
INSERT INTO indicators_cataloguestate (id, version) VALUES (1, 1);
CREATE FUNCTION welfare_count_catalogue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO indicators_cataloguestate AS state (id, version) VALUES (1, 1)
        ON CONFLICT (id) DO UPDATE SET version = state.version + 1;
    RETURN NULL;
END $$;
""" + "".join(
    f"""CREATE TRIGGER count_catalogue AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON indicators_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION welfare_count_catalogue();
"""
    for table in TABLES
)

UNDO = (
    "".join(f"DROP TRIGGER count_catalogue ON indicators_{table};" for table in TABLES)
    + "DROP FUNCTION welfare_count_catalogue(); DELETE FROM indicators_cataloguestate;"
)


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveBigIntegerField(default=1)),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="catalogue_state_single")],
            },
        ),
        migrations.RunSQL(COUNT, UNDO),
    ]
