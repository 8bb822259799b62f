"""Digests: the same as the reference implementation, whatever way the bytes arrive."""

import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.digests import CHUNK, Digests, TooLarge, copy_digesting, digest_bytes, digest_stream


class Dribble(io.RawIOBase):
    """Gives at most `step` bytes at a time, as a slow connection does."""

    def __init__(self, data: bytes, step: int) -> None:
        self._inner, self._step = io.BytesIO(data), step

    def read(self, size: int = -1) -> bytes:
        return self._inner.read(min(size, self._step) if size >= 0 else self._step)


def by_hashlib(data: bytes) -> Digests:
    md5, sha1, sha256 = (hashlib.new(name, data).hexdigest() for name in ("md5", "sha1", "sha256"))
    return Digests(md5, sha1, sha256, len(data))


def test_the_published_vectors_for_abc() -> None:
    found = digest_bytes(b"abc")  # RFC 1321 and FIPS 180-4
    assert found.md5 == "900150983cd24fb0d6963f7d28e17f72"
    assert found.sha1 == "a9993e364706816aba3e25717850c26c9cd0d89d"
    assert found.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert found.size == 3


@given(st.binary(max_size=4096), st.integers(1, 700))
def test_short_reads_give_the_same_digests(data: bytes, step: int) -> None:
    assert digest_stream(Dribble(data, step)) == by_hashlib(data)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_sizes_around_a_chunk(size: int) -> None:
    data = b"\xa5" * size
    assert digest_stream(io.BytesIO(data)) == by_hashlib(data)


@given(st.binary(max_size=2000))
def test_a_copy_is_equal_and_digested(data: bytes) -> None:
    target = io.BytesIO()
    assert copy_digesting(io.BytesIO(data), target, limit=2000) == by_hashlib(data)
    assert target.getvalue() == data


def test_a_file_of_exactly_the_limit_passes_and_one_byte_more_does_not() -> None:
    data = b"x" * (CHUNK + 10)
    assert copy_digesting(io.BytesIO(data), io.BytesIO(), limit=len(data)).size == len(data)
    with pytest.raises(TooLarge, match=r"larger than the 131\.1 kB allowed"):
        copy_digesting(io.BytesIO(data), io.BytesIO(), limit=len(data) - 1)


def test_nothing_beyond_the_limit_reaches_the_target() -> None:
    target = io.BytesIO()
    with pytest.raises(TooLarge):
        copy_digesting(Dribble(b"y" * 5000, 100), target, limit=1000)
    assert len(target.getvalue()) == 1000
