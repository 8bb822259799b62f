"""Who sees which row. Application code can forget a check; row-level security cannot. For PostgreSQL 15 and later."""

from __future__ import annotations

from django.db import migrations

from daymark.casework.migrations._guards import IS_STAFF, IS_SYSTEM, SEES_CENTRE, sight

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

# Staff see a restricted row only as members of its case.
OWN_CASES = "SELECT case_id FROM cases_case_member WHERE user_id = (SELECT daymark_actor())"
OWN_REPORTS = f"SELECT report_id FROM cases_case_report WHERE case_id IN ({OWN_CASES})"
IS_REPORTER = "(SELECT daymark_scope() = 'reporter')"
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
    # A draft is reached by its own id (the reporter's scope carries it) and by the sweep that forgets old ones.
    "reports_draft": f"{IS_SYSTEM} OR ({IS_REPORTER} AND id = (SELECT daymark_report()))",
    "subjects_sighting": f"{IS_SYSTEM} OR ({IS_STAFF} AND EXISTS (SELECT 1 FROM reports_report r WHERE r.id = report_id))",
    "triage_bundle": _staff_unless_restricted(f"lead_id IN ({OWN_REPORTS})"),
    "triage_assessment": f"{IS_SYSTEM} OR ({IS_STAFF} AND EXISTS (SELECT 1 FROM triage_bundle b WHERE b.id = bundle_id))",
    # Who opened a case and was taken off it sees it no longer when it is restricted: membership alone counts.
    "cases_case": _staff_unless_restricted(f"id IN ({OWN_CASES})"),
    "cases_case_event": f"{IS_SYSTEM} OR ({IS_STAFF} AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = pgh_obj_id))",
    "cases_case_report": SEES_CENTRE,
    "cases_case_member": SEES_CENTRE,
    "cases_task": f"{IS_SYSTEM} OR ({IS_STAFF} AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))",
    "cases_log_entry": f"{IS_SYSTEM} OR ({IS_STAFF} AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))",
    "referrals_referral": f"{IS_SYSTEM} OR ({IS_STAFF} AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))"
    # What was sent and then withdrawn stays in the partner's list, so that it does not vanish without a word.
    f" OR ({IS_PARTNER} AND destination_id = (SELECT daymark_agency()) AND sent_at IS NOT NULL)",
    "referrals_referral_history": f"{IS_SYSTEM} OR EXISTS (SELECT 1 FROM referrals_referral f WHERE f.id = pgh_obj_id)",
    "referrals_event": f"{IS_SYSTEM} OR EXISTS (SELECT 1 FROM referrals_referral f WHERE f.id = referral_id)",
    "outcomes_outcome": f"{IS_SYSTEM} OR ({IS_STAFF} AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))"
    f" OR ({IS_PARTNER} AND EXISTS (SELECT 1 FROM referrals_referral f WHERE f.id = referral_id))",
    "strategic_counted_picture": IS_SYSTEM,  # small numbers are unprotected in there
}


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_tables")]
    operations = [migrations.RunSQL(CONTEXT + sight(POLICIES), migrations.RunSQL.noop)]
