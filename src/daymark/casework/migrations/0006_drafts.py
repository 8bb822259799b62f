"""Half-filled public reports: sealed, seen by their writer alone."""

from __future__ import annotations

import uuid

from django.db import migrations, models

import daymark.casework.access.fields

# A draft is reached by its own id (the reporter's scope carries it) and by the sweep that forgets old ones.
SIGHT = """
ALTER TABLE reports_draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE reports_draft FORCE ROW LEVEL SECURITY;
CREATE POLICY reports_draft_sight ON reports_draft USING (
    (SELECT daymark_scope()) = 'system'
    OR ((SELECT daymark_scope()) = 'reporter' AND id = (SELECT daymark_report()))
);
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_the_queue_by_key")]
    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("document", daymark.casework.access.fields.SealedJSON()),
                ("code", daymark.casework.access.fields.SealedText(null=True)),
                ("started_at", models.DateTimeField()),
                ("touched_at", models.DateTimeField(db_index=True)),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "reports_draft"},
        ),
        migrations.RunSQL(SIGHT, migrations.RunSQL.noop),
    ]
