"""Made-up figures live in invented areas only; reported ones in real areas only. Figures from before stay as they are."""

from django.db import migrations, models
from django.db.models import Q

DIGITS, LETTERS = "^([0-9]{2}|[0-9]{3}|[0-9]{5})$", "^X[0-9]([0-9]{3})?$"

GUARD = """
CREATE FUNCTION welfare_check_made_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added JOIN indicators_area a ON a.id = added.area_id
        WHERE (added.status = 'illustrative') <> a.invented
    ) THEN
        RAISE EXCEPTION 'welfare: made-up figures are for invented areas, reported ones for real areas'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER check_made_up AFTER INSERT ON indicators_figure
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION welfare_check_made_up();
"""
NO_GUARD = "DROP TRIGGER check_made_up ON indicators_figure; DROP FUNCTION welfare_check_made_up();"


class Migration(migrations.Migration):
    dependencies = [("indicators", "0012_reports_by_release")]

    operations = [
        migrations.AddField(
            "area",
            "invented",
            models.BooleanField(
                "invented, for trying out",
                default=False,
                db_default=False,
                editable=False,
                help_text="Its figures are made up; it is no place in Vietnam.",
            ),
        ),
        migrations.RemoveConstraint("area", "area_code_digits"),
        migrations.AddConstraint(
            "area",
            models.CheckConstraint(
                condition=Q(invented=False, code__regex=DIGITS) | Q(invented=True, code__regex=LETTERS),
                name="area_code_by_kind",
            ),
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
