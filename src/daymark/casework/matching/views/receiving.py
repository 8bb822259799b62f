"""How a small list comes in: held in memory, because it names no person and is read at once."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

LARGEST = 20 * 1024 * 1024  # bytes; a larger list comes by the command, which reads it as a stream


class SmallFiles(FileUploadHandler):
    """Takes files up to a bound; a larger one stops the sending, and the form says so."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._held = BytesIO()

    def new_file(self, *given: Any, **named: Any) -> None:
        super().new_file(*given, **named)
        self._held = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > LARGEST:
            raise StopUpload(connection_reset=False)
        self._held.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._held.seek(0)
        return InMemoryUploadedFile(
            self._held, self.field_name, self.file_name or "list", self.content_type, file_size, self.charset
        )
