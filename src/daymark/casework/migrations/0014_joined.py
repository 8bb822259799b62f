"""What joined a graded stack waits to be confirmed; the sums of a seizure and the queue of its stacks keep themselves.

The sums are told by the database, because many acts change them: files are read, lists speak, stacks are made, split
and graded. Each change is a row of `media_sweep_part` (so many more, so many fewer), so that nobody waits for anybody;
`tests/casework/media/test_sweep_parts.py` holds them against the count of everything.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from daymark.casework.migrations._guards import IS_STAFF, IS_SYSTEM, seen_with, sight

SIGHT = sight({"media_sweep_part": seen_with("seizure_id", "media_seizure")})
STAGE = """
CREATE FUNCTION media_stage_of(joined_at timestamptz, confirmed_at timestamptz, stage text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN joined_at IS NOT NULL AND confirmed_at IS NULL THEN 'JOINED' ELSE coalesce(stage, '') END $$;
"""

# EXISTS, not IN: of votes and moves few are read at once, and IN read every stack of every case first.
_ONE_BY_ONE = {
    "media_stack_vote": "media_stack AS held WHERE held.id = media_stack_vote.stack_id",
    "media_vote_undone": "media_stack_vote AS held WHERE held.id = media_vote_undone.vote_id",
    "media_stack_move": "media_stack AS held WHERE held.id = media_stack_move.out_of_id",
}

# What a person may not see is counted all the same: a list that is withdrawn changes restricted cases too. Row by row
# through the indexes, whatever the server takes for small: it has no statistics of a disk that has just been read.
_AS = """() RETURNS trigger LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off
    SET enable_seqscan = off SET jit = off AS $$
DECLARE before text := coalesce(current_setting('daymark.scope', true), '');
BEGIN
    PERFORM set_config('daymark.scope', 'system', true);
"""
_END = " PERFORM set_config('daymark.scope', before, true); RETURN NULL; END $$;"
_TELL = """
INSERT INTO media_sweep_part (seizure_id, standing, "group", stage, kind, files, film_ms, size)
SELECT seizure_id, standing, "group", stage, kind, sum(sign), sum(sign * coalesce(duration_ms, 0)), sum(sign * size)
FROM counted GROUP BY 1, 2, 3, 4, 5
HAVING sum(sign) <> 0 OR sum(sign * coalesce(duration_ms, 0)) <> 0 OR sum(sign * size) <> 0;
"""
_LIES = """
    JOIN media_seized_file AS file ON file.content_id = changed.content_id AND file.is_first
    JOIN media_seizure AS seizure ON seizure.id = file.seizure_id
    JOIN media_exhibit AS exhibit ON exhibit.id = seizure.exhibit_id"""
_STACKED = """
    LEFT JOIN media_stack_member AS member
        ON member.content_id = changed.content_id AND member.case_id = exhibit.case_id
    LEFT JOIN media_stack AS stack ON stack.id = member.stack_id"""
# Files that became the first of their content in their seizure, or ceased to be. The standing is read under a lock:
# who changes it at the same time counts after this transaction, or before it.
_FILES = f"""
WITH changed AS MATERIALIZED ({{changed}}),
content AS MATERIALIZED (
    SELECT id, standing, "group", duration_ms, kind, size FROM media_content WHERE id IN (SELECT content_id FROM changed)
    ORDER BY id FOR SHARE),
counted AS (
    SELECT changed.seizure_id, content.standing, content."group", content.duration_ms, content.kind, content.size, changed.sign,
        media_stage_of(member.joined_at, member.confirmed_at, stack.stage) AS stage
    FROM changed JOIN content ON content.id = changed.content_id
    JOIN media_seizure AS seizure ON seizure.id = changed.seizure_id
    JOIN media_exhibit AS exhibit ON exhibit.id = seizure.exhibit_id{_STACKED})
"""
_CONTENTS = f"""
WITH changed AS MATERIALIZED ({{changed}}),
counted AS (
    SELECT file.seizure_id, changed.standing, changed."group", changed.duration_ms, changed.kind, changed.size, changed.sign,
        media_stage_of(member.joined_at, member.confirmed_at, stack.stage) AS stage
    FROM changed{_LIES}{_STACKED})
"""
_MEMBERS = f"""
WITH changed AS MATERIALIZED ({{changed}}),
content AS MATERIALIZED (
    SELECT id, standing, "group", duration_ms, kind, size FROM media_content WHERE id IN (SELECT content_id FROM changed)
    ORDER BY id FOR SHARE),
counted AS (
    SELECT file.seizure_id, content.standing, content."group", content.duration_ms, content.kind, content.size, changed.sign,
        media_stage_of(changed.joined_at, changed.confirmed_at, stack.stage) AS stage
    FROM changed{_LIES}
    JOIN content ON content.id = changed.content_id
    LEFT JOIN media_stack AS stack ON stack.id = changed.stack_id
    WHERE exhibit.case_id = changed.case_id)
"""
_GRADED = f"""
WITH regraded AS MATERIALIZED ({{changed}}),
changed AS MATERIALIZED (
    SELECT member.case_id, member.content_id, regraded.stage, regraded.sign
    FROM regraded JOIN media_stack_member AS member ON member.stack_id = regraded.id
    WHERE member.joined_at IS NULL OR member.confirmed_at IS NOT NULL),
counted AS (
    SELECT file.seizure_id, content.standing, content."group", content.duration_ms, content.kind, content.size, changed.sign, changed.stage
    FROM changed{_LIES}
    JOIN media_content AS content ON content.id = changed.content_id WHERE exhibit.case_id = changed.case_id)
"""
_RANKS = "ARRAY['NEW', 'LOOKS_KNOWN', 'DISPUTED', 'KNOWN_BAD', 'KNOWN_GOOD']"
# A stack stands in the queue by its member that most needs a look.
_STANDING = f"""
UPDATE media_stack AS stack SET standing = needs.standing
FROM (SELECT member.stack_id, ({_RANKS})[min(array_position({_RANKS}, content.standing::text))] AS standing
      FROM media_stack_member AS member JOIN media_content AS content ON content.id = member.content_id
      WHERE member.stack_id IN ({{stacks}}) AND (member.joined_at IS NULL OR member.confirmed_at IS NOT NULL)
      GROUP BY 1) AS needs
WHERE stack.id = needs.stack_id AND stack.standing <> needs.standing;
"""
# So that the rows stay few: about every hundredth row folds those of its seizure that no other transaction holds.
FOLD = """
CREATE FUNCTION media_sweep_folded() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE full_one uuid;
BEGIN
    IF pg_trigger_depth() <> 2 THEN RETURN NULL; END IF;  -- in the sight of the trigger that told it
    FOR full_one IN SELECT DISTINCT seizure_id FROM now_rows WHERE id % 100 = 0 LOOP
        WITH gone AS (
            DELETE FROM media_sweep_part WHERE id IN (
                SELECT id FROM media_sweep_part WHERE seizure_id = full_one ORDER BY id FOR UPDATE SKIP LOCKED)
            RETURNING *)
        INSERT INTO media_sweep_part (seizure_id, standing, "group", stage, kind, files, film_ms, size)
        SELECT seizure_id, standing, "group", stage, kind, sum(files), sum(film_ms), sum(size) FROM gone
        GROUP BY 1, 2, 3, 4, 5 HAVING sum(files) <> 0 OR sum(film_ms) <> 0 OR sum(size) <> 0;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER media_sweep_folded AFTER INSERT ON media_sweep_part REFERENCING NEW TABLE AS now_rows
    FOR EACH STATEMENT EXECUTE FUNCTION media_sweep_folded();
"""
FILL = """
INSERT INTO media_sweep_part (seizure_id, standing, "group", stage, kind, files, film_ms, size)
SELECT file.seizure_id, content.standing, content."group", coalesce(stack.stage, ''), content.kind, count(*),
    coalesce(sum(content.duration_ms), 0), sum(content.size)
FROM media_seized_file AS file JOIN media_content AS content ON content.id = file.content_id
JOIN media_seizure AS seizure ON seizure.id = file.seizure_id
JOIN media_exhibit AS exhibit ON exhibit.id = seizure.exhibit_id
LEFT JOIN media_stack_member AS member ON member.content_id = content.id AND member.case_id = exhibit.case_id
LEFT JOIN media_stack AS stack ON stack.id = member.stack_id
WHERE file.is_first GROUP BY 1, 2, 3, 4, 5;
"""


def _changed(columns, where="", only_new=False):
    """Rows of a statement as they were (-1) and as they are now (1); those that say the same in both are left out."""
    now = f"SELECT {columns}, 1 AS sign FROM now_rows {where}"
    was = "" if only_new else f" UNION ALL SELECT {columns}, -1 FROM was_rows {where}"
    places = ", ".join(str(place + 1) for place in range(columns.count(",") + 1))
    return f"SELECT {columns}, sum(sign) AS sign FROM ({now}{was}) AS both_sides GROUP BY {places} HAVING sum(sign) <> 0"


def _trigger(name, table, event, body):
    """A function, and the trigger that runs it once for each statement."""
    tables = "NEW TABLE AS now_rows" if event == "INSERT" else "OLD TABLE AS was_rows NEW TABLE AS now_rows"
    return (
        f"CREATE FUNCTION {name}{_AS}{body}{_END}"
        f" CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {tables}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}();"
    )


def _triggers():
    first, file = "WHERE is_first AND content_id IS NOT NULL", "seizure_id, content_id"
    rows = _changed('id, standing, "group", duration_ms, kind, size')
    of_contents = f"SELECT changed_now.*, changed_now.id AS content_id FROM ({rows}) AS changed_now"
    member = "case_id, content_id, stack_id, joined_at, confirmed_at"
    unstacked = " UNION ALL SELECT case_id, content_id, NULL, NULL, NULL, -1 FROM now_rows"
    yield "media_sweep_read", "media_seized_file", "INSERT", _FILES.format(changed=_changed(file, first, True)) + _TELL
    yield "media_sweep_reread", "media_seized_file", "UPDATE", _FILES.format(changed=_changed(file, first)) + _TELL
    restood = "SELECT stack_id FROM media_stack_member WHERE content_id IN (SELECT id FROM ("
    restood += _changed("id, standing") + ") AS restood)"
    yield (
        "media_sweep_listed",
        "media_content",
        "UPDATE",
        _CONTENTS.format(changed=of_contents) + _TELL + _STANDING.format(stacks=restood),
    )
    yield (
        "media_sweep_stacked",
        "media_stack_member",
        "INSERT",
        _MEMBERS.format(changed=_changed(member, only_new=True) + unstacked)
        + _TELL
        + _STANDING.format(stacks="SELECT stack_id FROM now_rows"),
    )
    yield (
        "media_sweep_moved",
        "media_stack_member",
        "UPDATE",
        _MEMBERS.format(changed=_changed(member))
        + _TELL
        + _STANDING.format(stacks="SELECT stack_id FROM now_rows UNION SELECT stack_id FROM was_rows"),
    )
    yield "media_sweep_graded", "media_stack", "UPDATE", _GRADED.format(changed=_changed("id, stage")) + _TELL


def keep_sums(apps, schema_editor):
    """The functions and triggers, and the sums of what is there already."""
    schema_editor.execute(SIGHT + STAGE, params=None)
    for table, held in _ONE_BY_ONE.items():
        sees = f"{IS_SYSTEM} OR ({IS_STAFF} AND EXISTS (SELECT 1 FROM {held}))"
        schema_editor.execute(f"ALTER POLICY {table}_sight ON {table} USING ({sees})", params=None)
    schema_editor.execute(FOLD, params=None)
    schema_editor.execute("SELECT set_config('daymark.scope', 'system', true)", params=None)
    schema_editor.execute(FILL, params=None)
    schema_editor.execute(_STANDING.format(stacks="SELECT id FROM media_stack"), params=None)
    for trigger in _triggers():
        schema_editor.execute(_trigger(*trigger), params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0013_sealing_policy'),
    ]

    operations = [
        migrations.CreateModel(
            name='SweepPart',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('standing', models.CharField(max_length=11)),
                ('group', models.CharField(max_length=10)),
                ('stage', models.CharField(max_length=8)),
                ('kind', models.CharField(max_length=60)),
                ('files', models.BigIntegerField()),
                ('film_ms', models.BigIntegerField()),
                ('size', models.BigIntegerField()),
            ],
            options={
                'db_table': 'media_sweep_part',
            },
        ),
        migrations.RemoveIndex(
            model_name='stack',
            name='stack_to_be_graded',
        ),
        migrations.AddField(
            model_name='stack',
            name='foretold',
            field=models.CharField(blank=True, db_default='', default='', max_length=12),
        ),
        migrations.AddField(
            model_name='stack',
            name='standing',
            field=models.CharField(choices=[('NEW', 'Never seen before'), ('KNOWN_BAD', 'Known bad'), ('DISPUTED', 'Disputed'), ('LOOKS_KNOWN', 'Looks like a known one'), ('KNOWN_GOOD', 'Known good')], db_default='NEW', default='NEW', max_length=11),
        ),
        migrations.AddField(
            model_name='stackmember',
            name='confirmed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='stackmember',
            name='confirmed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stackmember',
            name='joined_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='stack',
            index=models.Index(fields=['case', 'stage', 'standing', 'cluster', 'id'], name='stack_queue'),
        ),
        migrations.AddIndex(
            model_name='stackmember',
            index=models.Index(condition=models.Q(('confirmed_at', None), ('joined_at__isnull', False)), fields=['case', 'stack'], name='stack_member_joined'),
        ),
        migrations.AddIndex(
            model_name='stackmember',
            index=models.Index(condition=models.Q(('confirmed_by__isnull', False)), fields=['confirmed_by', 'confirmed_at'], name='stack_member_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='stackmember',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('joined_at__isnull', False)), _connector='OR'), name='joined_and_confirmed'),
        ),
        migrations.AddField(
            model_name='sweeppart',
            name='seizure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.seizure'),
        ),
        migrations.AlterField(
            model_name='seizedfile',
            name='seizure',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='seized_files', to='casework.seizure'),
        ),
        migrations.AlterField(
            model_name='stack',
            name='case',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='stacks', to='casework.case'),
        ),
        migrations.AlterField(
            model_name='stackmember',
            name='case',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case'),
        ),
        migrations.RemoveIndex(
            model_name='stackvote',
            name='votes_of_stack',
        ),
        migrations.AlterField(
            model_name='stackvote',
            name='by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='stackvote',
            name='stack',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='stack_votes', to='casework.stack'),
        ),
        migrations.AddIndex(
            model_name='stackvote',
            index=models.Index(fields=['stack', 'by', 'place'], name='votes_of_stack'),
        ),
        migrations.AddIndex(
            model_name='stackvote',
            index=models.Index(fields=['by', 'place'], name='votes_of_person'),
        ),
        migrations.AddIndex(
            model_name='content',
            index=models.Index(condition=models.Q(('problem', ''), _negated=True), fields=['id'], name='content_with_problem'),
        ),
        migrations.RunPython(keep_sums, migrations.RunPython.noop),
    ]
