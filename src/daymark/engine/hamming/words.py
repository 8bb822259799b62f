"""What the kernels do with single machine words: count bits, cut chunks out of a hash, fetch memory ahead of its use.

A hash of 256 bits is four 64-bit words, little-endian; arrays of hashes are flat, hash `i` begins at word `4 * i`. All
arithmetic is on uint64, and so are the constants: numba would make a float of uint64 and int64 together.

Numba keys its cache by the file of the kernel alone: after a change here, touch the files of the kernels.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

ZERO, ONE, TWO, THREE, SIX = (np.uint64(number) for number in (0, 1, 2, 3, 6))
LOW_SIX = np.uint64(63)  # the bits of a place that lie inside one word

READ64 = types.Array(types.uint64, 1, "C", readonly=True)
READ32 = types.Array(types.uint32, 1, "C", readonly=True)
READ16 = types.Array(types.uint16, 1, "C", readonly=True)

# For the reader; inside a kernel numba decides.
Words = npt.NDArray[np.uint64]
Word = Any  # uint64
Count = Any  # int64


def _popcount(typing: Any, word: Any) -> Any:
    """How many bits of a uint64 are set: one instruction, or a vector of them where LLVM sees a plain loop."""

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), emit


def _prefetch(typing: Any, array: Any, place: Any) -> Any:
    """Ask the processor for the cache line of `array[place]` without waiting for it."""

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        byte, flag = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        address = builder.bitcast(builder.gep(data, [arguments[1]]), byte)
        builder.call(function, [address, flag(0), flag(3), flag(1)])  # to read, keep near, data
        return context.get_dummy_value()

    return types.void(array, types.uint64), emit


popcount: Any = intrinsic(_popcount)
prefetch: Any = intrinsic(_prefetch)


@njit(inline="always")
def chunk(words: Words, first: Word, start: Count, width: Count) -> Word:
    """The bits `start .. start + width` of the hash that begins at word `first`; `width` is at most 63."""
    place = first + np.uint64(start >> 6)
    shift = start & 63
    value = words[place] >> np.uint64(shift)
    if shift + width > 64:
        value |= words[place + ONE] << np.uint64(64 - shift)
    return value & ((ONE << np.uint64(width)) - ONE)


@njit(inline="always")
def bit(bitmap: Words, place: Word) -> Word:
    """Bit `place` of a bitmap, 0 or 1."""
    return (bitmap[place >> SIX] >> (place & LOW_SIX)) & ONE


@njit(inline="always")
def longer(found: Words) -> Words:
    """A copy of an array with twice the room."""
    copy = np.empty(2 * found.shape[0], np.uint64)
    for place in range(found.shape[0]):  # assigning to a slice would compile for seconds
        copy[place] = found[place]
    return copy
