"""Values as they are compared, whichever way they were written, and names as they sound."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.linkage.kinds import Kind
from daymark.engine.linkage.reading import LONGEST, read
from daymark.engine.linkage.sounds import soundex


@pytest.mark.parametrize(
    ("written", "kind", "compared"),
    [
        ("  Ánne-Márie ", Kind.NAME, "anne marie"),
        ("O\u2019Bree", Kind.NAME, "obree"),
        ("\uff24\uff41\uff4e\uff55", Kind.NAME, "danu"),
        ("da\u200bnu", Kind.NAME, "danu"),
        ("Fudo  Street,", Kind.TEXT, "fudo street"),
        ("AB 12-3c", Kind.CODE, "ab123c"),
        (4011, Kind.CODE, "4011"),
        ("1999-02-19", Kind.DATE, "19990219"),
        ("19991399", Kind.DATE, "19991399"),
        (date(1999, 2, 19), Kind.DATE, "19990219"),
        (None, Kind.NAME, ""),
        (" - ", Kind.TEXT, ""),
        ("", Kind.DATE, ""),
    ],
)
def test_the_same_thing_written_otherwise_is_the_same(written: object, kind: Kind, compared: str) -> None:
    assert read(written, kind) == compared


@pytest.mark.parametrize("written", ["19/02/1999", "1999", "199902190", "soon", "1999\u0660\u0661\u0661\u0669"])
def test_a_date_that_is_not_written_as_one_is_not_guessed(written: str) -> None:
    assert read(written, Kind.DATE) is None


@pytest.mark.parametrize("kind", Kind)
def test_what_is_far_too_long_is_no_value(kind: Kind) -> None:
    assert read("x" * (LONGEST + 1), kind) is None
    assert read("x" * 1_000_000, kind) is None


@given(st.text(max_size=60), st.sampled_from([Kind.NAME, Kind.TEXT, Kind.CODE]))
def test_what_was_read_reads_as_itself(text: str, kind: Kind) -> None:
    once = read(text, kind)
    assert once is not None
    assert len(once) > LONGEST or read(once, kind) == once


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        # The examples of the National Archives' Soundex Indexing System.
        ("washington", "w252"),
        ("lee", "l000"),
        ("gutierrez", "g362"),
        ("pfister", "p236"),
        ("jackson", "j250"),
        ("tymczak", "t522"),
        ("ashcraft", "a261"),
        ("", ""),
        ("\u03b4\u03b1\u03bd\u03bf\u03c5", "\u03b4\u03b1\u03bd"),
    ],
)
def test_names_sound_as_the_archives_say(name: str, sound: str) -> None:
    assert soundex(name) == sound
