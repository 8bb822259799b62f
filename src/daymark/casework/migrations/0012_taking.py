"""What the server reads itself: who asked for it on a page, how far it has listed, and why it stopped."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0011_sealing'),
    ]

    operations = [
        migrations.AddField(
            model_name='seizure',
            name='listed',
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='seizure',
            name='on_server',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='seizure',
            name='problem',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='seizure',
            name='starts',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='seizure',
            name='state',
            field=models.CharField(choices=[('WAITING', 'Waiting for its turn'), ('LISTING', 'Being listed'), ('READING', 'Being read'), ('PAUSED', 'Paused'), ('DONE', 'Read'), ('FAILED', 'Stopped by a fault')], default='READING', max_length=8),
        ),
        migrations.AddConstraint(
            model_name='seizure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('problem', ''), _negated=True), models.Q(('state', 'FAILED'), _negated=True), _connector='OR'), name='seizure_failed_why'),
        ),
    ]
