"""Hash lists in the database, what agrees with them, and what was decided: none of it names anybody."""

import daymark.casework.access.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from daymark.casework.migrations._guards import SEES_CENTRE, append_only, sight

# Staff of the centre see them all, others none.
TABLES = (
    "matching_bank",
    "matching_edition",
    "matching_entry",
    "matching_entry_frames",
    "matching_turned",
    "matching_hit",
    "matching_dispute",
    "matching_verdict",
    "matching_change",
)
# Verdicts and what a withdrawal changed are kept as written.
APPEND_ONLY = ("matching_verdict", "matching_change")


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0008_grading'),
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.UUIDField()),
                ('named', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('taken_back', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)),
                ('stands', models.BooleanField(default=True)),
                ('md5', models.BinaryField(null=True)),
                ('sha1', models.BinaryField(null=True)),
                ('sha256', models.BinaryField(null=True)),
                ('pdq', models.BinaryField(null=True)),
                ('quality', models.SmallIntegerField(null=True)),
                ('says', models.CharField(choices=[('BAD', 'Known bad'), ('DISPUTED', 'Disputed'), ('GOOD', 'Known good'), ('UNSAID', 'No grade')], max_length=8)),
                ('category', models.TextField(blank=True)),
                ('series', models.TextField(blank=True)),
                ('votes_for', models.IntegerField(null=True)),
                ('votes_against', models.IntegerField(null=True)),
                ('identity', models.UUIDField(null=True)),
                ('place', models.BigIntegerField()),
                ('remarks', models.TextField(blank=True)),
            ],
            options={
                'db_table': 'matching_entry',
            },
        ),
        migrations.CreateModel(
            name='Turned',
            fields=[
                ('content', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='casework.content')),
                ('hashes', models.BinaryField()),
            ],
            options={
                'db_table': 'matching_turned',
            },
        ),
        migrations.CreateModel(
            name='Bank',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('standing', models.CharField(choices=[('BAD', 'Known bad'), ('DISPUTED', 'Disputed'), ('GOOD', 'Known good'), ('UNSAID', 'No grade')], max_length=8)),
                ('giver', models.CharField(max_length=120)),
                ('is_own', models.BooleanField(default=False)),
                ('entries', models.PositiveBigIntegerField(default=0)),
                ('turns', models.PositiveIntegerField(default=0)),
                ('added_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_why', daymark.casework.access.fields.SealedText(null=True)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'matching_bank',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('content', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='dispute', serialize=False, to='casework.content')),
                ('basis', models.TextField()),
                ('why', models.TextField()),
                ('is_ruled', models.BooleanField(default=False)),
                ('since', models.DateTimeField()),
            ],
            options={
                'db_table': 'matching_dispute',
                'indexes': [models.Index(condition=models.Q(('is_ruled', False)), fields=['since'], name='dispute_open')],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('file_name', models.TextField()),
                ('sha256', models.BinaryField()),
                ('format', models.CharField(max_length=160)),
                ('profile', models.CharField(blank=True, max_length=160)),
                ('provenance', models.JSONField(default=dict)),
                ('reference', models.CharField(blank=True, max_length=120)),
                ('is_complete', models.BooleanField(default=False)),
                ('rows', models.PositiveBigIntegerField()),
                ('added', models.PositiveBigIntegerField(default=0)),
                ('refused', models.PositiveBigIntegerField(default=0)),
                ('refusals', models.JSONField(default=list)),
                ('warnings', models.JSONField(default=list)),
                ('first_entry', models.BigIntegerField(default=0)),
                ('last_entry', models.BigIntegerField(default=-1)),
                ('added_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_why', daymark.casework.access.fields.SealedText(null=True)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('bank', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='casework.bank')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'matching_edition',
                'ordering': ['bank', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('was', models.CharField(choices=[('NEW', 'Never seen before'), ('KNOWN_BAD', 'Known bad'), ('DISPUTED', 'Disputed'), ('LOOKS_KNOWN', 'Looks like a known one'), ('KNOWN_GOOD', 'Known good')], max_length=11)),
                ('now', models.CharField(choices=[('NEW', 'Never seen before'), ('KNOWN_BAD', 'Known bad'), ('DISPUTED', 'Disputed'), ('LOOKS_KNOWN', 'Looks like a known one'), ('KNOWN_GOOD', 'Known good')], max_length=11)),
                ('at', models.DateTimeField()),
                ('bank', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='casework.bank')),
                ('content', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='casework.content')),
                ('edition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='casework.edition')),
            ],
            options={
                'db_table': 'matching_change',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='EntryFrames',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='frames', serialize=False, to='casework.entry')),
                ('packed', models.BinaryField()),
            ],
            options={
                'db_table': 'matching_entry_frames',
            },
        ),
        migrations.AddField(
            model_name='entry',
            name='bank',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='rows', to='casework.bank'),
        ),
        migrations.AddField(
            model_name='entry',
            name='edition',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='casework.edition'),
        ),
        migrations.CreateModel(
            name='Hit',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('method', models.CharField(max_length=10)),
                ('distance', models.PositiveSmallIntegerField(default=0)),
                ('contradicted', models.CharField(blank=True, max_length=20)),
                ('stretches', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('EXACT', 'Equal digest'), ('PROPOSED', 'Proposed'), ('CONFIRMED', 'Confirmed'), ('REJECTED', 'Rejected')], max_length=9)),
                ('found_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', daymark.casework.access.fields.SealedText(null=True)),
                ('content', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='hits', to='casework.content')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hits', to='casework.entry')),
            ],
            options={
                'db_table': 'matching_hit',
            },
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('standing', models.CharField(choices=[('NEW', 'Never seen before'), ('KNOWN_BAD', 'Known bad'), ('DISPUTED', 'Disputed'), ('LOOKS_KNOWN', 'Looks like a known one'), ('KNOWN_GOOD', 'Known good')], max_length=11)),
                ('basis', models.TextField()),
                ('reason', daymark.casework.access.fields.SealedText()),
                ('made_at', models.DateTimeField()),
                ('content', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='casework.content')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'matching_verdict',
                'ordering': ['made_at'],
            },
        ),
        migrations.AddConstraint(
            model_name='bank',
            constraint=models.UniqueConstraint(condition=models.Q(('is_own', True)), fields=('is_own',), name='one_own_bank'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('bank', 'number'), name='edition_once'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(('was', models.F('now')), _negated=True), name='change_changes'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('md5__isnull', False)), fields=['md5'], name='entry_md5'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('sha1__isnull', False)), fields=['sha1'], name='entry_sha1'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('sha256__isnull', False)), fields=['sha256'], name='entry_sha256'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(fields=('bank', 'key'), name='entry_once'),
        ),
        migrations.AddIndex(
            model_name='hit',
            index=models.Index(condition=models.Q(('state', 'PROPOSED')), fields=['distance', 'id'], name='hit_proposed'),
        ),
        migrations.AddConstraint(
            model_name='hit',
            constraint=models.UniqueConstraint(fields=('content', 'entry'), name='hit_once'),
        ),
        migrations.AddConstraint(
            model_name='hit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state__in', ('EXACT', 'PROPOSED'))), models.Q(('decided_at__isnull', False), ('state__in', ('CONFIRMED', 'REJECTED'))), _connector='OR'), name='hit_decided_at'),
        ),
        migrations.RunSQL(
            sight(dict.fromkeys(TABLES, SEES_CENTRE)) + append_only(APPEND_ONLY, {"matching_verdict": ("reason",)}), migrations.RunSQL.noop),
    ]
