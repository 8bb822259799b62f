"""Numbers and angles as cameras and people write them, with how finely they are written."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

# Twelve digits: more than any 32-bit rational has; the bound keeps hostile texts from making numbers without end.
_NUMBER = re.compile(r"(\d{1,12})(?:\.(\d{1,12}))?(?:/(\d{1,12}))?", re.ASCII)
# Degrees, minutes and seconds by their signs (quotation marks, primes), never by letters: "s" is also south.
_MARKS = re.compile(r"deg(?:rees)?|[\u00b0\u00ba'\u2019\u2032\u00b4\"\u201d\u2033\[\]();,]", re.IGNORECASE)
_SIDES = {
    word: side
    for side, words in {
        "N": "n north northern",
        "S": "s south southern",
        "E": "e east eastern",
        "W": "w west western",
    }.items()
    for word in words.split()
}
_SIDE_OR_NUMBER = re.compile(r"(?P<sign>[+-])?(?P<number>[\d./]+)|(?P<word>[a-z]+)")
_SIXTIETHS = (1, 60, 3600)


@dataclass(frozen=True, slots=True)
class Number:
    """A value of zero or more and the size of its last written place."""

    value: float
    step: float


@dataclass(frozen=True, slots=True)
class Angle:
    """Degrees as written, without sign; the last place in degrees; the sign and the side if they were written."""

    degrees: float
    step: float
    sign: str = ""
    side: str = ""


def number_of(text: str) -> Number | None:
    """`2.44`, `51/1`, `12345/100`; None for anything else and for a division by zero."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    over, fraction, under = match.groups()
    if under is not None:
        # Only whole numbers are divided: 1.5/2 is nobody's way of writing.
        if fraction is not None or int(under) == 0:
            return None
        return Number(int(over) / int(under), 1 / int(under))
    return Number(float(f"{over}.{fraction or 0}"), 10.0 ** -len(fraction or ""))


def numbers_of(text: str) -> list[Number] | None:
    """Up to sixteen numbers with spaces or commas between them; None when there is anything else."""
    parts = _MARKS.sub(" ", text).split()
    numbers = [number for part in parts[:17] if (number := number_of(part)) is not None]
    return numbers if numbers and len(numbers) == len(parts) <= 16 else None


def side_of(text: str) -> str:
    """N, S, E or W for a compass letter or word; empty for everything else: a side is never guessed."""
    return _SIDES.get(text.strip(" .\0").casefold().removesuffix(" latitude").removesuffix(" longitude"), "")


def angle_of(text: str) -> Angle | None:
    """Degrees, degrees and minutes, or degrees, minutes and seconds, as rationals, decimals or with their marks.

    Understands `51/1 30/1 1234/100`, `41, 53, 2.44`, `12 deg 34'56.78" N`, `51,30.2053N`, `-0.12`. None when it is
    anything else: sixty or more minutes, a part missing, a fraction of a degree with minutes after it.
    """
    parts: list[Number] = []
    sign = side = ""
    rest = _MARKS.sub(" ", text.casefold()).strip()
    for match in _SIDE_OR_NUMBER.finditer(rest):
        if match["word"]:
            if side or not (side := _SIDES.get(match["word"], "")):
                return None
        elif (number := number_of(match["number"])) is None or (match["sign"] and parts):
            return None
        else:
            sign = sign or match["sign"] or ""
            parts.append(number)
    if _SIDE_OR_NUMBER.sub("", rest).strip() or not 1 <= len(parts) <= 3:
        return None
    return _joined(parts, sign, side)


def _joined(parts: list[Number], sign: str, side: str) -> Angle | None:
    if any(part.value >= 60 for part in parts[1:]):
        return None
    last = max((place for place, part in enumerate(parts) if part.value), default=0)
    # Only the last part may have a fraction; what comes after a fraction must be zero.
    if any(part.value != math.floor(part.value) for part in parts[:last]):
        return None
    fractional = next((place for place, part in enumerate(parts) if part.value != math.floor(part.value)), None)
    finest = len(parts) - 1 if fractional is None else fractional
    step = min(parts[place].step / _SIXTIETHS[place] for place in range(finest + 1))
    degrees = sum(part.value / sixtieth for part, sixtieth in zip(parts, _SIXTIETHS, strict=False))
    return Angle(degrees, step, sign, side)
