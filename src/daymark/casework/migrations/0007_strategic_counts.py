"""The counts that the picture is drawn from; small numbers are unprotected in there, so the system alone sees them."""

from __future__ import annotations

from django.db import migrations, models

SIGHT = """
ALTER TABLE strategic_counted_picture ENABLE ROW LEVEL SECURITY;
ALTER TABLE strategic_counted_picture FORCE ROW LEVEL SECURITY;
CREATE POLICY strategic_counted_picture_sight ON strategic_counted_picture
    USING ((SELECT daymark_scope()) = 'system');
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0006_drafts")]
    operations = [
        migrations.CreateModel(
            name="CountedPicture",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("counted_at", models.DateTimeField()),
                ("counts", models.JSONField()),
            ],
            options={"db_table": "strategic_counted_picture"},
        ),
        migrations.RunSQL(SIGHT, migrations.RunSQL.noop),
    ]
