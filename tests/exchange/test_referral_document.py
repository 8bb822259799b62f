"""A referral reads back as it was written, and a damaged one says where it is wrong."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.exchange.referral import (
    Account,
    Contact,
    Desk,
    EnclosedFile,
    Identifier,
    Person,
    Place,
    ReferralDocument,
    ReferralUnreadable,
    Said,
    Statement,
    read_referral,
    write_referral,
)
from exchange.referral_documents import NOON, make_document

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
moments = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
places = st.builds(Place, texts, texts, texts, texts, texts)
for kind, strategy in ((str, texts), (datetime, moments), (Place, places)):
    st.register_type_strategy(kind, strategy)
documents = st.builds(
    ReferralDocument,
    children=st.lists(st.builds(Person), max_size=2).map(tuple),
    needs=st.lists(texts, max_size=2).map(tuple),
    danger=st.lists(st.builds(Statement), max_size=2).map(tuple),
    accounts=st.lists(st.builds(Account, said_later=st.lists(st.builds(Said), max_size=2).map(tuple)), max_size=2).map(
        tuple
    ),
    sender=st.builds(Desk, contacts=st.lists(st.builds(Contact), max_size=2).map(tuple)),
    recipient=st.builds(Desk),
    complained_of=st.lists(st.builds(Person, identifiers=st.lists(st.builds(Identifier), max_size=2).map(tuple))).map(
        tuple
    ),
    files=st.lists(st.builds(EnclosedFile), max_size=2).map(tuple),
    format=st.just("daymark-referral/1"),
)


@given(documents)
def test_what_is_written_is_read_back_whole(document: ReferralDocument) -> None:
    assert read_referral(write_referral(document)) == document


def test_an_offset_as_received_is_kept_beside_the_moment() -> None:
    identifier = read_referral(write_referral(make_document())).complained_of[0].identifiers[1]

    assert (identifier.seen_at, identifier.seen_as_received) == (NOON, "2026-03-02T07:00:00-05:00")


def test_a_moment_in_another_offset_means_the_same_instant() -> None:
    document = json.loads(write_referral(make_document()))
    document["written_at"] = NOON.astimezone(timezone(timedelta(hours=5))).isoformat()

    assert read_referral(json.dumps(document).encode()).written_at == NOON


def test_a_byte_order_mark_and_an_unknown_key_are_let_pass() -> None:
    document = {**json.loads(write_referral(make_document())), "a_key_of_tomorrow": [1]}

    assert read_referral(b"\xef\xbb\xbf" + json.dumps(document).encode()) == make_document()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"children": {"name": "x"}}, "referral.children should be a list"),
        ({"children": [[]]}, r"referral.children\[0\] should be an object"),
        ({"priority": "one"}, "referral.priority should be a whole number"),
        ({"priority": True}, "referral.priority should be a whole number"),
        ({"written_at": "2026-03-02T12:00:00"}, "with its offset"),
        ({"written_at": "0001-01-01T00:00:00+14:00"}, "a moment of our time"),
        ({"written_at": None}, "should be a moment"),
        ({"sender": {}}, "referral.sender is incomplete: .*name"),
        ({"format": "daymark-referral/2"}, "no daymark-referral/1"),
    ],
)
def test_a_wrong_place_is_named(change: dict[str, Any], where: str) -> None:
    document = {**json.loads(write_referral(make_document())), **change}

    with pytest.raises(ReferralUnreadable, match=where):
        read_referral(json.dumps(document).encode())


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"format": null}'])
def test_what_is_no_referral_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(ReferralUnreadable, match="Ask the sender"):
        read_referral(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(ReferralUnreadable):
        read_referral(data)
