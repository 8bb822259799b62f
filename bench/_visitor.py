"""A person who signs in to a served centre and opens its pages over one connection."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, RemoteDisconnected
from http.cookies import SimpleCookie
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_LINK = re.compile(r'<a\b[^>]*?\bhref="(/[^"#]*)')
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Opened:
    """One answer: its status, its text when it is a page, where it leads on to, and how long it took."""

    status: int
    text: str
    location: str
    milliseconds: float

    @property
    def is_page(self) -> bool:
        """Whether it is a page to read, and not a download or a redirect."""
        return self.status == 200 and bool(self.text)

    @property
    def links(self) -> list[str]:
        """Where its links lead inside the centre, in order."""
        return list(dict.fromkeys(unescape(link) for link in _LINK.findall(self.text)))


@dataclass
class Visitor:
    """A browser without a screen: keeps cookies and one connection, does not follow redirects by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._connection = HTTPConnection("localhost", self.port, timeout=60)

    def open(self, address: str, form: dict[str, str] | None = None) -> Opened:
        """Asks for an address, or sends a form there; the time runs until the last byte has come."""
        try:
            return self._open(address, form)
        except (RemoteDisconnected, ConnectionResetError, BrokenPipeError):  # the server closes what was idle for long
            self._connection.close()
            return self._open(address, form)

    def _open(self, address: str, form: dict[str, str] | None) -> Opened:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = urlencode(form) if form is not None else None
        began = time.perf_counter()
        self._connection.request(
            "GET" if form is None else "POST", address, body, {**headers, **(_FORM if form is not None else {})}
        )
        answer = self._connection.getresponse()
        content = answer.read()
        took = 1000 * (time.perf_counter() - began)
        if answer.status >= 400:  # a refusal is quickly made: measuring it would flatter
            raise RuntimeError(f"{address} answered {answer.status}.")
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        is_text = (answer.headers.get("Content-Type") or "").startswith("text/html")
        text = content.decode() if is_text else ""
        return Opened(answer.status, text, answer.headers.get("Location") or "", took)

    def submit(self, address: str, **fields: str) -> Opened:
        """Opens a page with a form and sends the form back filled in."""
        token = _TOKEN.search(self.open(address).text)
        if token is None:
            raise RuntimeError(f"{address} shows no form.")
        return self.open(address, {"csrfmiddlewaretoken": token[1], **fields})


def signed_in(port: int, *, username: str, password: str, code: str) -> Visitor:
    """Somebody who gave password and code."""
    visitor = Visitor(port)
    answer = visitor.submit("/accounts/login/", login=username, password=password)
    answer = visitor.submit(answer.location or "/accounts/2fa/authenticate/", code=code)
    if answer.status != 302:
        raise RuntimeError(f"{username} could not sign in.")
    return visitor
