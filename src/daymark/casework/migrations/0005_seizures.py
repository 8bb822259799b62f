"""Exhibits, who held them, seizures and their files, with who sees which row."""

import daymark.casework.access.fields
import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.conf import settings
from django.db import migrations, models

from daymark.casework.migrations._guards import SEES_CENTRE, append_only, seen_with, sight


SEQUENCES = "CREATE SEQUENCE media_reference; CREATE SEQUENCE media_custody_place;"



# What belongs to a case is seen by whoever sees the case. Contents name nobody: digests, kind and look of bytes.
POLICIES = {
    "media_exhibit": seen_with("case_id", "cases_case"),
    "media_custody_entry": seen_with("exhibit_id", "media_exhibit"),
    "media_seizure": seen_with("exhibit_id", "media_exhibit"),
    "media_seized_file": seen_with("seizure_id", "media_seizure"),
    "media_content": SEES_CENTRE,
}
CUSTODY = "media_custody_entry"


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0004_audit_chain'),
    ]

    operations = [
        migrations.RunSQL(SEQUENCES, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Content',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('sha256', models.BinaryField(unique=True)),
                ('sha1', models.BinaryField()),
                ('md5', models.BinaryField()),
                ('size', models.PositiveBigIntegerField()),
                ('kind', models.CharField(max_length=60)),
                ('group', models.CharField(max_length=10)),
                ('width', models.PositiveIntegerField(null=True)),
                ('height', models.PositiveIntegerField(null=True)),
                ('duration_ms', models.PositiveBigIntegerField(null=True)),
                ('pdq', models.BinaryField(null=True)),
                ('quality', models.PositiveSmallIntegerField(null=True)),
                ('problem', models.TextField(blank=True)),
                ('first_seen_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'media_content',
            },
        ),
        migrations.CreateModel(
            name='Exhibit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('description', daymark.casework.access.fields.SealedText(null=True)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exhibits', to='casework.case')),
            ],
            options={
                'db_table': 'media_exhibit',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='CustodyEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('held_from', models.DateTimeField()),
                ('holder', models.CharField(max_length=120)),
                ('seal', models.CharField(blank=True, max_length=60)),
                ('why', daymark.casework.access.fields.SealedText(null=True)),
                ('signed_as', models.CharField(max_length=160)),
                ('written_at', models.DateTimeField()),
                ('place', models.BigIntegerField(db_default=models.Func(models.Value('media_custody_place'), function='nextval'))),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('exhibit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='custody', to='casework.exhibit')),
            ],
            options={
                'db_table': 'media_custody_entry',
                'ordering': ['held_from', 'place'],
            },
        ),
        migrations.CreateModel(
            name='Seizure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=20, unique=True)),
                ('folder', models.BinaryField()),
                ('folder_name', models.TextField()),
                ('state', models.CharField(choices=[('READING', 'Being read'), ('PAUSED', 'Paused'), ('DONE', 'Read')], default='READING', max_length=8)),
                ('listing', models.PositiveIntegerField(default=0)),
                ('files', models.PositiveBigIntegerField(default=0)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('read', models.PositiveBigIntegerField(default=0)),
                ('read_size', models.PositiveBigIntegerField(default=0)),
                ('not_read', models.PositiveBigIntegerField(default=0)),
                ('different', models.PositiveBigIntegerField(default=0)),
                ('begun_at', models.DateTimeField()),
                ('run_began_at', models.DateTimeField(null=True)),
                ('run_began_size', models.PositiveBigIntegerField(default=0)),
                ('ended_at', models.DateTimeField(null=True)),
                ('begun_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('exhibit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seizures', to='casework.exhibit')),
            ],
            options={
                'db_table': 'media_seizure',
                'ordering': ['begun_at'],
            },
        ),
        migrations.CreateModel(
            name='SeizedFile',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('path', models.BinaryField()),
                ('path_key', models.BinaryField()),
                ('name', models.TextField()),
                ('size', models.PositiveBigIntegerField()),
                ('changed_ns', models.BigIntegerField()),
                ('listing', models.PositiveIntegerField()),
                ('fate', models.CharField(choices=[('WAITING', 'Waits to be read'), ('READ', 'Read'), ('NOT_READ', 'Could not be read')], default='WAITING', max_length=8)),
                ('reason', models.TextField(blank=True)),
                ('is_first', models.BooleanField(default=False)),
                ('content', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seized_files', to='casework.content')),
                ('seizure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seized_files', to='casework.seizure')),
            ],
            options={
                'db_table': 'media_seized_file',
            },
        ),
        migrations.AddConstraint(
            model_name='exhibit',
            constraint=models.UniqueConstraint(fields=('case', 'name'), name='exhibit_once'),
        ),
        migrations.AddIndex(
            model_name='custodyentry',
            index=models.Index(fields=['exhibit', 'held_from'], name='custody_exhibit'),
        ),
        migrations.AddConstraint(
            model_name='seizure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state', 'DONE')), models.Q(('state', 'DONE'), _negated=True), _connector='OR'), name='seizure_done_at'),
        ),
        migrations.AddConstraint(
            model_name='seizure',
            constraint=models.CheckConstraint(condition=models.Q(('files__gte', django.db.models.expressions.CombinedExpression(models.F('read'), '+', models.F('not_read')))), name='seizure_adds_up'),
        ),
        migrations.AddIndex(
            model_name='seizedfile',
            index=models.Index(condition=models.Q(('fate', 'WAITING')), fields=['seizure', 'id'], name='seized_waiting'),
        ),
        migrations.AddIndex(
            model_name='seizedfile',
            index=models.Index(condition=models.Q(('reason', ''), _negated=True), fields=['seizure', 'id'], name='seized_with_reason'),
        ),
        migrations.AddIndex(
            model_name='seizedfile',
            index=models.Index(condition=models.Q(('is_first', True)), fields=['seizure', 'id'], name='seized_different'),
        ),
        migrations.AddConstraint(
            model_name='seizedfile',
            constraint=models.UniqueConstraint(fields=('seizure', 'path_key'), name='seized_file_once'),
        ),
        migrations.AddConstraint(
            model_name='seizedfile',
            constraint=models.UniqueConstraint(condition=models.Q(('is_first', True)), fields=('seizure', 'content'), name='one_first_copy'),
        ),
        migrations.AddConstraint(
            model_name='seizedfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('content__isnull', False), ('fate', 'READ')), models.Q(models.Q(('fate', 'READ'), _negated=True), ('content__isnull', True)), _connector='OR'), name='read_file_has_content'),
        ),
        migrations.RunSQL(sight(POLICIES) + append_only([CUSTODY], {CUSTODY: ("why",)}), migrations.RunSQL.noop),
    ]
