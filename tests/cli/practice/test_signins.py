"""The file of sign-ins and the six digits."""

import json
import stat

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from daymark.cli.demo import command
from daymark.cli.practice.signins import (
    FILE,
    NobodyOfThisName,
    NoPracticeCentre,
    SignIn,
    code_of,
    publish_sign_ins,
    read_sign_ins,
    write_sign_ins,
)

PERSON = SignIn("Ann Example", "ann", ("SUPERVISOR",), "Supervisor", "", "harbour-otter-lake-12", "JBSWY3DPEHPK3PXP")


@pytest.fixture
def home(tmp_path):
    write_sign_ins(tmp_path, people=[PERSON], industry=[], receipts=[], made={"made_on": "22 November 2026"})
    publish_sign_ins(tmp_path)
    return tmp_path


def test_only_the_owner_reads_the_file(home):
    assert stat.S_IMODE((home / FILE).stat().st_mode) == 0o600
    assert read_sign_ins(home)["people"][0]["totp_uri"].startswith("otpauth://totp/")


@given(st.integers(0, 4_000_000_000))
def test_the_six_digits_are_those_that_the_sign_in_page_expects(moment):
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        from pathlib import Path

        write_sign_ins(Path(folder), people=[PERSON], industry=[], receipts=[], made={})
        publish_sign_ins(Path(folder))
        expected = format_hotp_value(hotp_value(PERSON.totp_secret, moment // 30))
        assert code_of(Path(folder), "ann", at=moment) == expected


def test_nobody_of_that_name(home):
    with pytest.raises(NobodyOfThisName):
        code_of(home, "eve")


def test_without_a_practice_centre_there_is_no_code(tmp_path):
    with pytest.raises(NoPracticeCentre):
        code_of(tmp_path, "ann")


def test_a_practice_centre_that_stands_is_left_as_it_is(home, monkeypatch):
    monkeypatch.setenv("DAYMARK_HOME", str(home))
    before = (home / FILE).read_bytes()
    answer = CliRunner().invoke(command, [])
    assert answer.exit_code == 0
    assert "Nothing was changed" in answer.output
    assert (home / FILE).read_bytes() == before


def test_the_code_is_printed_and_nothing_else(home, monkeypatch):
    monkeypatch.setenv("DAYMARK_HOME", str(home))
    answer = CliRunner().invoke(command, ["--code", "ann"])
    assert answer.output.strip().isdigit()
    assert len(answer.output.strip()) == 6


def test_fresh_asks_before_it_removes_anything(home, monkeypatch):
    monkeypatch.setenv("DAYMARK_HOME", str(home))
    answer = CliRunner().invoke(command, ["--fresh"], input="n\n")
    assert answer.exit_code == 1
    assert json.loads((home / FILE).read_text())["made_on"] == "22 November 2026"
