"""What a centre has sealed by itself: the policy, known to all staff and written by supervisors; what waits, by who sees the case."""

import daymark.casework.access.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from daymark.casework.migrations._guards import never_emptied, seen_with, set_by_supervisors, sight

SEQUENCES = "CREATE SEQUENCE media_sealing_place;"

# What was asked for ends once, and a row never goes: it says what was tried, and why it failed.
KEPT = """
CREATE TRIGGER media_sealing_ends_once BEFORE UPDATE ON media_sealing
    FOR EACH ROW WHEN (OLD.state <> 'WAITING') EXECUTE FUNCTION daymark_only_resealed('reason');
CREATE TRIGGER media_sealing_never_deleted BEFORE DELETE ON media_sealing
    FOR EACH ROW EXECUTE FUNCTION daymark_never_changed();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0012_taking'),
    ]

    operations = [
        migrations.RunSQL(SEQUENCES, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='originalact',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='SealingPolicyVersion',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('way', models.CharField(choices=[('NOTHING', 'NOTHING'), ('SEVERITY', 'SEVERITY'), ('GRADES', 'GRADES')], max_length=8)),
                ('severity_from', models.PositiveSmallIntegerField()),
                ('grades', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('reason', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'media_sealing_policy',
            },
        ),
        migrations.CreateModel(
            name='Sealing',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reason', daymark.casework.access.fields.SealedText(null=True)),
                ('state', models.CharField(choices=[('WAITING', 'Waits to be sealed'), ('SEALED', 'Sealed'), ('FAILED', 'Could not be sealed'), ('DROPPED', 'Not sealed any more')], default='WAITING', max_length=7)),
                ('why_not', models.TextField(blank=True)),
                ('asked_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('place', models.BigIntegerField(db_default=models.Func(models.Value('media_sealing_place'), function='nextval'))),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case')),
                ('content', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.content')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.seizedfile')),
                ('policy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.sealingpolicyversion')),
            ],
            options={
                'db_table': 'media_sealing',
            },
        ),
        migrations.AddField(
            model_name='originalact',
            name='policy',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.sealingpolicyversion'),
        ),
        migrations.AddConstraint(
            model_name='originalact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('by__isnull', False), ('policy', None)), models.Q(('by', None), ('policy__isnull', False)), _connector='OR'), name='act_of_person_or_policy'),
        ),
        migrations.AddIndex(
            model_name='sealing',
            index=models.Index(fields=['case', 'content', '-place'], name='sealings_of_case'),
        ),
        migrations.AddConstraint(
            model_name='sealing',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'WAITING')), fields=('case', 'content'), name='waits_once'),
        ),
        migrations.AddConstraint(
            model_name='sealing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_by__isnull', False), ('file__isnull', False), ('policy', None)), models.Q(('asked_by', None), ('policy__isnull', False)), _connector='OR'), name='asked_by_person_or_policy'),
        ),
        migrations.AddConstraint(
            model_name='sealing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'WAITING')), models.Q(models.Q(('state', 'WAITING'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='sealing_ended_at'),
        ),
        migrations.RunSQL(
            sight({"media_sealing": seen_with("case_id", "cases_case")})
            + KEPT
            + never_emptied("media_sealing")
            + set_by_supervisors("media_sealing_policy"),
            migrations.RunSQL.noop,
        ),
    ]
