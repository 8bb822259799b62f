"""Files in known series, by seizure and seen with it; looks no longer say that they were at what is shown as it is."""

import django.db.models.deletion
from django.db import migrations, models

from daymark.casework.migrations._guards import seen_with, sight


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0015_film_parts'),
    ]

    operations = [
        migrations.CreateModel(
            name='SeriesSum',
            fields=[
                ('seizure', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='casework.seizure')),
                ('files', models.BigIntegerField()),
                ('series', models.BigIntegerField()),
            ],
            options={
                'db_table': 'media_series_sum',
            },
        ),
        migrations.RemoveField(
            model_name='exposure',
            name='revealed',
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('series', ''), _negated=True), fields=['id'], name='entry_in_series'),
        ),
        migrations.RunSQL(
            sight({"media_series_sum": seen_with("seizure_id", "media_seizure")}), migrations.RunSQL.noop
        ),
    ]
