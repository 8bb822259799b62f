"""The database's own guards: the audit chain, rows that never change, and who sees which row.

Application code can forget a check; these guards cannot. They are written for PostgreSQL 15 and later.
"""

from __future__ import annotations

from functools import partial

from django.db import migrations

# Functions that read who is asking, as access/context.py set it for this transaction. Wrapped in a sub-select where
# they are used, so that PostgreSQL asks once a query and not once a row.
CONTEXT = """
CREATE FUNCTION daymark_scope() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(current_setting('daymark.scope', true), '') $$;
CREATE FUNCTION daymark_actor() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('daymark.actor', true), '')::uuid $$;
CREATE FUNCTION daymark_agency() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('daymark.agency', true), '')::uuid $$;
CREATE FUNCTION daymark_report() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('daymark.report', true), '')::uuid $$;
"""

# The chain is written when the transaction commits, under a lock held for that moment only, so that long transactions
# do not stand in each other's way. hash n = sha256(hash n-1 || text of record n); hash 0 is 32 zero bytes.
# vault/canonical.py holds the same text for the offline check.
AUDIT_CHAIN = r"""
CREATE FUNCTION access_audit_text(place bigint, r access_audit_record) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(E'\x1f', place::text, r.id::text,
        to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        r.actor, r.act, r.object_kind, r.object_reference, r.detail)
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
"""

NEVER_CHANGED = """
CREATE FUNCTION daymark_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
"""
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

# The comparison stands inside the sub-select: the planner takes a boolean of unknown value for likely, but a comparison
# of unknown text for one row in two hundred, and then reads and sorts whole tables where an index would do.
SEES_CENTRE = "(SELECT daymark_scope() IN ('centre', 'system'))"
# Staff see a restricted row only as members of its case.
OWN_CASES = "SELECT case_id FROM cases_case_member WHERE user_id = (SELECT daymark_actor())"
OWN_REPORTS = f"SELECT report_id FROM cases_case_report WHERE case_id IN ({OWN_CASES})"
IS_REPORTER = "(SELECT daymark_scope() = 'reporter')"
IS_SYSTEM = "(SELECT daymark_scope() = 'system')"
IS_STAFF = "(SELECT daymark_scope() = 'centre')"
IS_PARTNER = "(SELECT daymark_scope() = 'partner')"


def _staff_unless_restricted(own: str) -> str:
    return f"({IS_SYSTEM} OR ({IS_STAFF} AND (NOT is_restricted OR {own})))"


POLICIES = {
    "reports_received": SEES_CENTRE,
    "reports_report": _staff_unless_restricted(f"id IN ({OWN_REPORTS})")
    + f" OR ({IS_REPORTER} AND id = (SELECT daymark_report()))",
    "reports_attachment": f"{IS_SYSTEM} OR EXISTS (SELECT 1 FROM reports_report r WHERE r.id = report_id)",
    "reports_message": f"{IS_SYSTEM} OR EXISTS (SELECT 1 FROM reports_report r WHERE r.id = report_id)",
    "reports_receipt": f"{IS_SYSTEM} OR EXISTS (SELECT 1 FROM reports_report r WHERE r.id = report_id)",
    "reports_submission": SEES_CENTRE,
    "reports_submission_file": SEES_CENTRE,
    "reports_submission_file_details": SEES_CENTRE,
    "subjects_sighting": f"{IS_SYSTEM} OR ({IS_STAFF} AND EXISTS (SELECT 1 FROM reports_report r WHERE r.id = report_id))",
    "triage_bundle": _staff_unless_restricted(f"lead_id IN ({OWN_REPORTS})"),
    "triage_assessment": f"{IS_SYSTEM} OR ({IS_STAFF} AND EXISTS (SELECT 1 FROM triage_bundle b WHERE b.id = bundle_id))",
    "cases_case": _staff_unless_restricted(f"id IN ({OWN_CASES}) OR opened_by_id = (SELECT daymark_actor())"),
    "cases_case_event": f"{IS_SYSTEM} OR ({IS_STAFF} AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = pgh_obj_id))",
    "cases_case_report": SEES_CENTRE,
    "cases_case_member": SEES_CENTRE,
    "cases_task": f"{IS_SYSTEM} OR ({IS_STAFF} AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))",
    "cases_log_entry": f"{IS_SYSTEM} OR ({IS_STAFF} AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))",
    "referrals_referral": f"{IS_SYSTEM} OR ({IS_STAFF} AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))"
    f" OR ({IS_PARTNER} AND destination_id = (SELECT daymark_agency()) AND state NOT IN ('DRAFT', 'WITHDRAWN'))",
    "referrals_referral_history": f"{IS_SYSTEM} OR EXISTS (SELECT 1 FROM referrals_referral f WHERE f.id = pgh_obj_id)",
    "referrals_event": f"{IS_SYSTEM} OR EXISTS (SELECT 1 FROM referrals_referral f WHERE f.id = referral_id)",
    "outcomes_outcome": f"{IS_SYSTEM} OR ({IS_STAFF} AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))"
    f" OR ({IS_PARTNER} AND EXISTS (SELECT 1 FROM referrals_referral f WHERE f.id = referral_id))",
}


def _append_only(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION daymark_never_changed();"
        f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION daymark_never_changed();"
    )


def _policy(table: str, sees: str) -> str:
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
        f"CREATE POLICY {table}_sight ON {table} USING ({sees});"
    )


def guard(apps: object, schema_editor: object) -> None:
    """Runs every statement; the role of the application may not write the chain itself."""
    run = partial(schema_editor.execute, params=None)  # type: ignore[attr-defined]
    run("CREATE SEQUENCE reports_reference; CREATE SEQUENCE cases_reference; CREATE SEQUENCE referrals_reference")
    run(CONTEXT)
    run(AUDIT_CHAIN)
    run(NEVER_CHANGED)
    for table in APPEND_ONLY:
        run(_append_only(table))
    for table, sees in POLICIES.items():
        run(_policy(table, sees))
    # The chain's trigger runs as the owner of the tables, so the application needs no right to write links.
    run(
        "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'daymark_app') THEN"
        " REVOKE INSERT, UPDATE, DELETE ON access_audit_link FROM daymark_app;"
        " REVOKE UPDATE, DELETE ON access_audit_record FROM daymark_app; END IF; END $$"
    )


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_tables")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
