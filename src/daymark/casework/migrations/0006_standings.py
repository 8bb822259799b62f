"""What the lists say of a content, and the frames of films, seen by whoever works in the centre: they name nobody."""

import django.db.models.deletion
from django.db import migrations, models

from daymark.casework.migrations._guards import SEES_CENTRE, sight


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0005_seizures'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContentFrames',
            fields=[
                ('content', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='frames', serialize=False, to='casework.content')),
                ('packed', models.BinaryField()),
            ],
            options={
                'db_table': 'media_content_frames',
            },
        ),
        migrations.AddField(
            model_name='content',
            name='standing',
            field=models.CharField(choices=[('NEW', 'Never seen before'), ('KNOWN_BAD', 'Known bad'), ('DISPUTED', 'Disputed'), ('LOOKS_KNOWN', 'Looks like a known one'), ('KNOWN_GOOD', 'Known good')], db_default='NEW', default='NEW', max_length=11),
        ),
        migrations.RunSQL(sight({"media_content_frames": SEES_CENTRE}), migrations.RunSQL.noop),
    ]
