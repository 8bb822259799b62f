"""Soundex: a name's first letter and three digits for how the rest sounds.

Source: R. C. Russell, United States patent 1,261,167 (1918), with the rules of the National Archives' Soundex Indexing
System: h and w do not separate letters of one sound, vowels do. A name that does not begin with a to z, after accents
were folded, keeps its first three characters instead: bringing two records together needs no more than that.
"""

from __future__ import annotations

_SOUNDS = {
    letter: digit for digit, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), 1) for letter in letters
}
_SILENT = "hw"
_LENGTH = 4


def soundex(name: str) -> str:
    """As `a123`. The name as `reading.read` gives it, so in small letters; "" gives ""."""
    if not name[:1].isascii():
        return name[:3]
    digits = name[:1]
    before = _SOUNDS.get(name[:1])
    for letter in name[1:]:
        sound = _SOUNDS.get(letter)
        if sound and sound != before:
            digits += str(sound)
        if letter not in _SILENT:
            before = sound
    return digits[:_LENGTH].ljust(_LENGTH, "0") if digits else ""
