"""Identifiers found in what a person writes in one breath."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.casework.subjects.rules import normalise, recognise
from daymark.casework.subjects.rules.mentions import mentions, platforms


def found(text: str) -> list[tuple[str, str, str | None]]:
    return [(identifier.kind.value, identifier.value, identifier.platform) for identifier in recognise(text)]


def test_one_breath_of_a_child_gives_every_address_in_it():
    text = (
        "my insta is @lily.p_09 and he is on Snap: nightowl, also discord night#1234, his email is Dave.X@example.org "
        "or dave2 (at) example (dot) org. he said call 07700 900123 or +33 6 12 34 56 78."
    )
    assert found(text) == [
        ("USERNAME", "lily.p_09", "Instagram"),
        ("USERNAME", "nightowl", "Snapchat"),
        ("MESSENGER_HANDLE", "night#1234", "Discord"),
        ("EMAIL", "Dave.X@example.org", None),
        ("EMAIL", "dave2@example.org", None),
        ("PHONE", "+447700900123", None),
        ("PHONE", "+33612345678", None),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see (https://example.org/a_(b)).", [("WEB_ADDRESS", "https://example.org/a_(b)", None)]),
        ("go to example.org/room, now", [("WEB_ADDRESS", "http://example.org/room", None)]),
        ("hxxp://example[.]org/x is bad", [("WEB_ADDRESS", "http://example.org/x", None)]),
        ("https://www.instagram.com/nightowl/", [("PROFILE_URL", "https://www.instagram.com/nightowl/", "Instagram")]),
        ("https://www.instagram.com/", [("WEB_ADDRESS", "https://www.instagram.com/", None)]),
        ("from 203.0.113.7:51000 at 12:30:45", [("IP_ADDRESS", "203.0.113.7", None)]),
        (
            "from [2001:db8::7]:443 and 2001:db8::9.",
            [("IP_ADDRESS", "2001:db8::7", None), ("IP_ADDRESS", "2001:db8::9", None)],
        ),
        ("add @night_owl. please", [("USERNAME", "night_owl", None)]),
        ("my psn tag is Owl_77", [("GAME_TAG", "owl_77", "PlayStation")]),
        ("https://example.org/@night", [("WEB_ADDRESS", "https://example.org/@night", None)]),
    ],
)
def test_an_address_is_found_in_the_form_it_was_written(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "insta is down again",
        "he said stop.it hurts",
        "on 20.11.2026 at 12:30",
        "version 1.2.3.4.5",
        "I am 13 and my class is 8B",
        "we met on snapchat and then on discord",
        "50@ each",
    ],
)
def test_ordinary_words_are_not_addresses(text):
    assert found(text) == []


def test_what_is_named_twice_is_found_once():
    assert len(recognise("ann@example.org, ANN@example.org and again ann@example.org")) == 1


def test_every_platform_of_the_table_is_recognised_by_its_own_words():
    for platform in platforms():
        for word in platform.words:
            assert [entry.platform for entry in recognise(f"{word}: owl_77")] == [platform.name], word


words = st.sampled_from(
    ["ann@example.org", "07700 900123", "@owl", "snap is owl_1", "https://example.org/", "203.0.113.7"]
)


@settings(deadline=None)
@given(st.lists(st.one_of(words, st.text(max_size=12)), max_size=8).map(" ".join))
def test_a_mention_is_a_stretch_of_the_text_and_no_two_overlap(text):
    end = 0
    for mention in mentions(text):
        assert text[mention.start : mention.end] == mention.text
        assert mention.start >= end
        end = mention.end
        assert normalise(mention.kind, mention.text, platform=mention.platform).received == mention.text


UNITS = [
    "a",
    "@",
    "a@",
    "1",
    "[at]",
    "a.",
    ":",
    "snap is ",
    "http://",
    "1.",
    "(07",
    "www.",
    "a@b.",
    "0770 ",
]


@pytest.mark.parametrize("unit", UNITS)
def test_a_hundred_thousand_characters_of_anything_are_read_in_moments(unit):
    started = time.process_time()
    recognise((unit * 100_000)[:100_000])
    assert time.process_time() - started < 10  # an unbounded pattern takes minutes; the slowest of these takes 3 s
