"""A file that was handed over open: it can be read and nothing else; its name is not known here."""

from __future__ import annotations

import gc
import io
import mmap
import os


class Descriptor(io.RawIOBase):
    """A seekable binary stream over an open descriptor of `size` bytes, by `pread` alone."""

    def __init__(self, descriptor: int, size: int) -> None:
        self._descriptor = descriptor
        self._size = size
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("before the start of the file")
        self._place = start + offset
        return self._place

    def read(self, size: int = -1, /) -> bytes:
        wanted = max(self._size - self._place, 0)
        data = os.pread(self._descriptor, wanted if size < 0 else min(size, wanted), self._place)
        self._place += len(data)
        return data

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def head(self, size: int) -> bytes:
        """The first bytes, whatever the place."""
        return os.pread(self._descriptor, size, 0)

    def whole(self, most_copied: int) -> bytes | memoryview:
        """The whole file in memory, or, when it is larger, as memory that is read from disk when touched."""
        if self._size <= most_copied:
            return b"".join(iter(lambda: self.read(most_copied), b""))
        gc.collect()  # each mapping holds a descriptor as long as anything, such as an error's traceback, refers to it
        return memoryview(mmap.mmap(self._descriptor, self._size, prot=mmap.PROT_READ))
