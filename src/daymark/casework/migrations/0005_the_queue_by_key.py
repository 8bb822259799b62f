"""Lists that are read by key: each order and filter of the queue and of the reports leads straight to its rows."""


import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0004_cases_and_referrals'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='bundle',
            name='one_bundle_for_copies',
        ),
        migrations.RemoveIndex(
            model_name='bundle',
            name='bundle_queue',
        ),
        migrations.RemoveIndex(
            model_name='report',
            name='report_received',
        ),
        migrations.RemoveIndex(
            model_name='report',
            name='report_harm',
        ),
        migrations.AddField(
            model_name='bundle',
            name='decided_over',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='bundle',
            name='decided_priority',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='bundle',
            name='harm',
            field=models.CharField(choices=[('GROOMING', 'Grooming'), ('IMAGES', 'Possession and distribution of images'), ('CONTACT_ABUSE', 'Contact abuse'), ('INCITING', 'Inciting a child to a sexual act'), ('MEETING', 'Arranging to meet'), ('THREATS', 'Threats to share pictures'), ('OWN_IMAGES', "A child's own pictures or videos"), ('WEBSITE', 'A website'), ('TRAFFICKING', 'Trafficking'), ('OTHER', 'Something else')], default='OTHER', max_length=16),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='bundle',
            name='source_kind',
            field=models.CharField(choices=[('PUBLIC', 'Public'), ('INDUSTRY', 'Industry'), ('AGENCY', 'Agency')], default='PUBLIC', max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='report',
            name='way',
            field=models.CharField(choices=[('PUBLIC', 'Public report page'), ('INDUSTRY', 'Industry server'), ('PACKAGE', 'Law-enforcement package')], default='PUBLIC', max_length=10),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='bundle',
            name='fingerprint',
            field=models.CharField(max_length=64, null=True),
        ),
        migrations.AddIndex(
            model_name='bundle',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['priority', '-rank', 'due_at', 'id'], include=('state', 'harm', 'source_kind', 'child_in_danger', 'held_by', 'lead', 'is_restricted'), name='bundle_queue'),
        ),
        migrations.AddIndex(
            model_name='bundle',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['due_at', 'id'], name='bundle_due'),
        ),
        migrations.AddIndex(
            model_name='bundle',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['first_received_at', 'id'], name='bundle_age'),
        ),
        migrations.AddIndex(
            model_name='bundle',
            index=models.Index(condition=models.Q(('child_in_danger', True), ('ended_at__isnull', True)), fields=['due_at'], name='bundle_danger'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['-received_at', '-id'], name='report_received'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['harm', '-received_at', '-id'], name='report_harm'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['environment', '-received_at', '-id'], name='report_environment'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['source_kind', '-received_at', '-id'], name='report_source'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['source_agency', '-received_at', '-id'], name='report_agency'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['way', '-received_at', '-id'], name='report_way'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('external_reference', ''), _negated=True), fields=['external_reference'], name='report_external'),
        ),
        migrations.AddConstraint(
            model_name='bundle',
            constraint=models.UniqueConstraint(fields=('fingerprint',), name='one_bundle_for_copies'),
        ),
        migrations.AddConstraint(
            model_name='bundle',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_over__isnull', True), ('decided_priority__isnull', True)), models.Q(('decided_over__isnull', False), ('decided_priority__isnull', False)), _connector='OR'), name='bundle_decision_and_over_what'),
        ),
        migrations.AddConstraint(
            model_name='bundle',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ['IN_CASE', 'CLOSED'])), models.Q(('ended_at__isnull', True), ('state__in', ['WAITING', 'IN_HAND', 'ASKED'])), _connector='OR'), name='bundle_ended'),
        ),
        migrations.AddConstraint(
            model_name='bundle',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'WAITING'), _negated=True), ('held_by__isnull', True), _connector='OR'), name='bundle_waiting_is_free'),
        ),
        migrations.AddConstraint(
            model_name='bundle',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'IN_HAND'), _negated=True), ('held_by__isnull', False), _connector='OR'), name='bundle_in_hand_is_held'),
        ),
        migrations.AlterField(
            model_name='bundle',
            name='held_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bundles_held', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='bundle',
            name='ended_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='assessment',
            name='decided_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='bundle',
            index=models.Index(condition=models.Q(('ended_at__isnull', False)), fields=['state', '-ended_at', '-id'], name='bundle_latest'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('from_reporter', True), ('read_at__isnull', True)), fields=['report'], name='message_unread'),
        ),
        migrations.AddIndex(
            model_name='bundle',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['harm', 'priority', '-rank', 'due_at', 'id'], include=('state', 'source_kind', 'child_in_danger', 'held_by', 'lead', 'is_restricted'), name='bundle_harm'),
        ),
        migrations.AddIndex(
            model_name='bundle',
            index=models.Index(condition=models.Q(('state__in', ['IN_HAND', 'ASKED'])), fields=['state', 'priority', '-rank', 'due_at', 'id'], name='bundle_taken'),
        ),
    ]
