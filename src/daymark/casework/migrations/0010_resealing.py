"""Append-only rows let their sealed columns be sealed anew under another key, and nothing else be changed."""

from __future__ import annotations

from functools import partial

from django.db import migrations

SEALED = {
    "reports_received": ("body",),
    "cases_log_entry": ("text", "reason"),
    "referrals_event": ("note",),
}

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
CREATE OR REPLACE FUNCTION outcomes_kept() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


def _guarded(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f"'{column}'" for column in columns)
    return (
        f"DROP TRIGGER {table}_never_changed ON {table};"
        f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION daymark_only_resealed({names});"
    )


def allow(apps: object, schema_editor: object) -> None:
    run = partial(schema_editor.execute, params=None)  # type: ignore[attr-defined]
    run(IS_RESEALING)
    run(ONLY_RESEALED)
    run(OUTCOMES)
    for table, columns in SEALED.items():
        run(_guarded(table, columns))


class Migration(migrations.Migration):
    dependencies = [("casework", "0009_documents_beside")]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
