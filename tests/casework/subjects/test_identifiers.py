"""Identifiers: one form for what means the same, nothing lost, nothing refused."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from daymark.casework.subjects.rules import IdentifierKind, normalise

EMAIL, PHONE, WEB = IdentifierKind.EMAIL, IdentifierKind.PHONE, IdentifierKind.WEB_ADDRESS
NAME, IP, DEVICE = IdentifierKind.USERNAME, IdentifierKind.IP_ADDRESS, IdentifierKind.DEVICE_ID


@pytest.mark.parametrize(
    ("kind", "received", "value"),
    [
        (EMAIL, "Ann.Lee@Example.ORG", "Ann.Lee@example.org"),
        (EMAIL, " Ann Lee <ann@example.org> ", "ann@example.org"),
        (EMAIL, "mailto:ann@example.org", "ann@example.org"),
        (EMAIL, "ann [at] example [dot] org", "ann@example.org"),
        (EMAIL, "ann@bücher.example", "ann@xn--bcher-kva.example"),
        (PHONE, "07700 900123", "+447700900123"),
        (PHONE, "+44 (0)7700 900123", "+447700900123"),
        (PHONE, "0044 7700 900-123", "+447700900123"),
        (PHONE, "tel:+33-6-12-34-56-78", "+33612345678"),
        (NAME, "@Night_Owl ", "night_owl"),
        (NAME, "\uff2e\uff49\uff47\uff48\uff54\uff2f\uff57\uff4c", "nightowl"),
        (NAME, "night\u200bowl", "nightowl"),
        (WEB, "HTTPS://Example.ORG:443/A", "https://example.org/A"),
        (WEB, "https://example.org/a?id=3&utm_source=x&fbclid=9", "https://example.org/a?id=3"),
        (WEB, "https://example.org/a?utm_source=x", "https://example.org/a"),
        (WEB, "http://example.org:8080", "http://example.org:8080/"),
        (WEB, "https://files.example/f#key=Abc", "https://files.example/f#key=Abc"),
        (WEB, "hxxps://example[.]org/x", "https://example.org/x"),
        (WEB, "example.org/a b", "http://example.org/a%20b"),
        (WEB, "http://[2001:DB8:0::7]:80/", "http://[2001:db8::7]/"),
        (WEB, "http://example.org./a%2fb", "http://example.org/a%2Fb"),
        (IP, "203.0.113.7", "203.0.113.7"),
        (IP, "2001:0DB8:0000::0007", "2001:db8::7"),
        (IP, "::ffff:203.0.113.7", "203.0.113.7"),
        (DEVICE, "AA-BB-CC-DD-EE-FF", "aa:bb:cc:dd:ee:ff"),
        (DEVICE, "49 015420 323751 8", "490154203237518"),
        (DEVICE, "{6D0E5B1A-0000-4000-8000-0123456789AB}", "6d0e5b1a-0000-4000-8000-0123456789ab"),
    ],
)
def test_every_way_of_writing_an_identifier_gives_one_value(kind, received, value):
    identifier = normalise(kind, received)
    assert identifier.value == value
    assert identifier.valid
    assert identifier.received == received


@pytest.mark.parametrize(
    ("kind", "received", "doubt"),
    [
        (EMAIL, "ann at school", "no @"),
        (EMAIL, "ann@", "domain"),
        (EMAIL, "a b@example.org", "before the @"),
        (EMAIL, f"{'a' * 65}@example.org", "before the @"),
        (EMAIL, "ann@localhost", "not a domain"),
        (PHONE, "ask my mum", "not a telephone number"),
        (PHONE, "+44 1234", "too long or too short"),
        (PHONE, "9" * 400, "not a telephone number"),
        (WEB, "the game", "cannot exist"),
        (WEB, "roblox", "neither a scheme nor a domain"),
        (WEB, "http://exa mple.org", "cannot exist"),
        (WEB, "http://example.org:99999/", "not a web address"),
        (WEB, "http://[::1", "not a web address"),
        (WEB, "javascript:alert(1)", "not the address of a page"),
        (NAME, "@", "nothing stands after"),
        (IP, "203.0.113.300", "not an IP address"),
        (IP, "203.0.113.007", "not an IP address"),
        (IP, "203.0.113.7:0", "port"),
        (IdentifierKind.OTHER, " \t ", "nothing was given"),
    ],
)
def test_what_cannot_be_read_is_kept_and_flagged(kind, received, doubt):
    identifier = normalise(kind, received)
    assert not identifier.valid
    assert doubt in identifier.doubt
    assert identifier.received == received
    assert identifier.value == " ".join(received.split())


def test_a_number_without_country_code_is_read_as_one_of_the_region_and_says_so():
    assert "read as a number of GB" in normalise(PHONE, "07700 900123").doubt
    french = normalise(PHONE, "06 12 34 56 78", region="fr")
    assert french.value == "+33612345678"
    assert "read as a number of FR" in french.doubt
    assert normalise(PHONE, "+33612345678").doubt is None


def test_the_source_port_stands_apart_and_the_household_of_a_long_address_is_named():
    long_address = normalise(IP, "[2001:db8:1:2:3:4:5:6]:51000")
    assert (long_address.value, long_address.port) == ("2001:db8:1:2:3:4:5:6", 51000)
    assert long_address.network == "2001:db8:1:2::/64"
    assert normalise(IP, "203.0.113.7:443").port == 443
    assert normalise(IP, "203.0.113.7").network is None
    assert "private" in normalise(IP, "192.168.0.4").doubt


def test_addresses_that_differ_only_in_capitals_or_scheme_have_one_key():
    assert normalise(EMAIL, "Ann@Example.org").key == normalise(EMAIL, "ann@example.ORG").key
    assert normalise(WEB, "http://example.org/a").key == normalise(WEB, "https://example.org/a").key
    assert normalise(WEB, "http://example.org/a").key != normalise(WEB, "http://example.org/A").key


def test_one_user_name_on_two_platforms_is_two_accounts():
    on_one = normalise(NAME, "nightowl", platform="Snapchat")
    assert on_one.key == normalise(NAME, "@NightOwl", platform="snapchat").key
    assert on_one.key != normalise(NAME, "nightowl", platform="Roblox").key
    assert "platform is not known" in normalise(NAME, "nightowl").doubt


def test_letters_that_imitate_others_are_pointed_out():
    assert "several alphabets (Latin, Cyrillic)" in normalise(NAME, "n\u0456ghtowl", platform="Snapchat").doubt
    assert "may imitate" in normalise(WEB, "https://ex\u0430mple.org/").doubt


def test_a_wrong_check_digit_of_a_device_is_pointed_out():
    assert normalise(DEVICE, "490154203237518").doubt is None
    assert "check digit is wrong" in normalise(DEVICE, "490154203237519").doubt


def test_a_kind_nobody_knows_is_read_as_other():
    assert normalise("PIGEON", "loft 7").kind == IdentifierKind.OTHER


def test_a_very_long_value_fits_its_column_and_still_tells_two_apart():
    first, second = (normalise(WEB, f"https://example.org/{'a' * 100_000}{ending}") for ending in "xy")
    assert len(first.value) == 512
    assert first.value != second.value
    assert first.received.endswith("ax")
    assert "shortened" in first.doubt


awkward = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="aA\u0131\u0130\xdf\u017f\ufb01\u0456@.:/[]()%#?&=+-0123456789 \u200b\x00\ud800", max_size=60),
    st.from_regex(r"(http://)?[a-z@\[\]]{0,8}(\.|:)[a-z0-9:]{0,8}(/[ -~]{0,20})?", fullmatch=True),
    st.emails(),
    st.ip_addresses().map(str),
    st.integers(0, 10**16).map(str),
)


@settings(deadline=None)
@given(kind=st.sampled_from(IdentifierKind), received=awkward, platform=st.one_of(st.none(), st.text(max_size=10)))
@example(kind=WEB, received="http://a/?" + "é" * 500, platform=None)
@example(kind=WEB, received="//a.example//", platform=None)
@example(kind=NAME, received="@ @a", platform=None)
def test_reading_a_value_again_changes_nothing_and_nothing_received_is_lost(kind, received, platform):
    once = normalise(kind, received, platform=platform)
    again = normalise(kind, once.value, platform=platform)
    assert again.value == once.value
    assert again.key == once.key
    assert again.valid == once.valid
    assert once.received == received
    assert len(once.value) <= 512
    assert len(once.doubt or "") <= 200
    assert "\x00" not in once.value
    once.value.encode()  # what the database stores has no half characters
    assert once.valid or once.doubt
