"""Agencies are in their history from the day they are written down, so that the first change can be undone."""

from __future__ import annotations


import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0007_strategic_counts'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='agency',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_agency_event" ("areas", "code", "country", "duty_desk", "id", "is_active", "is_this_centre", "kind", "name", "notes", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_key", "receives_referrals", "signing_key", "source", "source_on", "website") VALUES (NEW."areas", NEW."code", NEW."country", NEW."duty_desk", NEW."id", NEW."is_active", NEW."is_this_centre", NEW."kind", NEW."name", NEW."notes", NOW(), \'insert\', NEW."id", NEW."public_key", NEW."receives_referrals", NEW."signing_key", NEW."source", NEW."source_on", NEW."website"); RETURN NULL;', hash='547cebe2467501fd843732f4254c16cff416aca7', operation='INSERT', pgid='pgtrigger_insert_insert_36509', table='partners_agency', when='AFTER')),
        ),
    ]
