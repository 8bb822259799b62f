"""A company's client on the wire: keep-alive, streamed or whole, and the wire itself for what no client would send."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse

from lxml import etree

from cli.centre import Centre, Served

USER, PASSWORD = "wire-host", "wire synthetic password"
SIGN_IN = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
XML = "text/xml; charset=utf-8"
BOUNDARY = "synthetic-boundary-7MA4YWxk"

ENROL = f"""
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from daymark.casework.access.context import acting_as_system
from daymark.casework.partners.models import Agency, AgencyKind
from daymark.casework.reports.models import IndustryAccount
with acting_as_system():
    agency = Agency.objects.create(code="WIRE-HOST", name="Wire Host", kind=AgencyKind.COMPANY, country="GB")
    password, now = make_password("{PASSWORD}"), timezone.now()
    IndustryAccount.objects.create(agency=agency, username="{USER}", password=password, made_at=now)
"""


@dataclass(frozen=True)
class Answered:
    """What came back: the HTTP status, the root's name, and its parts."""

    status: int
    root: str
    parts: dict[str, str]
    files: tuple[str, ...]
    headers: dict[str, str]

    @property
    def code(self) -> int:
        return int(self.parts.get("responseCode", -1))

    @property
    def report(self) -> str:
        return self.parts["reportId"]

    @property
    def file(self) -> str:
        return self.parts["fileId"]


def answered(response: HTTPResponse) -> Answered:
    body = response.read()
    headers = {name.lower(): value for name, value in response.getheaders()}
    if not body or "xml" not in headers.get("content-type", ""):
        return Answered(response.status, "", {}, (), headers)
    root = etree.fromstring(body)
    parts = {child.tag: child.text or "" for child in root}
    return Answered(
        response.status, root.tag, parts, tuple(each.text for each in root.findall("files/fileId")), headers
    )


class Client:
    """One keep-alive connection of a company."""

    def __init__(self, port: int, sign_in: str = SIGN_IN) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=120)
        self.sign_in = sign_in

    def __del__(self) -> None:
        self.connection.close()

    def get(self, path: str) -> Answered:
        self.connection.request("GET", f"/ispws/{path}", headers={"Authorization": self.sign_in})
        return answered(self.connection.getresponse())

    def post(self, path: str, body: bytes, content_type: str = XML, *, streamed: bool = False) -> Answered:
        headers = {"Authorization": self.sign_in, "Content-Type": content_type}
        if streamed:
            pieces = (body[start : start + 1000] for start in range(0, len(body), 1000))
            headers["Transfer-Encoding"] = "chunked"
            self.connection.request("POST", f"/ispws/{path}", body=pieces, headers=headers, encode_chunked=True)
        else:
            self.connection.request("POST", f"/ispws/{path}", body=body, headers=headers)
        return answered(self.connection.getresponse())

    def form(self, path: str, *, multipart: bool = False, **fields: str) -> Answered:
        if multipart:
            return self.post(path, form_body(fields), f"multipart/form-data; boundary={BOUNDARY}")
        body = "&".join(f"{name}={value}" for name, value in fields.items()).encode()
        return self.post(path, body, "application/x-www-form-urlencoded")

    def upload(self, report: str, content: bytes, name: str = "a.jpg", *, streamed: bool = False) -> Answered:
        body = form_body({"id": report}, content, name)
        return self.post("upload", body, f"multipart/form-data; boundary={BOUNDARY}", streamed=streamed)

    def finish(self, report: str) -> Answered:
        return self.form("finish", id=report)


def form_body(fields: dict[str, str], content: bytes | None = None, name: str = "a.jpg") -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in fields.items()
    ]
    if content is not None:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def break_off(port: int, path: str, body: bytes, content_type: str, *, announced: int | None) -> None:
    """Sends the beginning of a request and hangs up; `announced=None` streams it without its last piece."""
    length = f"Content-Length: {announced}" if announced is not None else "Transfer-Encoding: chunked"
    head = (
        f"POST /ispws/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {SIGN_IN}\r\n"
        f"Content-Type: {content_type}\r\n{length}\r\n\r\n"
    )
    sent = body if announced is not None else f"{len(body):x}\r\n".encode() + body + b"\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        wire.sendall(head.encode() + sent)
        wire.shutdown(socket.SHUT_WR)
        with suppress(OSError):
            wire.recv(4096)


@contextmanager
def serving_industry(centre: Centre) -> Iterator[Served]:
    """A served centre with one company's account."""
    centre.python(ENROL)
    with centre.serving("--no-worker") as served:
        yield served


NOBODY_ANSWERED = (OSError, HTTPException)
