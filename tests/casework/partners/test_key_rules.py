"""No text that is not a key is ever taken for one."""

from __future__ import annotations

import pyrage
from hypothesis import given
from hypothesis import strategies as st

from daymark.casework.partners import rules
from daymark.vault.signatures import fingerprint


@given(st.text(max_size=80))
def test_text_is_a_key_or_is_refused_in_words(text: str) -> None:
    objection = rules.objection_to_public_key(text)
    assert objection is None if text == "" else objection


@given(st.integers(min_value=0, max_value=61), st.sampled_from("023456789acdefghjklmnpqrstuvwxyz"))
def test_one_false_character_is_found(place: int, character: str) -> None:
    key = str(pyrage.x25519.Identity.generate().to_public())
    typed = key[:place] + character + key[place + 1 :]
    assert (rules.objection_to_public_key(typed) is None) == (typed == key)


def test_the_fingerprint_is_the_one_that_the_partner_reads() -> None:
    key = str(pyrage.x25519.Identity.generate().to_public())
    assert rules.spoken(key) == fingerprint(key)
    assert rules.spoken("") == rules.spoken_signing("") == ""
    assert rules.spoken_signing("ab" * 32) == fingerprint(bytes.fromhex("ab" * 32))


@given(st.text(alphabet="0123456789abcdefABCDEF", min_size=60, max_size=68))
def test_a_signing_key_is_64_small_hexadecimal_digits(text: str) -> None:
    right = len(text) == 64 and text == text.lower()
    assert (rules.objection_to_signing_key(text) is None) == right
