"""The rows of a list as they go out, read as a stream."""

from __future__ import annotations

from collections.abc import Iterator

from daymark.casework.matching.models import Bank, Entry
from daymark.casework.matching.rules import Says
from daymark.exchange.vics import AlternativeHash, Media

TOGETHER = 2_000  # rows held at once
_TAGS = {Says.BAD: "known bad", Says.GOOD: "known good", Says.DISPUTED: "disputed", Says.UNSAID: "no grade"}
_COLUMNS = ("md5", "sha1", "sha256", "pdq", "says", "category", "series", "edition__profile")


def bank_named(name: str) -> Bank | None:
    """A list that was not withdrawn, by its name."""
    return Bank.objects.filter(name=name, withdrawn_at=None).first()


def media_of(bank: Bank, profile: str) -> Iterator[Media]:
    """The rows that stand and have an MD5, by which VICS tells media apart.

    A category goes out only where the list gave it on this very profile: its number means something else on another.
    """
    rows = Entry.objects.filter(bank=bank, stands=True, md5__isnull=False).order_by("id")
    for md5, sha1, sha256, pdq, says, category, series, own in rows.values_list(*_COLUMNS).iterator(
        chunk_size=TOGETHER
    ):
        named = (("SHA256", sha256), ("PDQ", pdq))
        yield Media(
            md5=bytes(md5),
            sha1=bytes(sha1) if sha1 is not None else None,
            category=int(category) if own == profile and category.isdecimal() and int(category) < 256 else None,
            series=series or None,
            tags=_TAGS[Says(says)],
            alternative_hashes=tuple(
                AlternativeHash(name, bytes(value).hex().upper()) for name, value in named if value is not None
            ),
        )


def without_md5(bank: Bank) -> int:
    """How many rows that stand have no MD5."""
    return Entry.objects.filter(bank=bank, stands=True, md5=None).count()
