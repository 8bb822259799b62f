"""Known lists in memory: asked for digests, for the look of a still, and for the frames of a film.

`builder.KnownBuilder` makes one. Every question is put to all lists at once, and a hit on a list of known good files
never hides one on a list of known bad ones: all hits come back, the bad first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from daymark.engine import hamming
from daymark.engine.known.digest_column import Bytes, DigestColumn
from daymark.engine.known.fact_store import FactStore
from daymark.engine.known.films import FilmCandidate, FilmColumn
from daymark.engine.known.hits import EXACT, LOOK, TURNED, Hits, KnownHit, best_of_each
from daymark.engine.known.kinds import SIZES
from daymark.engine.known.looks import LookColumn, forms
from daymark.engine.known.standing import Standing
from daymark.engine.video.frames import FrameHash

# The bits of `Entries.given`, and but for the last of `Hits.contradicted`: digests that the list gives, and 32 bytes of
# which it does not say whether they are a SHA-256 or a PDQ hash. Those are held once, and asked as both.
GIVEN = {kind: 1 << bit for bit, kind in enumerate(EXACT)}
UNDECIDED = 1 << len(EXACT)
RADIUS = hamming.RADIUS  # bits


@dataclass(frozen=True, slots=True)
class KnownList:
    """One list of the set: its name, and what else is to be told with a hit."""

    name: str
    about: Mapping[str, str] = field(default_factory=dict)


class KnownFacts(NamedTuple):
    """One known entry: its list, its line or row there, its standing, and what the list says of it as it was given."""

    list: KnownList
    where: int
    standing: Standing
    facts: bytes


class Entries(NamedTuple):
    """What is held of every entry, as arrays of one length. `stands` is False for what its list took back."""

    list_of: NDArray[np.uint16]
    where: NDArray[np.uint64]
    standing: NDArray[np.uint8]
    given: NDArray[np.uint8]
    stands: NDArray[np.bool_]


class Question(NamedTuple):
    """What is asked for one file: any of its digests as bytes, and its PDQ hashes.

    `hashes` holds the picture as it stands and then, where they are known, its seven turned and mirrored forms in the
    order of `pdq.TURNS`; it is empty for a file without a picture and for a featureless one (quality under 50).
    `undecided` says that `sha256` may be a PDQ hash, as in a list that does not say: it then agrees exactly only with
    what is a SHA-256 for certain, because two equal PDQ hashes are two pictures that look alike and not one file.
    """

    md5: bytes | None = None
    sha1: bytes | None = None
    sha256: bytes | None = None
    hashes: Sequence[bytes] = ()
    undecided: bool = False


class KnownSet:
    """The entries of one or more known lists, numbered from 0."""

    def __init__(
        self,
        lists: tuple[KnownList, ...],
        entries: Entries,
        digests: Mapping[str, DigestColumn],
        looks: LookColumn,
        films: FilmColumn,
        facts: FactStore,
    ) -> None:
        self.lists = lists
        self._entries, self._digests, self._looks, self._films, self._facts = entries, digests, looks, films, facts
        self._has_undecided = bool((entries.given & UNDECIDED).any())

    def __len__(self) -> int:
        """How many entries stand, those that can never match among them."""
        return int(np.count_nonzero(self._entries.stands))

    def entry(self, number: int) -> KnownFacts:
        """What is known of an entry that a hit names."""
        entries = self._entries
        return KnownFacts(
            self.lists[entries.list_of[number]],
            int(entries.where[number]),
            Standing(int(entries.standing[number])),
            self._facts.of(number),
        )

    def exact(self, md5: bytes | None = None, sha1: bytes | None = None, sha256: bytes | None = None) -> list[KnownHit]:
        """The entries that give one of these digests, the bad first."""
        return self.match_many([Question(md5, sha1, sha256)]).of(0)

    def look(self, hashes: Sequence[bytes], radius: int = RADIUS) -> list[KnownHit]:
        """The entries whose PDQ hash lies within `radius` bits of one of these, the bad first and then the nearest.

        The first hash is the picture as it stands, the others are its turned and mirrored forms.
        """
        return self.match_many([Question(hashes=hashes)], radius).of(0)

    def match(self, question: Question, radius: int = RADIUS) -> list[KnownHit]:
        """All entries that one file agrees with: each once, by digest before look before turned look."""
        return self.match_many([question], radius).of(0)

    def match_many(self, files: Sequence[Question], radius: int = RADIUS, *, threads: int = 1) -> Hits:
        """The same for many files at once, which is far faster: a thousand or more at a time.

        Raises ValueError for digests and hashes that are not of their length.
        """
        parts = [self._exact(files)]
        hashes, file, turn = forms([question.hashes for question in files])
        if len(hashes):
            parts.append(self._near(hashes, file, turn, radius, threads))
        return best_of_each(parts)

    def look_film(self, frames: Sequence[FrameHash], radius: int = RADIUS) -> list[FilmCandidate]:
        """The known films that share frames with this one, with the pairs of times: what stretches are made of."""
        found = self._films.candidates(frames, radius)
        standing = self._entries.standing
        return sorted(
            (each._replace(standing=Standing(int(standing[each.entry]))) for each in found),
            key=lambda each: (each.standing, -len(each.pairs), each.entry),
        )

    def _near(self, hashes: Bytes, file: NDArray[np.int64], turn: NDArray[np.uint8], radius: int, threads: int) -> Hits:
        row, entry, distance = self._looks.near(hashes, radius, threads)
        turns = turn[row]
        method = np.where(turns == 0, LOOK, TURNED).astype(np.uint8)
        nothing = np.zeros(len(row), np.uint8)
        return Hits(file[row], entry, self._entries.standing[entry], method, distance, turns, nothing)

    def _exact(self, files: Sequence[Question]) -> Hits:
        """One hit for each agreeing digest, each with the entry's other digests that do not agree."""
        agreed: list[tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.uint8]]] = []
        asked_for = np.zeros(len(files), np.uint8)
        for code, kind in enumerate(EXACT):
            given = [(place, digest) for place, file in enumerate(files) if (digest := getattr(file, kind))]
            if not given:
                continue
            places = np.array([place for place, _ in given], np.int64)
            asked_for[places] |= GIVEN[kind]
            if any(len(digest) != SIZES[kind] for _, digest in given):
                raise ValueError(f"A digest of the kind {kind} has {SIZES[kind]} bytes.")
            wanted = np.frombuffer(b"".join(digest for _, digest in given), np.uint8).reshape(len(given), -1)
            certain = np.array([not files[place].undecided for place in places], bool)
            row, entry = self._find(kind, wanted, certain)
            agreed.append((places[row], entry, np.full(len(row), code, np.uint8)))
        if not agreed:
            return _no_hits()
        file, entry, method = (np.concatenate(column) for column in zip(*agreed, strict=True))
        contradicted = self._contradicted(file, entry, method, asked_for)
        nothing = np.zeros(len(file), np.uint8)
        return Hits(
            file, entry, self._entries.standing[entry], method, nothing.astype(np.uint16), nothing, contradicted
        )

    def _find(
        self, kind: str, wanted: Bytes, certain: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
        row, entry = self._digests[kind].find(wanted)
        if kind != "sha256" or not self._has_undecided:
            return row, entry
        more, other = self._looks.equal(wanted)
        same = (self._entries.given[other] & UNDECIDED > 0) & certain[more]
        return np.concatenate((row, more[same])), np.concatenate((entry, other[same]))

    def _contradicted(
        self,
        file: NDArray[np.int64],
        entry: NDArray[np.uint32],
        method: NDArray[np.uint8],
        asked_for: NDArray[np.uint8],
    ) -> NDArray[np.uint8]:
        """For each hit the digests that both sides give and that do not agree."""
        pair = file * len(self._entries.given) + entry
        _, first, same = np.unique(pair, return_index=True, return_inverse=True)
        agreeing = np.zeros(len(first), np.uint8)
        np.bitwise_or.at(agreeing, same, (1 << method).astype(np.uint8))
        return (self._entries.given[entry] & asked_for[file] & ~agreeing[same]).astype(np.uint8)


def _no_hits() -> Hits:
    small = np.empty(0, np.uint8)
    return Hits(np.empty(0, np.int64), np.empty(0, np.uint32), small, small, np.empty(0, np.uint16), small, small)
