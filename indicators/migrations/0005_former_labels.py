"""Keep what things were called when a release was made (docs/decisions/0006-names-as-of-a-release.md)."""

from django.db import migrations, models

TABLES = ("area", "indicator", "category", "unit", "topic")

KEEP = """
-- A name changes between two releases, never while one is being made: the same lock as a publication's, shared.
CREATE FUNCTION welfare_await_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7310001);
    RETURN NULL;
END $$;

-- The first change after a release keeps the name that the release showed; later ones were never shown.
CREATE FUNCTION welfare_keep_label() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    kind text := TG_ARGV[0];
    said jsonb := to_jsonb(OLD);
    says jsonb := to_jsonb(NEW);
    code text := CASE kind WHEN 'area' THEN 'public_code' ELSE 'slug' END;
    parts text[] := ARRAY[code, 'name_vi', 'name_en', 'definition_vi', 'definition_en', 'unit_id', 'topic_id'];
    newest integer := (SELECT max(number) FROM indicators_release);
BEGIN
    IF newest IS NULL OR (SELECT bool_and(said ->> part IS NOT DISTINCT FROM says ->> part) FROM unnest(parts) part) THEN
        RETURN NULL;
    END IF;
    INSERT INTO indicators_formerlabel
        (kind, row_id, until_release, code, name_vi, name_en, definition_vi, definition_en, unit_id, topic_id)
    VALUES (
        kind, OLD.id, newest, said ->> code, said ->> 'name_vi', said ->> 'name_en',
        coalesce(said ->> 'definition_vi', ''), coalesce(said ->> 'definition_en', ''),
        (said ->> 'unit_id')::bigint, (said ->> 'topic_id')::bigint
    ) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON indicators_formerlabel
    FOR EACH STATEMENT EXECUTE FUNCTION welfare_refuse();
""" + "".join(
    f"""CREATE TRIGGER await_release BEFORE UPDATE ON indicators_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION welfare_await_release();
        CREATE TRIGGER keep_label AFTER UPDATE ON indicators_{table}
        FOR EACH ROW EXECUTE FUNCTION welfare_keep_label('{table}');
"""
    for table in TABLES
)

UNDO = (
    "".join(
        f"DROP TRIGGER keep_label ON indicators_{table}; DROP TRIGGER await_release ON indicators_{table};"
        for table in TABLES
    )
    + "DROP TRIGGER keep ON indicators_formerlabel; DROP FUNCTION welfare_keep_label(), welfare_await_release();"
)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0004_figure_series")]

    operations = [
        migrations.CreateModel(
            name="FormerLabel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("area", "area"),
                            ("indicator", "indicator"),
                            ("category", "category"),
                            ("unit", "unit"),
                            ("topic", "topic"),
                        ],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                ("row_id", models.BigIntegerField(verbose_name="row")),
                ("until_release", models.PositiveIntegerField(verbose_name="up to release")),
                ("code", models.CharField(max_length=80, verbose_name="code or slug")),
                ("name_vi", models.CharField(max_length=300, verbose_name="name in Vietnamese")),
                ("name_en", models.CharField(max_length=300, verbose_name="name in English")),
                ("definition_vi", models.TextField(blank=True, verbose_name="definition in Vietnamese")),
                ("definition_en", models.TextField(blank=True, verbose_name="definition in English")),
                ("unit_id", models.BigIntegerField(null=True, verbose_name="unit")),
                ("topic_id", models.BigIntegerField(null=True, verbose_name="topic")),
            ],
            options={
                "verbose_name": "former name",
                "verbose_name_plural": "former names",
                "ordering": ["kind", "row_id", "until_release"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "row_id", "until_release"), name="former_label_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["area", "indicator", "category", "unit", "topic"])),
                        name="former_label_kind",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEEP, UNDO),
    ]
