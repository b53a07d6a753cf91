"""A release holds one or more reports: the report points to its release.

The former version goes on while this is applied: the column `report_id` of releases stays, and what it still writes
there is written to the report too. A release of several reports names none of them in that column.
"""

from django.db import migrations, models
from django.db.models import Q

# A published report is frozen and its history is a person's: neither is meant by this step.
FILL = """
ALTER TABLE indicators_report DISABLE TRIGGER check_report, DISABLE TRIGGER record_change;
UPDATE indicators_report SET release_id = r.number FROM indicators_release r WHERE r.report_id = indicators_report.id;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE indicators_report ENABLE TRIGGER check_report, ENABLE TRIGGER record_change;
"""

# What the former version reads: the release of one report names it, a publication of several the first of them.
TAKE_BACK = """
ALTER TABLE indicators_release DISABLE TRIGGER keep;
UPDATE indicators_release SET report_id = (SELECT min(id) FROM indicators_report r WHERE r.release_id = number)
    WHERE report_id IS NULL AND kind <> 'withdraw';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE indicators_release ENABLE TRIGGER keep;
"""

FORMER = """
CREATE FUNCTION welfare_release_of_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE indicators_report SET release_id = NEW.number WHERE id = NEW.report_id;
    RETURN NULL;
END $$;
CREATE TRIGGER release_of_report AFTER INSERT ON indicators_release
    FOR EACH ROW WHEN (NEW.report_id IS NOT NULL) EXECUTE FUNCTION welfare_release_of_report();
"""
NO_FORMER = "DROP TRIGGER release_of_report ON indicators_release; DROP FUNCTION welfare_release_of_report();"

# A release that is no withdrawal has a report by the end of its transaction.
COMPLETE = """
CREATE FUNCTION welfare_check_release_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM indicators_report WHERE release_id = NEW.number) THEN
        RAISE EXCEPTION 'welfare: release % has no report', NEW.number USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER release_has_reports AFTER INSERT ON indicators_release DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.kind <> 'withdraw') EXECUTE FUNCTION welfare_check_release_reports();
"""
NOT_COMPLETE = "DROP TRIGGER release_has_reports ON indicators_release; DROP FUNCTION welfare_check_release_reports();"


class Migration(migrations.Migration):
    dependencies = [("indicators", "0009_kept_readings")]

    operations = [
        migrations.RemoveConstraint("release", "release_of_a_report_or_a_withdrawal"),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("release", "report")],
        ),
        migrations.AddField(
            "report",
            "release",
            models.ForeignKey(
                "indicators.release",
                models.PROTECT,
                null=True,
                blank=True,
                editable=False,
                db_index=False,
                related_name="reports",
                verbose_name="release",
            ),
        ),
        migrations.AddField(
            "release",
            "loaded",
            models.BooleanField(
                "loaded from published sources",
                default=False,
                db_default=False,
                help_text="Not news: what was printed elsewhere before.",
            ),
        ),
        migrations.RunSQL(FILL, TAKE_BACK),
        migrations.RunSQL(FORMER + COMPLETE, NO_FORMER + NOT_COMPLETE),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(
                condition=~Q(status="published") | Q(release__isnull=False), name="report_published_in_a_release"
            ),
        ),
    ]
