"""Which stretches of a film lists know; words on the whole of a film that follow from those on its scenes."""

import django.db.models.deletion
from django.db import migrations, models

from daymark.casework.migrations._guards import SEES_CENTRE, sight


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0014_joined'),
    ]

    operations = [
        migrations.AddField(
            model_name='stackvote',
            name='follows',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name='FilmParts',
            fields=[
                ('content', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='parts', serialize=False, to='casework.content')),
                ('known', models.JSONField()),
                ('pieces', models.JSONField()),
                ('new_ms', models.PositiveBigIntegerField()),
            ],
            options={
                'db_table': 'media_film_parts',
            },
        ),
        # Like the contents that it is about: it names nobody.
        migrations.RunSQL(sight({"media_film_parts": SEES_CENTRE}), migrations.RunSQL.noop),
    ]
