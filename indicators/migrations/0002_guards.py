"""What the database itself refuses, and the history that it writes.

Plain SQL: a library's triggers were found to be switched off by a session
setting that any role may set.
"""

from django.db import migrations

ACTOR = """
-- Who is writing. A write that names nobody is refused.
CREATE FUNCTION welfare_actor() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE actor text := current_setting('welfare.actor', true);
BEGIN
    IF actor IS NULL OR actor = '' THEN
        RAISE EXCEPTION 'welfare: this write names no user (set welfare.actor in the transaction)'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN actor::bigint;
END $$;
"""

HISTORY = """
-- One row of history for each row written, by whichever path.
CREATE FUNCTION welfare_record_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    old_row jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
    either jsonb := coalesce(new_row, old_row);
BEGIN
    INSERT INTO indicators_change ("table", row_id, report_id, operation, at, actor_id, way, before, after)
    VALUES (
        TG_ARGV[0],
        (either ->> 'id')::bigint,
        CASE TG_ARGV[0] WHEN 'report' THEN (either ->> 'id')::bigint ELSE (either ->> 'report_id')::bigint END,
        left(TG_OP, 1), clock_timestamp(), welfare_actor(),
        coalesce(nullif(current_setting('welfare.way', true), ''), 'sql'),
        old_row - 'text', new_row - 'text'
    );
    RETURN NULL;
END $$;
CREATE TRIGGER record_change AFTER INSERT OR UPDATE OR DELETE ON indicators_draftfigure
    FOR EACH ROW EXECUTE FUNCTION welfare_record_change('draft_figure');
CREATE TRIGGER record_change AFTER INSERT OR UPDATE OR DELETE ON indicators_report
    FOR EACH ROW EXECUTE FUNCTION welfare_record_change('report');
CREATE TRIGGER record_change AFTER INSERT OR UPDATE OR DELETE ON indicators_membership
    FOR EACH ROW EXECUTE FUNCTION welfare_record_change('membership');
"""

REFUSE = """
CREATE FUNCTION welfare_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'welfare: % of % is not allowed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', HINT = 'Published figures, releases and history are kept for ever.';
END $$;
CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON indicators_release
    FOR EACH STATEMENT EXECUTE FUNCTION welfare_refuse();
CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON indicators_change
    FOR EACH STATEMENT EXECUTE FUNCTION welfare_refuse();
CREATE TRIGGER keep BEFORE DELETE OR TRUNCATE ON indicators_figure
    FOR EACH STATEMENT EXECUTE FUNCTION welfare_refuse();
CREATE TRIGGER keep_all BEFORE TRUNCATE ON indicators_draftfigure
    FOR EACH STATEMENT EXECUTE FUNCTION welfare_refuse();
CREATE TRIGGER keep_all BEFORE TRUNCATE ON indicators_report
    FOR EACH STATEMENT EXECUTE FUNCTION welfare_refuse();
"""

RELEASES = """
-- Numbers and times strictly increase: both are given under one advisory lock, held to the end of the transaction.
CREATE FUNCTION welfare_check_release() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE newest record;
BEGIN
    PERFORM pg_advisory_xact_lock(7310001);
    SELECT number, released_at INTO newest FROM indicators_release ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(newest.number, 0) + 1 OR NEW.released_at <= coalesce(newest.released_at, '-infinity') THEN
        RAISE EXCEPTION 'welfare: release % at % does not follow release % at %',
            NEW.number, NEW.released_at, newest.number, newest.released_at USING ERRCODE = 'check_violation';
    END IF;
    NEW.transaction_id := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER check_release BEFORE INSERT ON indicators_release
    FOR EACH ROW EXECUTE FUNCTION welfare_check_release();
"""

PUBLISHED = """
-- Figures enter only the release that is being made in this very transaction.
CREATE FUNCTION welfare_check_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added JOIN indicators_release r ON r.number = added.release_id
        WHERE r.transaction_id <> pg_current_xact_id()::text::bigint OR added.superseded_in_id IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'welfare: a figure can only be published in the release being made'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (
        SELECT FROM added JOIN indicators_indicator i ON i.id = added.indicator_id
        WHERE i.non_negative AND added.value < 0
    ) THEN
        RAISE EXCEPTION 'welfare: this indicator is never negative' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER check_published AFTER INSERT ON indicators_figure
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION welfare_check_published();

-- The one change a published figure can undergo: a release being made now takes its place.
CREATE FUNCTION welfare_check_superseded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.superseded_in_id IS NOT NULL OR NEW.superseded_in_id IS NULL
        OR to_jsonb(OLD) - 'superseded_in_id' <> to_jsonb(NEW) - 'superseded_in_id'
        OR NOT EXISTS (
            SELECT FROM indicators_release r
            WHERE r.number = NEW.superseded_in_id AND r.transaction_id = pg_current_xact_id()::text::bigint
        )
    THEN
        RAISE EXCEPTION 'welfare: published figures are never changed, only superseded by a later release'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_superseded BEFORE UPDATE ON indicators_figure
    FOR EACH ROW EXECUTE FUNCTION welfare_check_superseded();
"""

DRAFTS = """
-- Cells change only while their report is open; the lock on the report makes a save wait for a publication.
CREATE FUNCTION welfare_check_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    reports bigint[] := CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.report_id] WHEN 'DELETE' THEN ARRAY[OLD.report_id]
        ELSE ARRAY[OLD.report_id, NEW.report_id] END;
    state text;
BEGIN
    FOR state IN SELECT status FROM indicators_report WHERE id = ANY(reports) FOR SHARE LOOP
        IF state NOT IN ('draft', 'returned') THEN
            RAISE EXCEPTION 'welfare: the report is %; its figures are locked', state
                USING ERRCODE = 'object_not_in_prerequisite_state';
        END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.value < 0 AND (SELECT non_negative FROM indicators_indicator WHERE id = NEW.indicator_id) THEN
        RAISE EXCEPTION 'welfare: this indicator is never negative' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_draft BEFORE INSERT OR UPDATE OR DELETE ON indicators_draftfigure
    FOR EACH ROW EXECUTE FUNCTION welfare_check_draft();

CREATE FUNCTION welfare_check_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'published' THEN
        RAISE EXCEPTION 'welfare: a published report is never changed or deleted; amend it'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER check_report BEFORE UPDATE OR DELETE ON indicators_report
    FOR EACH ROW EXECUTE FUNCTION welfare_check_report();
"""

UNDO = """
DROP TRIGGER check_report ON indicators_report;
DROP TRIGGER check_draft ON indicators_draftfigure;
DROP TRIGGER check_superseded ON indicators_figure;
DROP TRIGGER check_published ON indicators_figure;
DROP TRIGGER check_release ON indicators_release;
DROP TRIGGER keep_all ON indicators_report;
DROP TRIGGER keep_all ON indicators_draftfigure;
DROP TRIGGER keep ON indicators_figure;
DROP TRIGGER keep ON indicators_change;
DROP TRIGGER keep ON indicators_release;
DROP TRIGGER record_change ON indicators_membership;
DROP TRIGGER record_change ON indicators_report;
DROP TRIGGER record_change ON indicators_draftfigure;
DROP FUNCTION welfare_check_report(), welfare_check_draft(), welfare_check_superseded(), welfare_check_published(),
    welfare_check_release(), welfare_refuse(), welfare_record_change(), welfare_actor();
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]
    operations = [migrations.RunSQL(ACTOR + HISTORY + REFUSE + RELEASES + PUBLISHED + DRAFTS, UNDO)]
