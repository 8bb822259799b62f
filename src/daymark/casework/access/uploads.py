"""How files come in: sealed into the vault while they arrive, never on the disk in the clear, never opened here.

By default no page takes files (`NoFiles`). A view that does sets `request.upload_handlers = [SealedUploads(request)]`
before it reads the form, and finds a `SealedFile` for each in `request.FILES`.
"""

from __future__ import annotations

import os
import threading
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from daymark.casework.access.keyring import keyring
from daymark.problems import Problem
from daymark.vault.labels import SealedObject
from daymark.vault.store import Vault

CHUNK = 256 * 1024
UNANNOUNCED = "daymark.unannounced_length"  # in a request's META when its sender did not say how long it is


class UploadBroken(Problem):
    """The file did not arrive whole. Send it again."""


class SealedFile(UploadedFile):
    """A file that lies sealed in the vault, or the reason why it does not. Its content is not here."""

    def __init__(self, name: str, sealed: SealedObject | None, refusal: Problem | None, declared: str) -> None:
        size = sealed.size if sealed else 0
        super().__init__(file=None, name=name[:255] or "unnamed", content_type=declared, size=size)
        self.untrusted_name = name  # as sent, with any path: never used as one
        self.sealed = sealed
        self.refusal = refusal

    def close(self) -> None:
        """Nothing is open: the content lies in the vault."""


class NoFiles(FileUploadHandler):
    """Drops every file: the page does not take any."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise SkipFile()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


class SealedUploads(FileUploadHandler):
    """Seals each file while it arrives: memory stays small whatever its size."""

    chunk_size = CHUNK

    def __init__(
        self, request: HttpRequest | None = None, *, limit: int | None = None, home: Path | None = None
    ) -> None:
        """`home` is the folder whose vault takes the files: the centre's, unless said otherwise."""
        super().__init__(request)
        self.limit = limit or settings.DAYMARK.upload_bytes
        self.home = home or settings.DAYMARK.home
        self.sealing: _Sealing | None = None

    def new_file(
        self,
        field_name: str,
        file_name: str,
        content_type: str,
        content_length: int | None,
        charset: str | None = None,
        content_type_extra: Any = None,
    ) -> None:
        super().new_file(field_name, file_name, content_type, content_length, charset, content_type_extra)
        self.declared = content_type or ""
        self.sealing = _Sealing(self.limit, self.home)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.sealing:
            self.sealing.write(raw_data)

    def file_complete(self, file_size: int) -> SealedFile:
        sealing = self.sealing or _Sealing(self.limit, self.home)
        self.sealing = None
        sealed, refusal = sealing.finish()
        return SealedFile(self.file_name or "", sealed, refusal, self.declared)

    def upload_interrupted(self) -> None:
        if self.sealing:
            self.sealing.abandon()
            self.sealing = None


class _Sealing:
    """One file on its way into the vault: a small one in one piece, a larger one through a pipe, sealed by a thread at
    the other end while the rest arrives."""

    def __init__(self, limit: int, home: Path) -> None:
        self._limit = limit
        self._home = home
        self._first = b""
        self._piped: _Piped | None = None

    def write(self, data: bytes) -> None:
        """Hands on a piece; after a refusal the rest is read from the network and dropped."""
        if self._piped is None and len(self._first) + len(data) <= CHUNK:
            self._first += data
            return
        if self._piped is None:
            self._piped = _Piped(self._limit, self._home)
            self._piped.write(self._first)
        self._piped.write(data)

    def finish(self) -> tuple[SealedObject | None, Problem | None]:
        """What was sealed, or why not."""
        if self._piped:
            return self._piped.finish()
        try:
            return Vault(self._home, keyring()).put(BytesIO(self._first), limit=self._limit), None
        except Problem as refusal:
            return None, refusal

    def abandon(self) -> None:
        """The sender went away: what came so far is not kept as a whole file."""
        if self._piped:
            self._piped.abandon()


class _Piped:
    """A file that flows through a pipe into the vault."""

    def __init__(self, limit: int, home: Path) -> None:
        reading, self._writing = os.pipe()
        self._reader = os.fdopen(reading, "rb")
        self._limit = limit
        self._home = home
        self._sealed: SealedObject | None = None
        self._refusal: Problem | None = None
        self._fault: BaseException | None = None
        self._abandoned = False
        self._thread = threading.Thread(target=self._seal, daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        """Hands on a piece; after a refusal the rest is read from the network and dropped."""
        view = memoryview(data)
        while view and not self._refusal and not self._fault:
            try:
                view = view[os.write(self._writing, view) :]
            except BrokenPipeError:
                return

    def finish(self) -> tuple[SealedObject | None, Problem | None]:
        """What was sealed, or why not. A fault of ours is raised here, in the request's own thread."""
        os.close(self._writing)
        self._thread.join()
        if self._fault:
            raise self._fault
        return self._sealed, self._refusal

    def abandon(self) -> None:
        """The sender went away: what came so far is not kept as a whole file."""
        self._abandoned = True
        os.close(self._writing)
        self._thread.join()

    def _seal(self) -> None:
        vault = Vault(self._home, keyring())
        with self._reader:
            try:
                self._sealed = vault.put(self, limit=self._limit)
            except Problem as refusal:
                self._refusal = refusal
            except Exception as fault:  # raised again by finish(), in the request's own thread
                self._fault = fault

    def read(self, size: int = -1, /) -> bytes:
        """For the vault: the next piece. Raises when the sender went away, so that nothing half is stored."""
        data = self._reader.read(size)
        if self._abandoned and not data:
            raise UploadBroken()
        return data
