"""PDQ of one plane of luma."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daymark.engine.pdq import BYTES, TURNS
from daymark.engine.pdq.bits import hashes_of
from daymark.engine.pdq.kernels import FREQUENCIES, gather, quality_of, transform
from daymark.engine.pdq.windows import SAMPLES, Axis, Indices, Weights, axis

Plane = npt.NDArray[np.uint8]
Samples = npt.NDArray[np.float32]

# MIN_HASHABLE_DIM in the reference's pdqhashing.cpp: below it all hashes are zero and so is the quality.
SMALLEST_SIDE = 5


@dataclass(frozen=True, slots=True)
class PlaneHash:
    """PDQ of a plane: 32 bytes for each of `pdq.TURNS`, or only the first; `quality` is 0-100."""

    hashes: tuple[bytes, ...]
    quality: int


def hash_plane(luma: Plane, *, turned: bool = False) -> PlaneHash:
    """PDQ of a picture's luma: height x width of uint8, 0 black, 255 white, with any strides.

    Rows may be padded: only a plane whose neighbours in a row are not neighbours in memory is copied. `turned` adds
    the seven turned and mirrored hashes, from the same transform, as the reference's compute_dihedral does.
    Costs 1 to 2 ms at 12 megapixels on one core. Raises ValueError for any other kind of array.
    """
    height, width = _checked(luma).shape
    return hash_samples(samples_of(luma), (width, height), turned=turned)


def hash_samples(samples: Samples, size: tuple[int, int], *, turned: bool = False) -> PlaneHash:
    """PDQ from the 64 x 64 samples of a picture of this width and height.

    Samples are linear in the pixels: those of a colour picture are the weighted sum of its colours' samples.
    """
    if min(size) < SMALLEST_SIDE:
        return PlaneHash((bytes(BYTES),) * (len(TURNS) if turned else 1), 0)
    frequencies = np.empty((FREQUENCIES, FREQUENCIES), np.float32)
    transform(frequencies, samples)
    return PlaneHash(hashes_of(frequencies, turned=turned), int(quality_of(samples)))


def samples_of(luma: Plane) -> Samples:
    """The 64 x 64 samples of a plane, 0-255: blurred and decimated as PDQ does it, but in one pass."""
    height, width = _checked(luma).shape
    memory, stride = _in_memory(luma)
    samples = np.empty((SAMPLES, SAMPLES), np.float32)
    gather(samples, memory, stride, width, _fields(axis(height)), _fields(axis(width)))
    return samples


def _checked(plane: Plane) -> Plane:
    if plane.ndim != 2 or plane.dtype != np.uint8:
        raise ValueError(f"A plane has two axes of uint8, not {plane.ndim} of {plane.dtype}.")
    return plane


def _in_memory(luma: Plane) -> tuple[Plane, int]:
    """The plane as it lies in memory, padding between rows included, and the distance between two rows' beginnings."""
    height, width = luma.shape
    stride = luma.strides[0]
    if luma.strides[1] != 1 or stride < width:
        luma, stride = np.ascontiguousarray(luma), width
    size = (height - 1) * stride + width
    return np.lib.stride_tricks.as_strided(luma, (size,), (1,), writeable=False), stride


def _fields(along: Axis) -> tuple[Indices, Indices, Indices, Weights]:
    return along.firsts, along.counts, along.offsets, along.weights
