"""Peer-to-peer sightings as they came, sealed; the files they name; the persons they hold together. Seen by all staff."""

import daymark.casework.access.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from daymark.casework.migrations._guards import SEES_CENTRE, append_only, never_emptied, sight

# What came is never taken away; its row is written twice in one transaction, before and after it was read.
KEPT = """
CREATE TRIGGER monitoring_file_never_deleted BEFORE DELETE ON monitoring_file
    FOR EACH ROW EXECUTE FUNCTION daymark_never_changed();
CREATE TRIGGER monitoring_file_read_once BEFORE UPDATE ON monitoring_file
    FOR EACH ROW WHEN (OLD.taken > 0 OR OLD.refused > 0) EXECUTE FUNCTION daymark_never_changed();
-- Whom people acted on stays.
CREATE TRIGGER monitoring_chain_acted_on_stays BEFORE DELETE ON monitoring_chain
    FOR EACH ROW WHEN (OLD.report_id IS NOT NULL OR OLD.access_at IS NOT NULL) EXECUTE FUNCTION daymark_never_changed();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0016_series'),
    ]

    operations = [
        migrations.CreateModel(
            name='Counting',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('counted_at', models.DateTimeField(db_index=True)),
                ('sightings', models.PositiveBigIntegerField()),
                ('counted', models.PositiveBigIntegerField()),
                ('unknown', models.PositiveBigIntegerField()),
                ('doubled', models.PositiveBigIntegerField()),
                ('chains', models.PositiveBigIntegerField()),
                ('unplaced', models.JSONField(default=list)),
                ('estimates', models.JSONField(default=list)),
                ('conflicts', daymark.casework.access.fields.SealedJSON()),
            ],
            options={
                'db_table': 'monitoring_counting',
                'ordering': ['-counted_at'],
            },
        ),
        migrations.AlterField(
            model_name='received',
            name='way',
            field=models.CharField(choices=[('PUBLIC', 'Public report page'), ('INDUSTRY', 'Industry server'), ('PACKAGE', 'Law-enforcement package'), ('MONITORING', 'Peer-to-peer monitoring')], max_length=10),
        ),
        migrations.AlterField(
            model_name='report',
            name='way',
            field=models.CharField(choices=[('PUBLIC', 'Public report page'), ('INDUSTRY', 'Industry server'), ('PACKAGE', 'Law-enforcement package'), ('MONITORING', 'Peer-to-peer monitoring')], max_length=10),
        ),
        migrations.CreateModel(
            name='SeenFile',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.BinaryField(unique=True)),
                ('md5', models.BinaryField(null=True)),
                ('sha1', models.BinaryField(null=True)),
                ('sha256', models.BinaryField(null=True)),
                ('lists', models.PositiveIntegerField(null=True)),
            ],
            options={
                'db_table': 'monitoring_seen_file',
                'indexes': [models.Index(condition=models.Q(('lists__gt', 0)), fields=['id'], name='seen_file_known')],
            },
        ),
        migrations.CreateModel(
            name='SightingFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('sha1', models.CharField(max_length=40)),
                ('md5', models.CharField(max_length=32)),
                ('size', models.PositiveBigIntegerField()),
                ('name', models.CharField(max_length=255)),
                ('form', models.CharField(max_length=60)),
                ('layout', models.JSONField(default=dict)),
                ('taken', models.PositiveBigIntegerField(default=0)),
                ('doubtful', models.PositiveBigIntegerField(default=0)),
                ('refused', models.PositiveBigIntegerField(default=0)),
                ('refusals', models.JSONField(default=list)),
                ('is_whole', models.BooleanField(default=True)),
                ('brought_at', models.DateTimeField()),
                ('brought_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'monitoring_file',
                'ordering': ['-brought_at'],
            },
        ),
        migrations.CreateModel(
            name='Chain',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=16, unique=True)),
                ('place', models.PositiveIntegerField(null=True)),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('facts', models.JSONField()),
                ('links', daymark.casework.access.fields.SealedJSON()),
                ('access', models.PositiveSmallIntegerField(default=1)),
                ('access_why', daymark.casework.access.fields.SealedText(null=True)),
                ('access_at', models.DateTimeField(null=True)),
                ('access_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.report')),
            ],
            options={
                'db_table': 'monitoring_chain',
                'ordering': [models.OrderBy(models.F('place'), nulls_last=True)],
                'indexes': [models.Index(fields=['place'], name='chain_place')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('access_at__isnull', True), ('access_by__isnull', True)), models.Q(('access_at__isnull', False), ('access_by__isnull', False)), _connector='OR'), name='access_said_by_and_at')],
            },
        ),
        migrations.CreateModel(
            name='SightingBatch',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('rows', models.PositiveIntegerField()),
                ('packed', daymark.casework.access.fields.SealedField()),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='casework.sightingfile')),
            ],
            options={
                'db_table': 'monitoring_batch',
                'ordering': ['file', 'number'],
                'constraints': [models.UniqueConstraint(fields=('file', 'number'), name='batch_once')],
            },
        ),
        migrations.RunSQL(
            sight(
                dict.fromkeys(
                    (
                        "monitoring_file",
                        "monitoring_batch",
                        "monitoring_seen_file",
                        "monitoring_chain",
                        "monitoring_counting",
                    ),
                    SEES_CENTRE,
                )
            )
            + append_only(
                ["monitoring_batch", "monitoring_counting"],
                {"monitoring_batch": ("packed",), "monitoring_counting": ("conflicts",)},
            )
            + never_emptied("monitoring_file")
            + KEPT,
            migrations.RunSQL.noop,
        ),
    ]
