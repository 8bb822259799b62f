"""The chain of the audit record, which the application can neither write nor leave out."""

from __future__ import annotations

from functools import partial

from django.db import migrations

# The chain is written when the transaction commits, under a lock held for that moment only, so that long transactions
# do not stand in each other's way. hash n = sha256(hash n-1 || text of record n); hash 0 is 32 zero bytes.
# vault/canonical.py holds the same text for the offline check.
# The name of the one who acted is chained with the rest, and the unit separator stands in no field before the last:
# otherwise one record's text could be read as another's.
AUDIT_CHAIN = r"""
CREATE FUNCTION access_audit_text(place bigint, r access_audit_record) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(E'\x1f', place::text, r.id::text,
        to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        r.actor || ' ' || r.actor_name, r.act, r.object_kind, r.object_reference, r.detail)
$$;
CREATE FUNCTION access_audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    last_place bigint;
    last_hash bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(4711);
    SELECT sequence, chain_hash INTO last_place, last_hash FROM access_audit_link ORDER BY sequence DESC LIMIT 1;
    last_place := coalesce(last_place, 0) + 1;
    last_hash := coalesce(last_hash, decode(repeat('00', 32), 'hex'));
    INSERT INTO access_audit_link (sequence, record_id, chain_hash)
    VALUES (last_place, NEW.id, sha256(last_hash || convert_to(access_audit_text(last_place, NEW), 'UTF8')));
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER access_audit_chain AFTER INSERT ON access_audit_record
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access_audit_chain();
ALTER TABLE access_audit_record ADD CONSTRAINT audit_without_separator CHECK (
    position(E'\x1f' IN actor || actor_name || act || object_kind || object_reference) = 0);
"""
# The chain's trigger runs as the owner of the tables, so the application needs no right to write links.
RIGHTS = """
DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'daymark_app') THEN
    REVOKE INSERT, UPDATE, DELETE ON access_audit_link FROM daymark_app;
    REVOKE UPDATE, DELETE ON access_audit_record FROM daymark_app;
END IF; END $$;
"""


def guard(apps: object, schema_editor: object) -> None:
    """Runs every statement."""
    run = partial(schema_editor.execute, params=None)  # type: ignore[attr-defined]
    run(AUDIT_CHAIN)
    run(RIGHTS)


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_never_changed")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
