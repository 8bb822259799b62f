"""Rows that are written once: append-only tables, and outcomes that are marked but never rewritten.

Their sealed columns may be sealed anew under another key, by the owner of the tables alone, and nothing else be changed.
"""

from __future__ import annotations

from django.db import migrations

from daymark.casework.migrations._guards import append_only, never_emptied

APPEND_ONLY = (
    "access_audit_record",
    "access_audit_link",
    "access_user_event",
    "reports_received",
    "cases_log_entry",
    "cases_case_event",
    "referrals_event",
    "referrals_referral_history",
    "partners_agency_event",
)
SEALED = {
    "reports_received": ("body",),
    "cases_log_entry": ("text", "reason"),
    "referrals_event": ("note",),
}

NEVER_CHANGED = """
CREATE FUNCTION daymark_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
"""
# True when this update only seals values again: it is asked for in this transaction by the owner of the tables (the
# application's role cannot), every other column is as it was, and each sealed value is either untouched or has the same
# length under another key (its first five bytes name the key, see vault/keys.py).
IS_RESEALING = r"""
CREATE FUNCTION daymark_is_resealing(asked_by name, owner oid, before jsonb, after jsonb, sealed text[]) RETURNS boolean
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    name text;
    was text;
    becomes text;
BEGIN
    IF current_setting('daymark.resealing', true) IS DISTINCT FROM 'on'
       OR asked_by <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = owner)
       OR before - sealed <> after - sealed OR before = after THEN
        RETURN false;
    END IF;
    FOREACH name IN ARRAY sealed LOOP
        was := before ->> name;
        becomes := after ->> name;
        IF was IS DISTINCT FROM becomes
           AND (was IS NULL OR becomes IS NULL OR length(was) <> length(becomes) OR left(was, 12) = left(becomes, 12)) THEN
            RETURN false;
        END IF;
    END LOOP;
    RETURN true;
END $$;
"""
ONLY_RESEALED = r"""
CREATE FUNCTION daymark_only_resealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND daymark_is_resealing(current_user, TG_RELID, to_jsonb(OLD), to_jsonb(NEW), TG_ARGV) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
"""
OUTCOMES = r"""
CREATE FUNCTION outcomes_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND daymark_is_resealing(current_user, TG_RELID, to_jsonb(OLD), to_jsonb(NEW), '{note}') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL
       OR (to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_by_id') <> (to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_by_id')
    THEN
        RAISE EXCEPTION 'outcomes_outcome is kept as recorded: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER outcomes_kept BEFORE UPDATE OR DELETE ON outcomes_outcome
    FOR EACH ROW EXECUTE FUNCTION outcomes_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_sight")]
    operations = [migrations.RunSQL(NEVER_CHANGED + IS_RESEALING + ONLY_RESEALED + OUTCOMES + append_only(APPEND_ONLY, SEALED) + never_emptied("outcomes_outcome"), migrations.RunSQL.noop)]
