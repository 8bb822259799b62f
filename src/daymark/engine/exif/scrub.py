"""Makes untrusted text fit to be shown and compared."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 512  # characters of one text
LONGEST_QUOTE = 80  # characters of a text inside a sentence of ours
# Control characters, formats (bidirectional overrides, zero-width spaces), halves of pairs, private use, unassigned.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SPACES = re.compile(r"[\s\u2028\u2029]+")
# Unicode's bidirectional controls: with them a name can be made to read as another one.
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def scrubbed(untrusted: str, longest: int = LONGEST) -> str:
    """The text without characters that hide or turn others, in composed form, with single spaces, cut to `longest`."""
    text = _SPACES.sub(" ", untrusted[: 4 * longest])
    if text.isascii() and text.isprintable():
        return text.strip()[:longest].rstrip()
    text = "".join(character for character in text if unicodedata.category(character) not in _HIDDEN)
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text)).strip()[:longest].rstrip()


def turns_text_around(untrusted: str) -> bool:
    """Whether the text holds characters that make others read in another order."""
    return _TURNS.search(untrusted) is not None


def quoted(text: str) -> str:
    """The start of a text in quotation marks, for a sentence."""
    text = scrubbed(text, LONGEST_QUOTE + 1)
    return f'"{text[:LONGEST_QUOTE]}…"' if len(text) > LONGEST_QUOTE else f'"{text}"'
