"""This centre's own grades as a list: what was graded here once is known everywhere here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from daymark.casework.access.models import User
from daymark.casework.matching.actions.checking import alone
from daymark.casework.matching.actions.finding import all_contents, find_looks
from daymark.casework.matching.actions.looking import Looker
from daymark.casework.matching.actions.scopes import Scope
from daymark.casework.matching.actions.settling import Changed, settle
from daymark.casework.matching.models import Bank, Edition
from daymark.casework.matching.rules import Says
from daymark.casework.media.models import Content
from daymark.casework.media.rules import Standing

_CHECKED = "checked_until"
NAME, GIVER = "Graded here", "this centre"
_SAYS = {Standing.KNOWN_BAD: Says.BAD, Standing.KNOWN_GOOD: Says.GOOD, Standing.DISPUTED: Says.DISPUTED}
_KEPT = """
WITH before AS (
    SELECT entry.stands FROM matching_entry AS entry JOIN media_content AS content
        ON entry.key = substr(encode(content.sha256, 'hex'), 1, 32)::uuid
    WHERE entry.bank_id = %(bank)s AND content.id = %(content)s
)
INSERT INTO matching_entry (bank_id, edition_id, key, named, taken_back, stands, md5, sha1, sha256, pdq, quality, says,
    category, series, place, remarks)
SELECT %(bank)s, %(edition)s, substr(encode(sha256, 'hex'), 1, 32)::uuid, '{1}', '{}', %(stands)s, md5, sha1, sha256,
    CASE WHEN quality >= 50 THEN pdq END, quality, %(says)s, '', '', 0, ''
FROM media_content WHERE id = %(content)s
ON CONFLICT (bank_id, key) DO UPDATE SET says = excluded.says, stands = excluded.stands
RETURNING id, NOT EXISTS (SELECT 1 FROM before),
    stands AND EXISTS (SELECT 1 FROM before WHERE NOT before.stands)
"""
_ITSELF = """
INSERT INTO matching_hit (content_id, entry_id, method, distance, contradicted, stretches, state, found_at)
VALUES (%s, %s, 'sha256', 0, '', '[]', 'EXACT', %s) ON CONFLICT (content_id, entry_id) DO NOTHING
"""
# So that a film which holds a part of one that was graded here is told by the stretch that both share.
_FRAMES = """
INSERT INTO matching_entry_frames (entry_id, packed)
SELECT %s, packed FROM media_content_frames WHERE content_id = %s ON CONFLICT (entry_id) DO NOTHING
"""
_HITS = "SELECT content_id FROM matching_hit WHERE entry_id = %s"


@transaction.atomic
def note_graded(*, content: Content, standing: Standing, by: User | None, at: datetime) -> list[Changed]:
    """Puts a content that was graded here on this centre's own list, or off it when it is NEW again.

    Files that come later are matched with it at once; `check_graded` looks for look-alikes among those already here.
    """
    alone()
    edition = own_edition(by=by, at=at)
    says = _SAYS.get(standing)
    given: dict[str, Any] = {"bank": edition.bank_id, "edition": edition.pk, "content": content.pk}
    given |= {"stands": says is not None, "says": says or Says.UNSAID}
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, given)
        entry, is_new, comes_back = cursor.fetchone()
        cursor.execute(_ITSELF, [content.pk, entry, at])
        cursor.execute(_FRAMES, [entry, content.pk])
        cursor.execute(_HITS, [entry])
        concerned = [number for (number,) in cursor.fetchall()]
    if is_new:
        _grow(edition, entry)
    if comes_back:  # whoever loaded the looks while it did not stand has to load them anew
        Bank.objects.filter(pk=edition.bank_id).update(turns=F("turns") + 1)
    return settle(concerned, at=at)


def check_graded(*, at: datetime) -> list[Changed]:
    """Looks for look-alikes of what was graded here since the last time among everything that is here.

    Nothing waits meanwhile: what arrives after a grade was kept is matched with it on arrival.
    """
    edition = Edition.objects.filter(bank__is_own=True).first()
    since = edition.provenance.get(_CHECKED, 0) if edition else 0
    if edition is None or edition.last_entry <= since:
        return []
    changed = []
    looker = Looker(Scope.of_brought(edition, since + 1))
    for contents in all_contents():
        with transaction.atomic():
            changed += settle(find_looks(looker, contents, at=at), at=at)
    with transaction.atomic():
        now = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        now.provenance |= {_CHECKED: max(now.provenance.get(_CHECKED, 0), edition.last_entry)}
        now.save(update_fields=["provenance"])
    return changed


def own_edition(*, by: User | None, at: datetime) -> Edition:
    """The one edition of this centre's own list, made when nothing was graded before."""
    values = {"name": NAME, "giver": GIVER, "standing": Says.DISPUTED, "added_at": at, "added_by": None}
    bank, _ = Bank.objects.get_or_create(is_own=True, defaults=values)
    about = {"file_name": "", "sha256": b"", "format": "grades of this centre", "rows": 0, "added_at": at}
    edition, _ = Edition.objects.select_for_update(no_key=True).get_or_create(bank=bank, number=1, defaults=about)
    return edition


def _grow(edition: Edition, entry: int) -> None:
    edition.first_entry = edition.first_entry or entry
    edition.last_entry = max(edition.last_entry, entry)
    edition.rows += 1
    edition.added += 1
    edition.save(update_fields=["first_entry", "last_entry", "rows", "added"])
    Bank.objects.filter(pk=edition.bank_id).update(entries=edition.rows)
