"""Near forms: what a person writes in several ways meets, what is somebody else's does not; the reasons are true."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.casework.subjects.rules import Identifier, IdentifierKind, near_forms, normalise, why_near

EMAIL, PHONE, WEB = IdentifierKind.EMAIL, IdentifierKind.PHONE, IdentifierKind.WEB_ADDRESS
NAME, IP, GAME = IdentifierKind.USERNAME, IdentifierKind.IP_ADDRESS, IdentifierKind.GAME_TAG


def read(kind: IdentifierKind, received: str, platform: str | None = None) -> Identifier:
    return normalise(kind, received, platform=platform or ("Kik" if kind is NAME else None))


@pytest.mark.parametrize(
    ("kind", "one", "other", "reasons"),
    [
        (NAME, "night_owl", "night.owl", ("dots, dashes and the like",)),
        (NAME, "nightowl", "nightowl99", ("digits at the end",)),
        (NAME, "nightowl", "n1ght0wl", ("digits or signs in place of letters",)),
        (NAME, "nightowl", "n\u0456ghtow\u0475", ()),
        (NAME, "nightowl", "n\u0456ghtowl", ("letters of another alphabet that look alike",)),
        (NAME, "nightowl", "nlghtowl", ("i and l",)),
        (NAME, "nightowl", "n\u00eeghtowl", ("accents",)),
        (NAME, "night_owl", "n1ghtowl_2011", (
            "dots, dashes and the like", "digits at the end", "digits or signs in place of letters"
        )),
        (NAME, "dave", "dav3", ("digits or signs in place of letters",)),
        (NAME, "dave", "dave1", ("digits at the end",)),
        (NAME, "nightowl", "nightowls", ()),
        (NAME, "abc", "abc1", ()),
        (EMAIL, "ann.lee@example.org", "annlee+kik@example.org", (
            "what stands behind a plus sign", "dots, dashes and the like before the @",
        )),
        (EMAIL, "ann.lee@gmail.com", "annlee@googlemail.com", (
            "dots, dashes and the like before the @", "two names of one provider"
        )),
        (EMAIL, "ann@example.org", "ann@example.net", ()),
        (PHONE, "07700 900123", "+33 7 70 09 00 12", ()),
        (PHONE, "+447770090012", "+33770090012", ("the country code",)),
        (WEB, "https://www.example.org/Gallery/?page=2", "http://example.org/gallery", (
            "http or https, and what stands behind the question mark", "www or m before the name",
            "capitals in the path",
        )),
        (WEB, "https://example.org/a", "https://example.org/b", ()),
        (IP, "2001:db8:1:2::3", "2001:db8:1:2:ffff::9", (
            "the end of the address: one household's IPv6 network",
        )),
        (IP, "2001:db8:1:2::3", "2001:db8:1:3::3", ()),
        (IP, "203.0.113.7", "203.0.113.8", ()),
    ],
)  # fmt: skip
def test_what_sets_them_apart(kind: IdentifierKind, one: str, other: str, reasons: tuple[str, ...]) -> None:
    assert why_near(read(kind, one), read(kind, other)) == reasons
    assert why_near(read(kind, other), read(kind, one)) == reasons


def test_the_same_name_on_another_platform_is_near_and_says_so() -> None:
    here, there, somewhere = (read(NAME, "night_owl", "Kik"), read(NAME, "night_owl", "Snapchat"), None)
    assert why_near(here, there) == ("another platform, or one that is not known",)
    somewhere = normalise(GAME, "night.owl")
    assert why_near(here, somewhere) == ("dots, dashes and the like", "another platform, or one that is not known")
    assert why_near(here, here) == ()


def test_what_could_not_be_read_is_near_nothing() -> None:
    assert near_forms(normalise(EMAIL, "no address")) == ()
    assert near_forms(normalise(IP, "999.1.1.1")) == ()


KINDS = st.sampled_from([EMAIL, PHONE, WEB, NAME, IP, GAME])
TEXTS = st.text(max_size=40) | st.from_regex(r"[a-z0-9._+-]{1,12}(@[a-z]{1,8}\.[a-z]{2,3})?", fullmatch=True)


@given(KINDS, TEXTS, TEXTS)
def test_the_same_are_never_near_and_near_is_mutual(kind: IdentifierKind, one: str, other: str) -> None:
    a, b = read(kind, one), read(kind, other)
    assert why_near(a, b) == why_near(b, a)
    assert bool(why_near(a, b)) == (a.key != b.key and bool(set(near_forms(a)) & set(near_forms(b))))
    assert len(near_forms(a)) <= 2


@given(st.from_regex(r"[a-z]{4,12}", fullmatch=True), st.integers(0, 99999), st.sampled_from([".", "_", "-", ""]))
def test_a_name_meets_itself_with_marks_and_digits(name: str, number: int, mark: str) -> None:
    plain, other = read(NAME, name), read(NAME, f"{name[:2]}{mark}{name[2:]}{number}")
    assert set(near_forms(plain)) & set(near_forms(other))
    assert "digits at the end" in why_near(plain, other)
