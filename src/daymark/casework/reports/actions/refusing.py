"""Documents that became no report are kept all the same, once, with the reason."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from daymark.casework.access.recording import Act, record_many
from daymark.casework.reports.actions.receiving import Document, keep
from daymark.casework.reports.models import Received, Way


@transaction.atomic
def keep_refused(
    *, documents: Sequence[Document], way: Way, why: str, at: datetime, kind: str = "document", reference: str = ""
) -> int:
    """Keeps documents with the reason why they became no report; those that are here already are not kept again.

    Two processes that refuse the same document at once keep it once. `kind` and `reference` say what the refusal is
    put on record under when it concerns something that is here.
    """
    fresh = []
    by_digest = {hashlib.sha256(each.body).hexdigest(): each for each in documents}
    for digest, document in sorted(by_digest.items(), key=lambda item: item[0]):
        if _is_new(digest, way):
            received = keep(
                way=way, body=document.body, at=at, media_type=document.media_type, name=document.name, refusal=why
            )
            detail = {"sha256": digest, "size": received.size}
            fresh.append(Act("document refused", kind, reference or digest[:20], detail))
    record_many(acts=fresh, by=None, at=at)
    return len(fresh)


def _is_new(digest: str, way: Way) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [digest])
    return not Received.objects.filter(way=way, sha256=digest).exclude(refusal="").exists()
