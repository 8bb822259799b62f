"""Codes in words, and what is no code as it was said."""

import pytest

from daymark.casework.partners.naming import country_name, language_name


@pytest.mark.parametrize(
    ("code", "words"), [("GB", "United Kingdom"), ("CZ", "Czechia"), ("XX", "XX"), ("gb", "gb"), ("", "")]
)
def test_a_country_is_called_by_its_name(code: str, words: str) -> None:
    assert country_name(code) == words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("fr", "French"),
        ("fr-CA", "French"),
        ("pt_BR", "Portuguese"),
        ("fra", "French"),
        ("Welsh", "Welsh"),
        ("xx", "xx"),
        ("", ""),
    ],
)
def test_a_language_is_called_by_its_name(code: str, words: str) -> None:
    assert language_name(code) == words
