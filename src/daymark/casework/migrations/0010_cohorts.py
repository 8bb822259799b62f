"""Research cohorts, seen by whoever works in the centre: they name no case and no file. Nothing is ever changed."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from daymark.casework.migrations._guards import SEES_CENTRE, append_only, sight


SEQUENCES = "CREATE SEQUENCE media_cohort_reference; CREATE SEQUENCE media_cohort_coding_place;"
TABLES = ("media_cohort", "media_cohort_item", "media_cohort_coding")


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0009_matching'),
    ]

    operations = [
        migrations.RunSQL(SEQUENCES, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Cohort',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=20, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('purpose', models.TextField()),
                ('seed', models.CharField(max_length=200)),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
                ('population', models.PositiveBigIntegerField()),
                ('population_digest', models.BinaryField()),
                ('size', models.PositiveIntegerField()),
                ('drawn_at', models.DateTimeField()),
                ('drawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'media_cohort',
                'ordering': ['-drawn_at'],
            },
        ),
        migrations.CreateModel(
            name='CohortItem',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='casework.cohort')),
                ('content', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.content')),
            ],
            options={
                'db_table': 'media_cohort_item',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='CohortCoding',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('answers', models.JSONField()),
                ('coded_at', models.DateTimeField()),
                ('place', models.BigIntegerField(db_default=models.Func(models.Value('media_cohort_coding_place'), function='nextval'))),
                ('coder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codings', to='casework.cohortitem')),
            ],
            options={
                'db_table': 'media_cohort_coding',
                'ordering': ['place'],
            },
        ),
        migrations.AddConstraint(
            model_name='cohort',
            constraint=models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='cohort_days'),
        ),
        migrations.AddConstraint(
            model_name='cohort',
            constraint=models.CheckConstraint(condition=models.Q(('population__gte', models.F('size')), ('size__gte', 1)), name='cohort_size'),
        ),
        migrations.AddConstraint(
            model_name='cohortitem',
            constraint=models.UniqueConstraint(fields=('cohort', 'number'), name='cohort_number_once'),
        ),
        migrations.AddConstraint(
            model_name='cohortitem',
            constraint=models.UniqueConstraint(fields=('cohort', 'content'), name='cohort_content_once'),
        ),
        migrations.AddIndex(
            model_name='cohortcoding',
            index=models.Index(fields=['item', 'place'], name='coding_item'),
        ),
        migrations.RunSQL(sight(dict.fromkeys(TABLES, SEES_CENTRE)) + append_only(TABLES), migrations.RunSQL.noop),
    ]
