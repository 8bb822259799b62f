"""The audit record is read by key: what a page asks for (reference, person, act, time) leads straight to its rows."""

from __future__ import annotations

from django.db import migrations, models


# The name of the one who acted is chained with the rest, and the unit separator stands in no field before the last:
# otherwise one record's text could be read as another's.
CHAINED = r"""
CREATE OR REPLACE FUNCTION access_audit_text(place bigint, r access_audit_record) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(E'\x1f', place::text, r.id::text,
        to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        r.actor || ' ' || r.actor_name, r.act, r.object_kind, r.object_reference, r.detail)
$$;
ALTER TABLE access_audit_record ADD CONSTRAINT audit_without_separator CHECK (
    position(E'\x1f' IN actor || actor_name || act || object_kind || object_reference) = 0);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0002_guards'),
    ]

    operations = [
        migrations.RunSQL(CHAINED, migrations.RunSQL.noop),
        migrations.RemoveIndex(
            model_name='auditrecord',
            name='audit_object',
        ),
        migrations.RemoveIndex(
            model_name='auditrecord',
            name='audit_actor',
        ),
        migrations.RemoveIndex(
            model_name='auditrecord',
            name='audit_at',
        ),
        migrations.AddIndex(
            model_name='auditrecord',
            index=models.Index(fields=['object_reference', '-at', '-id'], name='audit_object'),
        ),
        migrations.AddIndex(
            model_name='auditrecord',
            index=models.Index(fields=['actor', '-at', '-id'], name='audit_actor'),
        ),
        migrations.AddIndex(
            model_name='auditrecord',
            index=models.Index(fields=['act', '-at', '-id'], name='audit_act'),
        ),
        migrations.AddIndex(
            model_name='auditrecord',
            index=models.Index(fields=['-at', '-id'], name='audit_at'),
        ),
    ]
