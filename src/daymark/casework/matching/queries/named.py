"""Which reports brought a file, or named it by a digest or by its look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from daymark.casework.matching.queries.alike import has_look
from daymark.casework.media.models import Content
from daymark.casework.reports.models import Attachment
from daymark.casework.subjects.models import Sighting
from daymark.casework.subjects.rules import IdentifierKind
from daymark.engine.hamming import RADIUS

CAME, NAMED = "came with the report", "named in it, not sent"
# What a company called the look of its file, and how many bits it is from ours.
_LOOKS = """
SELECT report_id, max(event), min(bits) FROM (
    SELECT report_id, event, bit_count(('x' || value)::bit(256) # ('x' || %s)::bit(256)) AS bits
    FROM subjects_sighting WHERE kind = %s AND value ~ '^[0-9a-f]{64}$'
) AS near WHERE bits <= %s GROUP BY report_id
"""


@dataclass(frozen=True)
class InReport:
    """A report that held a content or named it. `bits`: how far the look that it tells is from it, if no more."""

    report: UUID
    content: int
    copies: int
    role: str
    bits: int | None = None


class Digests:
    """The digests of contents in hexadecimal, and whose they are. MD5 and SHA-1 only find what gives no SHA-256."""

    def __init__(self, contents: Iterable[Content]) -> None:
        there = list(contents)
        self.sha256 = {bytes(each.sha256).hex(): each.pk for each in there}
        self.md5 = {bytes(each.md5).hex(): each.pk for each in there}
        self.all = self.sha256 | self.md5 | {bytes(each.sha1).hex(): each.pk for each in there}


def in_reports(content: Content, alike: Sequence[Content]) -> list[InReport]:
    """Every report that the reader may see and that held or named the content, or one of those that look like it.

    Each once for each content, by the strongest of what it says: a file that came stands before one that was named.
    """
    digests = Digests([content, *alike])
    found: dict[tuple[UUID, int], InReport] = {}
    for each in (*_attached(digests), *_named(digests), *_looked(content)):
        found.setdefault((each.report, each.content), each)
    return list(found.values())


def _attached(digests: Digests) -> Iterator[InReport]:
    """Files that came, then those whose sender named them and did not send them."""
    wanted = Q(sha256__in=list(digests.sha256)) | Q(sha256="", md5__in=list(digests.md5))
    files = Attachment.objects.filter(wanted).values("report_id", "sha256", "md5", "is_stored")
    for row in files.annotate(copies=Count("id")).order_by("-is_stored"):
        content = digests.sha256[row["sha256"]] if row["sha256"] else digests.md5[row["md5"]]
        yield InReport(row["report_id"], content, row["copies"], CAME if row["is_stored"] else NAMED)


def _named(digests: Digests) -> Iterator[InReport]:
    """Digests that a sender gives of its file: of the one it first had, or of one that it did not send."""
    seen = Sighting.objects.filter(kind=IdentifierKind.FILE_DIGEST.value, value__in=list(digests.all)).order_by("id")
    for report, value, event in seen.values_list("report_id", "value", "event"):
        yield InReport(report, digests.all[value], 1, _role(event))


def _looked(content: Content) -> Iterator[InReport]:
    if not has_look(content):
        return
    with connection.cursor() as cursor:
        cursor.execute(_LOOKS, [bytes(content.pdq or b"").hex(), IdentifierKind.FILE_LOOK.value, RADIUS])
        for report, event, bits in cursor.fetchall():
            yield InReport(report, content.pk, 1, _role(event, "its look"), bits)


def _role(event: str, by: str = "a digest") -> str:
    return f"named in it by {by} ({event})" if event else f"named in it by {by}"
