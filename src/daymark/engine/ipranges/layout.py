"""How a table lies in its file: a line of JSON, the columns one after the other, and a digest over all of it.

`DMRANGES1`, the JSON (what `About` holds, and how long each column is) with spaces up to a multiple of eight bytes, the
columns little-endian, each filled up to eight bytes, last of them the providers' names in UTF-8, and the SHA-256 of
everything before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from daymark.engine.ipranges.columns import Columns
from daymark.engine.ipranges.rows import Gives, Holder

MAGIC = b"DMRANGES1\n"
LONGEST_HEADER = 1 << 20  # bytes; a source takes some 300
DIGEST = 32
_WIDTHS: dict[str, np.dtype[Any]] = {
    "v4_starts": np.dtype("<u4"),
    "v4_answers": np.dtype("<u4"),
    "v6_high": np.dtype("<u8"),
    "v6_low": np.dtype("<u8"),
    "v6_answers": np.dtype("<u4"),
    "countries": np.dtype("S2"),
    "numbers": np.dtype("<u4"),
    "name_ends": np.dtype("<u4"),
    "names": np.dtype("u1"),
}


@dataclass(frozen=True)
class Source:
    """A published file that a table was made of, and how much of it could be read."""

    name: str
    sha256: str
    form: str
    rows: int
    bad: int = 0
    cut_off: str = ""


@dataclass(frozen=True)
class About:
    """What is known of a table. `built_on` is the day its publisher built it, `built_by` says who said so.

    `for_examples` marks an invented table of a practice centre: it alone answers for documentation addresses.
    """

    gives: frozenset[Gives]
    built_on: date
    built_by: str
    licence: str
    loaded_at: datetime
    sources: tuple[Source, ...]
    for_examples: bool = False

    @property
    def rows(self) -> int:
        """Rows of the published files that say who holds a range."""
        return sum(source.rows for source in self.sources)

    @property
    def is_cut_off(self) -> bool:
        """Whether the end of a file is missing."""
        return any(source.cut_off for source in self.sources)

    def as_json(self) -> dict[str, Any]:
        """For the header of the file."""
        return {
            "gives": sorted(each.value for each in self.gives),
            "built_on": self.built_on.isoformat(),
            "built_by": self.built_by,
            "licence": self.licence,
            "loaded_at": self.loaded_at.isoformat(),
            "sources": [asdict(source) for source in self.sources],
            "for_examples": self.for_examples,
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> About:
        """Reads the header back; ValueError, KeyError or TypeError when it is not one of ours."""
        return cls(
            gives=frozenset(Gives(each) for each in said["gives"]),
            built_on=date.fromisoformat(said["built_on"]),
            built_by=str(said["built_by"]),
            licence=str(said["licence"]),
            loaded_at=datetime.fromisoformat(said["loaded_at"]),
            sources=tuple(Source(**source) for source in said["sources"]),
            for_examples=bool(said["for_examples"]),
        )


def packed(about: About, columns: Columns) -> bytes:
    """The bytes of a table's file."""
    arrays = _arrays(columns)
    lengths = {name: len(array) for name, array in arrays.items()}
    header = json.dumps({**about.as_json(), "lengths": lengths}, sort_keys=True).encode()
    begins = _filled(len(MAGIC) + len(header) + 1)
    head = MAGIC + header.ljust(begins - len(MAGIC) - 1) + b"\n"
    body = b"".join(array.tobytes().ljust(_filled(array.nbytes), b"\0") for array in arrays.values())
    whole = head + body
    return whole + hashlib.sha256(whole).digest()


def unpacked(data: memoryview) -> tuple[About, dict[str, NDArray[Any]]]:
    """What a file holds, its columns where they lie. ValueError, KeyError or TypeError when it is not whole."""
    if bytes(data[: len(MAGIC)]) != MAGIC:
        raise ValueError("it does not start as a table of address ranges does")
    if hashlib.sha256(data[:-DIGEST]).digest() != bytes(data[-DIGEST:]):
        raise ValueError("its checksum does not agree")
    line_end = bytes(data[:LONGEST_HEADER]).index(b"\n", len(MAGIC))
    said = json.loads(bytes(data[len(MAGIC) : line_end]))
    columns, begins = {}, line_end + 1
    for name, width in _WIDTHS.items():
        count = int(said["lengths"][name])
        columns[name] = np.frombuffer(data, width, count, begins) if count else np.empty(0, width)
        begins += _filled(count * width.itemsize)
    if begins + DIGEST != len(data):
        raise ValueError("its length does not agree with its header")
    return About.from_json(said), columns


def holder_of(columns: Mapping[str, NDArray[Any]], place: int) -> Holder:
    """One holder, by its place among the holders of a file."""
    begins = int(columns["name_ends"][place - 1]) if place else 0
    name = columns["names"][begins : int(columns["name_ends"][place])].tobytes().decode()
    return Holder(columns["countries"][place].decode(), int(columns["numbers"][place]), name)


def _arrays(columns: Columns) -> dict[str, NDArray[Any]]:
    names = [holder.provider.encode() for holder in columns.holders]
    values: dict[str, Any] = {
        "v4_starts": columns.v4_starts,
        "v4_answers": columns.v4_answers,
        "v6_high": columns.v6_high,
        "v6_low": columns.v6_low,
        "v6_answers": columns.v6_answers,
        "countries": [holder.country.encode() for holder in columns.holders],
        "numbers": [holder.asn for holder in columns.holders],
        "name_ends": np.cumsum([len(name) for name in names], dtype=np.uint32),
        "names": np.frombuffer(b"".join(names), np.uint8),
    }
    return {name: np.asarray(values[name], width) for name, width in _WIDTHS.items()}


def _filled(size: int) -> int:
    """A size up to the next multiple of eight."""
    return -(-size // 8) * 8
