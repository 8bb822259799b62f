"""What people were exposed to, its sums, and what keeps them well, with who sees which row."""

import daymark.casework.access.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from daymark.casework.migrations._guards import ACTOR, IS_STAFF, IS_SUPERVISOR, IS_SYSTEM, append_only, never_emptied, set_by_supervisors, sight


OWN = f"{IS_SYSTEM} OR ({IS_STAFF} AND person_id = {ACTOR})"

# Who does anything at all with a row. Only oneself reads her own looks; a supervisor is given sums, not looks.
POLICIES = {
    "welfare_exposure": OWN,
    "welfare_tally": OWN,
    "welfare_desk": OWN,
    "welfare_break": OWN,
    "welfare_left_out": OWN,
    "welfare_session": OWN,
    "welfare_pair": f"{IS_SYSTEM} OR ({IS_STAFF} AND {ACTOR} IN (asker_id, asked_id))",
    "welfare_lift": IS_SYSTEM,
}
# What goes beyond it, for one kind of act.
ALSO = """
CREATE POLICY welfare_tally_sums ON welfare_tally FOR SELECT USING ({supervisor});
CREATE POLICY welfare_lift_told ON welfare_lift FOR SELECT USING ({supervisor} OR ({staff} AND person_id = {actor}));
CREATE POLICY welfare_lift_given ON welfare_lift FOR INSERT
    WITH CHECK ({supervisor} AND made_by_id = {actor} AND person_id <> {actor});
""".format(supervisor=IS_SUPERVISOR, staff=IS_STAFF, actor=ACTOR)
KEPT = """
CREATE FUNCTION welfare_exposure_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
       OR (to_jsonb(NEW) - 'ended_at') <> (to_jsonb(OLD) - 'ended_at') THEN
        RAISE EXCEPTION 'welfare_exposure is kept as written: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER welfare_exposure_kept BEFORE UPDATE OR DELETE ON welfare_exposure
    FOR EACH ROW EXECUTE FUNCTION welfare_exposure_kept();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0006_standings'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeskState',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('first_look_on', models.DateField(null=True)),
                ('last_ended_at', models.DateTimeField(null=True)),
                ('since_break_ms', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'db_table': 'welfare_desk',
            },
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('daily_limit', models.PositiveSmallIntegerField()),
                ('warn_before', models.PositiveSmallIntegerField()),
                ('break_every', models.PositiveSmallIntegerField()),
                ('break_length', models.PositiveSmallIntegerField()),
                ('longest_look_ms', models.PositiveIntegerField()),
                ('largest_side', models.PositiveSmallIntegerField()),
                ('pairs', models.CharField(choices=[('NEVER', 'NEVER'), ('FROM_SEVERITY', 'FROM_SEVERITY'), ('ALWAYS', 'ALWAYS')], max_length=13)),
                ('pairs_from', models.PositiveSmallIntegerField()),
                ('second_opinion_percent', models.PositiveSmallIntegerField()),
                ('second_opinion_from', models.PositiveSmallIntegerField()),
                ('counselling_months', models.PositiveSmallIntegerField()),
                ('help_text', models.TextField(blank=True, max_length=4000)),
                ('reason', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'welfare_policy',
            },
        ),
        migrations.CreateModel(
            name='Break',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('way', models.CharField(choices=[('OWN', 'Taken'), ('DEMANDED', 'Was due'), ('PAUSE', 'Away from the desk')], max_length=8)),
                ('began_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'welfare_break',
                'ordering': ['-began_at'],
                'indexes': [models.Index(fields=['person', '-began_at'], name='break_person')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('person',), name='one_break_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Exposure',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('look', models.UUIDField(default=uuid.uuid4)),
                ('case_reference', models.CharField(blank=True, max_length=20)),
                ('kind', models.CharField(choices=[('stack', 'Stack'), ('file', 'File'), ('strip', 'Strip of a film')], max_length=5)),
                ('number', models.BigIntegerField()),
                ('severity', models.SmallIntegerField(null=True)),
                ('revealed', models.BooleanField()),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('limit_ms', models.PositiveIntegerField()),
                ('partner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'welfare_exposure',
                'indexes': [models.Index(fields=['person', '-began_at'], name='exposure_person')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('person',), name='one_look_at_a_time'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='exposure_ends_after_it_began'), models.CheckConstraint(condition=models.Q(('severity', None), models.Q(('severity__gte', 0), ('severity__lte', 5)), _connector='OR'), name='exposure_severity')],
            },
        ),
        migrations.CreateModel(
            name='LeftOut',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('category', models.CharField(max_length=40)),
                ('until', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'welfare_left_out',
                'constraints': [models.UniqueConstraint(fields=('person', 'category'), name='left_out_once')],
            },
        ),
        migrations.CreateModel(
            name='Lift',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('day_on', models.DateField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('reason', daymark.casework.access.fields.SealedText()),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'welfare_lift',
                'indexes': [models.Index(fields=['person', 'day_on'], name='lift_person')],
            },
        ),
        migrations.CreateModel(
            name='Pair',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('asked_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('asked', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'welfare_pair',
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['asked'], name='pair_asked')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('asker',), name='asks_one_at_a_time'), models.CheckConstraint(condition=models.Q(('asker', models.F('asked')), _negated=True), name='pair_is_two')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('day_on', models.DateField()),
                ('note', daymark.casework.access.fields.SealedText(null=True)),
                ('made_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'welfare_session',
                'ordering': ['-day_on'],
                'constraints': [models.UniqueConstraint(fields=('person', 'day_on'), name='one_session_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('day_on', models.DateField()),
                ('grade', models.CharField(choices=[('0', '0'), ('1', '1'), ('2', '2'), ('3', '3'), ('4', '4'), ('5', '5'), ('UNGRADED', 'Not yet graded'), ('BETWEEN', 'Between looks')], max_length=8)),
                ('ms', models.PositiveBigIntegerField(default=0)),
                ('looks', models.PositiveIntegerField(default=0)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'welfare_tally',
                'constraints': [models.UniqueConstraint(fields=('person', 'day_on', 'grade'), name='one_tally_a_day')],
            },
        ),
        migrations.RunSQL(
            sight(POLICIES)
            + ALSO
            + KEPT
            + never_emptied("welfare_exposure")
            + append_only(["welfare_lift"], {"welfare_lift": ("reason",)})
            + set_by_supervisors("welfare_policy"), migrations.RunSQL.noop),
    ]
