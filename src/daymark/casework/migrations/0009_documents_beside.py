"""Other documents of a package, kept beside the one that its report was read from."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0008_agencies_from_the_start")]
    operations = [
        migrations.AddField(
            model_name="received",
            name="beside",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="others_beside",
                to="casework.received",
            ),
        ),
        migrations.AddIndex(
            model_name="received",
            index=models.Index(
                fields=["beside"], condition=models.Q(("beside__isnull", False)), name="received_beside"
            ),
        ),
    ]
