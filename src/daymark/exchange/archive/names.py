"""Names of files inside archives from outside: what makes one unsafe, and when two look the same."""

from __future__ import annotations

import re
import unicodedata

from daymark.problems import Problem

LONGEST = 1024  # characters
MOST_FOLDERS = 32

_JOINERS = "\u200c\u200d"  # invisible, but part of Persian words and of many pictograms
_DRIVE = re.compile(r"[A-Za-z]:")


class UnsafeName(Problem):
    """The name of the file is not safe."""


def safe_name(raw: str) -> str:
    """The name with forward slashes and without `./`. Raises UnsafeName with the reason in words."""
    if not raw or len(raw) > LONGEST:
        raise UnsafeName(f"its name has {len(raw):,} characters; between 1 and {LONGEST:,} are taken.")
    _refuse_letters(raw)
    name = raw.replace("\\", "/")
    if name.startswith("/") or _DRIVE.match(name):
        raise UnsafeName("its name is absolute; only names inside the archive are taken.")
    parts = [part for part in name.split("/") if part != "."]
    if any(part in ("", "..") for part in parts):
        raise UnsafeName("its name leads out of its folder, or has an empty part.")
    if len(parts) > MOST_FOLDERS:
        raise UnsafeName(f"it lies more than {MOST_FOLDERS} folders deep.")
    _refuse_disguise("/".join(parts))
    return "/".join(parts)


def comparable(name: str) -> str:
    """The same text for names that look the same: composition and compatibility forms folded, joiners dropped."""
    if name.isascii():
        return name
    return unicodedata.normalize("NFKC", "".join(letter for letter in name if letter not in _JOINERS))


def _refuse_letters(raw: str) -> None:
    if raw.isprintable():
        return
    for letter in raw:
        # Cc control, Cf invisible (among them those that turn the direction of writing), Cs half a character.
        if letter.isprintable() or letter in _JOINERS:
            continue
        if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            raise UnsafeName(f"its name has the unreadable or invisible character U+{ord(letter):04X}.")


def _refuse_disguise(name: str) -> None:
    if name.isascii():  # no letter of another form
        return
    plain = unicodedata.normalize("NFKC", name)
    if plain.count("/") != name.count("/") or "\\" in plain or any(part in ("", "..") for part in plain.split("/")):
        raise UnsafeName("its name has letters that only look like dots or slashes.")
