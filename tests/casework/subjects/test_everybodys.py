"""Values that are everybody's link nobody, and say why."""

from __future__ import annotations

import pytest

from daymark.casework.subjects.rules import IdentifierKind, normalise, too_common, why_it_links_nobody


@pytest.mark.parametrize(
    ("kind", "received", "says"),
    [
        (IdentifierKind.IP_ADDRESS, "8.8.8.8", "public resolver"),
        (IdentifierKind.IP_ADDRESS, "::ffff:8.8.8.8", "public resolver"),
        (IdentifierKind.IP_ADDRESS, "[2001:4860:4860:0::8888]:53", "public resolver"),
        (IdentifierKind.DEVICE_ID, "{00000000-0000-0000-0000-000000000000}", "switched"),
        (IdentifierKind.USERNAME, "@Unknown", "did not know"),
        (IdentifierKind.GAME_TAG, "unknown", "did not know"),
        (IdentifierKind.FILE_DIGEST, "D41D8CD98F00B204E9800998ECF8427E", "empty file"),
        (IdentifierKind.EMAIL, "no address", "could not be read"),
    ],
)
def test_it_links_nobody(kind: IdentifierKind, received: str, says: str) -> None:
    assert says in (why_it_links_nobody(normalise(kind, received)) or "")


@pytest.mark.parametrize(
    ("kind", "received"),
    [
        (IdentifierKind.IP_ADDRESS, "203.0.113.7"),
        (IdentifierKind.USERNAME, "unknown_pleasures"),
        (IdentifierKind.EMAIL, "ann@example.org"),
    ],
)
def test_what_is_somebodys_links(kind: IdentifierKind, received: str) -> None:
    assert why_it_links_nobody(normalise(kind, received)) is None


def test_what_many_records_name_says_so() -> None:
    assert too_common(50) is None
    assert "more than 50 records" in (too_common(51) or "")
