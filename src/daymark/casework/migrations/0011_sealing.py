"""Originals in the vault, seen by who sees a case with a file of theirs; who had them sealed and why, by who sees the case."""

import daymark.casework.access.fields
import django.db.models.deletion
import uuid
from functools import partial
from django.conf import settings
from django.db import migrations, models

SEQUENCES = "CREATE SEQUENCE media_original_act_place;"

IS_SYSTEM = "(SELECT daymark_scope() = 'system')"
IS_STAFF = "(SELECT daymark_scope() = 'centre')"
# EXISTS, not IN: few originals are asked for at once, and each looks its content up in the index of the files.
POLICIES = {
    "media_original": f"{IS_SYSTEM} OR ({IS_STAFF} AND EXISTS (SELECT 1 FROM media_seized_file AS file"
    " WHERE file.content_id = media_original.content_id))",
    "media_original_act": f"{IS_SYSTEM} OR ({IS_STAFF} AND case_id IN (SELECT id FROM cases_case))",
}
# A destruction is never undone, and a row never goes: it is the stub.
KEPT = """
CREATE TRIGGER media_original_act_never_changed BEFORE UPDATE OR DELETE ON media_original_act
    FOR EACH ROW EXECUTE FUNCTION daymark_only_resealed('reason');
CREATE TRIGGER media_original_act_never_emptied BEFORE TRUNCATE ON media_original_act
    FOR EACH STATEMENT EXECUTE FUNCTION daymark_never_changed();
CREATE TRIGGER media_original_never_deleted BEFORE DELETE ON media_original
    FOR EACH ROW EXECUTE FUNCTION daymark_never_changed();
CREATE TRIGGER media_original_never_brought_back BEFORE UPDATE ON media_original
    FOR EACH ROW WHEN (OLD.destroyed_at IS NOT NULL AND (NEW.destroyed_at, NEW.proof, NEW.content_id)
        IS DISTINCT FROM (OLD.destroyed_at, OLD.proof, OLD.content_id)) EXECUTE FUNCTION daymark_never_changed();
CREATE TRIGGER media_original_never_emptied BEFORE TRUNCATE ON media_original
    FOR EACH STATEMENT EXECUTE FUNCTION daymark_never_changed();
"""


def guard(apps, schema_editor):
    """Runs every statement."""
    run = partial(schema_editor.execute, params=None)
    for table, sees in POLICIES.items():
        run(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;")
        run(f"CREATE POLICY {table}_sight ON {table} USING ({sees});")
    run(KEPT)


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
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
