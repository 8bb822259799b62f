"""The order inside one moment, sight of withdrawn referrals, and outcomes that are marked but never rewritten."""

from __future__ import annotations

from functools import partial

from django.db import migrations, models
from django.db.models import Func, Q, Value

IS_STAFF = "(SELECT daymark_scope()) = 'centre'"
IS_SYSTEM = "(SELECT daymark_scope()) = 'system'"
IS_PARTNER = "(SELECT daymark_scope()) = 'partner'"

# Who opened a case and was taken off it sees it no longer when it is restricted: membership alone counts.
CASE_SIGHT = (
    f"({IS_SYSTEM} OR ({IS_STAFF} AND (NOT is_restricted OR id IN"
    " (SELECT case_id FROM cases_case_member WHERE user_id = (SELECT daymark_actor())))))"
)
# What was sent and then withdrawn stays in the partner's list, so that it does not vanish without a word.
REFERRAL_SIGHT = (
    f"{IS_SYSTEM} OR ({IS_STAFF} AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))"
    f" OR ({IS_PARTNER} AND destination_id = (SELECT daymark_agency()) AND sent_at IS NOT NULL)"
)
OUTCOME_KEPT = """
CREATE FUNCTION outcomes_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL
       OR (to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_by_id') <> (to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_by_id')
    THEN
        RAISE EXCEPTION 'outcomes_outcome is kept as recorded: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER outcomes_kept BEFORE UPDATE OR DELETE ON outcomes_outcome
    FOR EACH ROW EXECUTE FUNCTION outcomes_kept();
CREATE TRIGGER outcomes_never_emptied BEFORE TRUNCATE ON outcomes_outcome
    FOR EACH STATEMENT EXECUTE FUNCTION daymark_never_changed();
"""


def sequences(apps: object, schema_editor: object) -> None:
    """Numbers that tell two lines of one moment apart."""
    run = partial(schema_editor.execute, params=None)  # type: ignore[attr-defined]
    run("CREATE SEQUENCE cases_log_place; CREATE SEQUENCE referrals_event_place")


def guard(apps: object, schema_editor: object) -> None:
    run = partial(schema_editor.execute, params=None)  # type: ignore[attr-defined]
    run(f"ALTER POLICY cases_case_sight ON cases_case USING ({CASE_SIGHT})")
    run(f"ALTER POLICY referrals_referral_sight ON referrals_referral USING ({REFERRAL_SIGHT})")
    run(OUTCOME_KEPT)


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_audit_by_key")]
    operations = [
        migrations.RunPython(sequences, migrations.RunPython.noop),
        migrations.AddField(
            model_name="logentry",
            name="place",
            field=models.BigIntegerField(db_default=Func(Value("cases_log_place"), function="nextval")),
        ),
        migrations.AddField(
            model_name="referralevent",
            name="place",
            field=models.BigIntegerField(db_default=Func(Value("referrals_event_place"), function="nextval")),
        ),
        migrations.AlterModelOptions(name="logentry", options={"ordering": ["written_at", "place"]}),
        migrations.AlterModelOptions(name="referralevent", options={"ordering": ["at", "place"]}),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="outcome_withdrawn_by_and_at",
            ),
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
