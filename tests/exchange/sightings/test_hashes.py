"""Hashes of files in every way that networks write them."""

from __future__ import annotations

import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.exchange.sightings.hashes import SIZES, NoHash, read_digest, read_hash

HEX20, HEX16 = "8843d7f92416211de9ebb963ff4ce28125932878", "0cc175b9c0f1b6a831c399e269772661"


@given(st.sampled_from(sorted(SIZES)), st.data())
def test_a_hash_is_the_same_in_either_case_and_in_base_32(kind: str, data: st.DataObject) -> None:
    value = data.draw(st.binary(min_size=SIZES[kind], max_size=SIZES[kind]))
    assert read_hash(kind, value.hex()) == read_hash(kind, value.hex().upper()) == value
    if SIZES[kind] == 20:
        assert read_hash(kind, base64.b32encode(value).decode()) == value
        assert read_hash(kind, base64.b32encode(value).decode().lower()) == value


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        (f"urn:sha1:{base64.b32encode(bytes.fromhex(HEX20)).decode()}", "sha1", HEX20),
        (f"urn:btih:{HEX20}", "info_hash", HEX20),
        (f"magnet:?xt=urn:btih:{HEX20}&dn=a", "info_hash", HEX20),
        (f"ed2k://|file|a.bin|1024|{HEX16}|/", "ed2k", HEX16),
        (f"urn:ed2khash:{HEX16}", "ed2k", HEX16),
        (f"urn:bitprint:{base64.b32encode(bytes.fromhex(HEX20)).decode()}.AAAA", "sha1", HEX20),
        ("ab" * 32, "sha256", "ab" * 32),
    ],
)
def test_a_hash_that_says_its_kind_is_taken_for_it(text: str, kind: str, value: str) -> None:
    assert read_digest(text, None) == (kind, bytes.fromhex(value))


@pytest.mark.parametrize(
    ("network", "text", "kind"),
    [("ed2k", HEX16, "ed2k"), ("bittorrent", HEX20, "info_hash"), ("gnutella", HEX20, "sha1"), ("ares", HEX20, "sha1")],
)
def test_a_bare_hash_is_what_its_network_names_files_by(network: str, text: str, kind: str) -> None:
    assert read_digest(text, network)[0] == kind


@pytest.mark.parametrize(("text", "says"), [(HEX16, "an MD5 or an ed2k hash"), (HEX20, "a SHA-1 or a BitTorrent")])
def test_a_bare_hash_of_two_possible_kinds_is_not_guessed(text: str, says: str) -> None:
    for network in (None, "elsewhere", "freenet"):
        with pytest.raises(NoHash, match=says):
            read_digest(text, network)


@pytest.mark.parametrize("text", ["", "xyz", HEX20[:-1], HEX20 + "00", "8843 d7f92416211de9ebb963ff4ce281259328 78"])
def test_what_is_no_hash_is_told(text: str) -> None:
    with pytest.raises(NoHash):
        read_hash("sha1", text)
    with pytest.raises(NoHash):
        read_digest(text, "gnutella")


@given(st.sampled_from(sorted(SIZES)), st.text(max_size=80))
def test_no_text_is_a_fault_of_ours(kind: str, text: str) -> None:
    for read in (lambda: read_hash(kind, text), lambda: read_digest(text, "bittorrent")):
        with suppress(NoHash):
            assert read()
