"""Which contents are stored: their copies are digested and not opened again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from daymark.engine.digests import Digests


class Stored:
    """SHA-256 and sizes of the contents of one seizure; read from the threads that hash, some 160 bytes for each."""

    def __init__(self, contents: Mapping[bytes, int] | None = None) -> None:
        self._sizes = dict(contents or {})
        self._by_size: dict[int, list[bytes]] | None = None  # made when machines that cannot ask are told beforehand

    def holds(self, sha256: str) -> bool:
        """Whether the content of this SHA-256 was read and stored before."""
        return bytes.fromhex(sha256) in self._sizes

    def of_sizes(self, sizes: Iterable[int]) -> Iterator[str]:
        """The SHA-256 of every content of these sizes."""
        if self._by_size is None:
            self._by_size = {}
            for digest, size in self._sizes.items():
                self._by_size.setdefault(size, []).append(digest)
        for size in sizes:
            yield from (digest.hex() for digest in self._by_size.get(size, ()))

    def new_among(self, read: Iterable[Digests]) -> set[bytes]:
        """Those of these contents that are not stored yet."""
        return {digest for each in read if (digest := bytes.fromhex(each.sha256)) not in self._sizes}

    def add(self, read: Iterable[Digests]) -> None:
        """They are stored now."""
        for each in read:
            digest = bytes.fromhex(each.sha256)
            if digest not in self._sizes:
                self._sizes[digest] = each.size
                if self._by_size is not None:
                    self._by_size.setdefault(each.size, []).append(digest)
