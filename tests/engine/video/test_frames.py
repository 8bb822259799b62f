"""vPDQ's text forms: what others write is read, what we write they can read, and a bad line is named."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.video.frames import FrameHash, NotVpdq, format_vpdq, format_vpdq_json, parse_vpdq

HEX = "b2dc981be36c994787bc16811edcda81d20b855627b6bff86e8ba1050b44ff86"
FRAME = FrameHash(2, 100, bytes.fromhex(HEX), 0.067)

frames = st.builds(
    FrameHash,
    st.integers(0, 2**31 - 1),
    st.integers(0, 100),
    st.binary(min_size=32, max_size=32),
    st.integers(0, 10**9).map(lambda ms: ms / 1000),
)


@given(st.lists(frames, max_size=20))
def test_what_is_written_is_read_again(some: list[FrameHash]) -> None:
    assert parse_vpdq(format_vpdq(some)) == some


@given(st.lists(frames, max_size=20))
def test_the_json_list_keeps_all_but_the_frame_numbers(some: list[FrameHash]) -> None:
    again = parse_vpdq(format_vpdq_json(some))
    assert [(f.quality, f.hash, f.seconds) for f in again] == [(f.quality, f.hash, f.seconds) for f in some]
    assert [f.number for f in again] == list(range(len(some)))


def test_a_line_as_the_program_writes_it() -> None:
    assert parse_vpdq(f"2,100,{HEX},0.067\n") == [FRAME]
    assert format_vpdq([FRAME]) == f"2,100,{HEX},0.067\n"


def test_lines_as_the_python_package_writes_them_are_numbered_by_their_place() -> None:
    found = parse_vpdq(f"{HEX},100,0.000\r\n\r\n{HEX.upper()},31,1.000\r\n")
    assert [(f.number, f.quality, f.seconds) for f in found] == [(0, 100, 0.0), (1, 31, 1.0)]
    assert found[1].hash == FRAME.hash


def test_a_signal_as_threatexchange_writes_it() -> None:
    # `:.3` rounds to three significant digits: 20 minutes are written so.
    found = parse_vpdq(json.dumps([f"{HEX},100,0.0", f"{HEX},93,1.2e+03"]))
    assert [(f.number, f.quality, f.seconds) for f in found] == [(0, 100, 0.0), (1, 93, 1200.0)]


def test_the_older_json_form_with_frame_numbers() -> None:
    assert parse_vpdq(json.dumps({"2": {"quality": 100, "hash": HEX, "timestamp": 0.067}})) == [FRAME]


def test_nothing_is_no_frames() -> None:
    assert parse_vpdq(" \n") == parse_vpdq("[]") == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f"{HEX[:-1]},100,0.5", "hexadecimal"),
        (f"1,101,{HEX},0.5", "from 0 to 100"),
        (f"-1,100,{HEX},0.5", "frame number"),
        (f"9999999999,100,{HEX},0.5", "frame number"),
        (f"1,100,{HEX},nan", "seconds"),
        (f"1,100,{HEX},-1", "seconds"),
        (f"1,1_0,{HEX},1", "quality"),
        (f"1,١٢,{HEX},1", "quality"),
        ("pdq " + HEX, "1 fields"),
    ],
)
def test_a_bad_line_is_named(line: str, words: str) -> None:
    with pytest.raises(NotVpdq, match=words) as refused:
        parse_vpdq(f"\n0,100,{HEX},0.000\n\n{line}\n")
    assert "line 4" in refused.value.message


@pytest.mark.parametrize("text", ["[1]", '["a,b"]', '{"0": 5}', "[", "[" * 100_000, '{"0": {"quality": 1}}', "[null]"])
def test_json_that_is_something_else_is_refused(text: str) -> None:
    with pytest.raises(NotVpdq):
        parse_vpdq(text)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(NotVpdq):
        assert isinstance(parse_vpdq(text), list)
