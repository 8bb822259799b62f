"""Whether the pages answer: asked before their address is told to anybody."""

from __future__ import annotations

import ssl
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path

from daymark.web.configuration import Configuration

PATIENCE = 0.4  # seconds for one try; there is another one half a second later
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - a host setting, not a socket


def answers(settings: Configuration, home: Path) -> bool:
    """True when the pages and the database behind them answer."""
    connection = _connection(settings, home)
    try:
        connection.request("GET", "/health/", headers={"Host": f"{settings.hostnames[0]}:{settings.port}"})
        return connection.getresponse().status < HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _connection(settings: Configuration, home: Path) -> HTTPConnection:
    host = _EVERYWHERE.get(settings.host, settings.host)
    if not settings.tls:
        return HTTPConnection(host, settings.port, timeout=PATIENCE)
    trusted = ssl.create_default_context(cafile=home / "tls" / "authority.pem")
    trusted.check_hostname = False  # reached by its number, certified by its name
    return HTTPSConnection(host, settings.port, timeout=PATIENCE, context=trusted)
