"""Letters made comparable: invisible ones removed, look-alikes named, disarmed addresses armed again."""

from __future__ import annotations

import re
import unicodedata

# Alphabets whose letters can pass for one another in a user name.
LOOK_ALIKE = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")

# The ways in which people write an address so that nobody follows it by accident.
DISARMED = (
    (re.compile(r"\bhxxp", re.IGNORECASE), "http"),
    (re.compile(r"\s{0,3}[\[(]\s{0,2}(?:at|@)\s{0,2}[\])]\s{0,3}", re.IGNORECASE), "@"),
    (re.compile(r"\s{0,3}[\[(]\s{0,2}(?:dot|\.)\s{0,2}[\])]\s{0,3}", re.IGNORECASE), "."),
    (re.compile(r"[\[(]:(//)?[\])]"), r":\1"),
)

MAYBE_DISARMED = re.compile(r"[\[(]|hxxp", re.IGNORECASE)


def _is_plain(text: str) -> bool:
    """Most of what arrives: letters that need no look at each one of them."""
    return text.isascii() and text.isprintable()


def cleaned(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without characters that nobody sees, spaces folded, with a doubt when such characters were in it."""
    if _is_plain(text):
        return " ".join(text.split()), ()
    invisible = {"Cf", "Cs", "Co"}  # formatting, half characters, private use
    seen = "".join(letter for letter in text if unicodedata.category(letter) not in invisible)
    spaced = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in seen)
    doubts = ("invisible characters were removed",) if seen != text else ()
    return " ".join(spaced.split()), doubts


def comparable(text: str) -> str:
    """Without regard to capitals and to letters encoded in two ways (NFKC, folded until it is stable)."""
    if _is_plain(text):
        return " ".join(text.casefold().split())
    while True:
        folded = cleaned(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()))[0]
        if folded == text:
            return folded
        text = folded


def alphabets(text: str) -> tuple[str, ...]:
    """Which alphabets with letters that imitate one another the text mixes, in words."""
    if text.isascii():
        return ("Latin",) if any(letter.isalpha() for letter in text) else ()
    found = {unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha()}
    return tuple(name.capitalize() for name in LOOK_ALIKE if name in found)


def rearmed(text: str) -> tuple[str, tuple[str, ...]]:
    """An address written as `hxxp`, `[.]` or `(at)` in its working form, with a doubt when it was."""
    if not MAYBE_DISARMED.search(text):
        return text, ()
    armed = text
    for pattern, plain in DISARMED:
        armed = pattern.sub(plain, armed)
    return armed, ("written in a disarmed form",) if armed != text else ()
