"""Errors worded for the person who reads them: what happened, and what to do next."""

from __future__ import annotations


class Problem(Exception):
    """Something the person at the keyboard can mend. The message says what happened and what to do next.

    Subclasses live beside the code that raises them. The web shows the message in place with `http_status`, the
    command line prints it and ends with `exit_status`. Anything that is not a Problem is a bug.
    """

    http_status = 422
    exit_status = 2

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())

    @property
    def message(self) -> str:
        return str(self)


class OutsideProblem(Problem):
    """An outside system did not do its part. Try again later; if it lasts, call the system's operator."""

    http_status = 503
    exit_status = 3


class NotForYou(Problem):
    """There is nothing here under this reference that you may see. Check the reference, or ask a supervisor."""

    http_status = 404
