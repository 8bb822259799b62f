"""Logging: one JSON line an event, with names of things and never their content."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Any

import structlog

Event = MutableMapping[str, Any]

# Keys that an event may carry. Anything else is dropped and named as dropped: content must not reach a log by accident.
ALLOWED = frozenset(
    {"event", "level", "timestamp", "logger", "reference", "error_number", "method", "route", "status", "milliseconds",
     "seconds", "count", "act", "pid", "port", "kind", "exception_type", "where", "dropped", "job", "rate", "path"}
)  # fmt: skip
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def keep_allowed(_logger: Any, _method: str, event: Event) -> dict[str, Any]:
    """Drops every key that is not on the list, and says which."""
    dropped = sorted(key for key in event if key not in ALLOWED and not key.startswith("_"))
    kept = {key: value for key, value in event.items() if key in ALLOWED or key.startswith("_")}
    return {**kept, "dropped": dropped} if dropped else kept


def exception_without_content(_logger: Any, _method: str, event: Event) -> Event:
    """Replaces a traceback, whose messages may quote data, by type and place."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, BaseException):
        error = (type(error), error, error.__traceback__)
    if error and error[0]:
        event["exception_type"] = error[0].__name__
        event["where"] = _places(error[2])
    return event


def _places(trace: Any) -> list[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/daymark/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-12:]


class WithoutContent(logging.Formatter):
    """For libraries that log by the standard module: level, logger and the unformatted message, never its arguments."""

    def format(self, record: logging.LogRecord) -> str:
        event: MutableMapping[str, Any] = {
            "event": _event_of(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            **_request_of(record),
        }
        if record.exc_info:
            event = {**exception_without_content(None, "", {**event, "exc_info": record.exc_info})}
        return str(structlog.processors.JSONRenderer()(None, "", event))


def _request_of(record: logging.LogRecord) -> dict[str, Any]:
    """The status of an answer, the method, and the route as our code has it: an address itself may hold a secret."""
    status, request = getattr(record, "status_code", None), getattr(record, "request", None)
    method = getattr(request, "method", None)
    if not isinstance(status, int):
        return {}
    match: Any = getattr(request, "resolver_match", None)
    return {
        "status": status,
        **({"method": method} if method in METHODS else {}),
        **({"route": match.route} if match else {}),
    }


def _event_of(record: logging.LogRecord) -> str:
    """The message as the library's code has it. Procrastinate puts a job's arguments into it: only its act is kept.

    Django puts the address into the one about an answer: only what the status means is kept.
    """
    status = getattr(record, "status_code", None)
    if record.name == "django.request" and status in set(HTTPStatus):
        return HTTPStatus(status).phrase
    if record.name.partition(".")[0] != "procrastinate":
        return str(record.msg)
    job = getattr(record, "job", None)
    task = job.get("task_name", "") if isinstance(job, dict) else ""
    return f"{getattr(record, 'action', 'queue')} {task}".strip()


def logging_settings(level: str) -> dict[str, Any]:
    """Configures structlog and returns the settings for the standard module."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            exception_without_content,
            keep_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level, logging.INFO)),
        # Asked for at each line: what is standard error may change (a supervisor, a test).
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WithoutContent())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    return {"level": level}
