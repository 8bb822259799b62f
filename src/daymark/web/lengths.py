"""Bodies whose senders do not say how long they are (chunked): streaming clients of the industry server send such."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from daymark.casework.access.uploads import UNANNOUNCED
from daymark.exchange.xml import MAX_BYTES

MACHINES = "/ispws/"  # browsers always say the length; nobody else may leave it out
FORM_AROUND_FILE = 64 * 1024  # bytes for the names and marks of a form beside its file

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def with_lengths(application: Application) -> Application:
    """Gives such a body the largest length that its kind may have; it is read to its own end.

    Django would take a body without a length for an empty one, and the reports of those clients would be lost.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if _is_unannounced(environ):
            environ["CONTENT_LENGTH"] = str(_most(environ.get("CONTENT_TYPE", "")))
            environ[UNANNOUNCED] = True
        return application(environ, start_response)

    return answer


def _is_unannounced(environ: dict[str, Any]) -> bool:
    return (
        not environ.get("CONTENT_LENGTH")
        and str(environ.get("HTTP_TRANSFER_ENCODING", "")).strip().lower() == "chunked"
        and str(environ.get("PATH_INFO", "")).startswith(MACHINES)
    )


def _most(content_type: str) -> int:
    if content_type.startswith("multipart/form-data"):
        return int(settings.DAYMARK.upload_bytes) + FORM_AROUND_FILE
    if content_type.startswith("application/x-www-form-urlencoded"):
        return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
    return MAX_BYTES
