"""Originals in the vault, seen by who sees a case with a file of theirs; who had them sealed and why, by who sees the case."""

import daymark.casework.access.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from daymark.casework.migrations._guards import IS_STAFF, IS_SYSTEM, append_only, never_emptied, seen_with, sight

SEQUENCES = "CREATE SEQUENCE media_original_act_place;"

# EXISTS, not IN: few originals are asked for at once, and each looks its content up in the index of the files.
POLICIES = {
    "media_original": f"{IS_SYSTEM} OR ({IS_STAFF} AND EXISTS (SELECT 1 FROM media_seized_file AS file"
    " WHERE file.content_id = media_original.content_id))",
    "media_original_act": seen_with("case_id", "cases_case"),
}
# A destruction is never undone, and a row never goes: it is the stub.
KEPT = """
CREATE TRIGGER media_original_never_deleted BEFORE DELETE ON media_original
    FOR EACH ROW EXECUTE FUNCTION daymark_never_changed();
CREATE TRIGGER media_original_never_brought_back BEFORE UPDATE ON media_original
    FOR EACH ROW WHEN (OLD.destroyed_at IS NOT NULL AND (NEW.destroyed_at, NEW.proof, NEW.content_id)
        IS DISTINCT FROM (OLD.destroyed_at, OLD.proof, OLD.content_id)) EXECUTE FUNCTION daymark_never_changed();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0010_cohorts'),
    ]

    operations = [
        migrations.RunSQL(SEQUENCES, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Original',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', daymark.casework.access.fields.SealedText()),
                ('sealed_at', models.DateTimeField()),
                ('destroyed_at', models.DateTimeField(null=True)),
                ('proof', models.BinaryField(null=True)),
                ('content', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='originals', to='casework.content')),
            ],
            options={
                'db_table': 'media_original',
                'ordering': ['sealed_at'],
            },
        ),
        migrations.CreateModel(
            name='OriginalAct',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('step', models.CharField(choices=[('SEALED', 'Sealed'), ('GIVEN_UP', 'Given up by this case'), ('DESTROYED', 'Destroyed')], max_length=9)),
                ('reason', daymark.casework.access.fields.SealedText()),
                ('at', models.DateTimeField()),
                ('place', models.BigIntegerField(db_default=models.Func(models.Value('media_original_act_place'), function='nextval'))),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case')),
                ('original', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='casework.original')),
            ],
            options={
                'db_table': 'media_original_act',
                'ordering': ['place'],
            },
        ),
        migrations.AddConstraint(
            model_name='original',
            constraint=models.UniqueConstraint(condition=models.Q(('destroyed_at', None)), fields=('content',), name='sealed_once'),
        ),
        migrations.AddConstraint(
            model_name='original',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('destroyed_at', None), ('proof', None)), models.Q(('destroyed_at__isnull', False), ('proof__isnull', False)), _connector='OR'), name='destroyed_with_proof'),
        ),
        migrations.AddIndex(
            model_name='originalact',
            index=models.Index(fields=['original', 'place'], name='original_acts'),
        ),
        migrations.RunSQL(
            sight(POLICIES)
            + KEPT
            + never_emptied("media_original")
            + append_only(["media_original_act"], {"media_original_act": ("reason",)}), migrations.RunSQL.noop),
    ]
