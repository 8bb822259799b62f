"""Clients that send reports without end and repeat what nobody acknowledged, as those outside do."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode

from industry_wire import BOUNDARY, NOBODY_ANSWERED, Client, form_body

PATIENCE = 120.0  # seconds: within this time everything must answer again, whatever was killed
PAUSE = 0.2
ALREADY_FINISHED = 5102
SUCCESS = 0
FORM = "application/x-www-form-urlencoded"
# A killed centre does not answer or says 503; a full one says 429. Anything else that is no answer is a fault of ours.
COME_BACK_LATER = {429, 503}


class Door:
    """Where the centre answers at present; the number changes when everything is started again."""

    def __init__(self) -> None:
        self.port = 0
        self.is_closing = threading.Event()


@dataclass(frozen=True)
class Acknowledged:
    """What a sender knows of a report that was acknowledged."""

    marker: str
    file: str  # SHA-256 of the file that went with it
    document: str = ""  # SHA-256 of the document; of the public form the centre writes it
    code: str = ""  # the receipt code, of the public form


class Unanswered(Exception):
    """Nobody answered, or the answer was to come back later."""


class Sender(threading.Thread, ABC):
    """Sends one report after the other until the door closes, and ends with none left half way."""

    def __init__(self, door: Door, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.door = door
        self.acknowledged: list[Acknowledged] = []
        self.repeated = 0
        self.is_finishing = False
        self.fault: BaseException | None = None

    def run(self) -> None:
        number = 0
        try:
            while not self.door.is_closing.is_set():
                number += 1
                self.send(f"marker-{self.name}-{number:05d}.")
        except BaseException as fault:  # shown to the test by `end`
            self.fault = fault

    def end(self) -> None:
        """Waits until the report under way is acknowledged; raises what went wrong."""
        self.join(PATIENCE)
        if self.fault:
            raise AssertionError(f"{self.name}: {self.fault}") from self.fault
        assert not self.is_alive(), f"{self.name} waits for ever"

    @abstractmethod
    def send(self, marker: str) -> None:
        """Sends one report and notes its acknowledgement."""

    def persist(self, act: Callable[[bool], None]) -> None:
        """Does it until it is answered. `act` is told whether an earlier try may have arrived."""
        until, again = time.monotonic() + PATIENCE, False
        while True:
            try:
                return act(again)
            except (*NOBODY_ANSWERED, Unanswered) as unanswered:
                if time.monotonic() > until:
                    raise AssertionError(f"nobody answered for {PATIENCE:.0f} s") from unanswered
                self.repeated += 1
                again = True
                time.sleep(PAUSE)


class Company(Sender):
    """Uses the industry server: a document, a file, the end."""

    def __init__(self, door: Door, name: str) -> None:
        super().__init__(door, name)
        self.client: Client | None = None

    def send(self, marker: str) -> None:
        body, content = document(marker), content_of(marker)
        answers = self.answers
        number = ""

        def submit(_again: bool) -> None:
            nonlocal number
            number = answers(lambda client: client.post("submit", body), SUCCESS).report

        def finish(again: bool) -> None:
            answers(lambda client: client.finish(number), SUCCESS, *([ALREADY_FINISHED] if again else []))

        self.persist(submit)
        self.persist(lambda _again: void(answers(lambda client: client.upload(number, content), SUCCESS)))
        self.is_finishing = True
        self.persist(finish)
        self.is_finishing = False
        self.acknowledged.append(Acknowledged(marker, digest(content), digest(body)))

    def answers(self, ask, *codes: int):
        """The answer to a request, over the connection that is open or a new one."""
        client = self.client or Client(self.door.port)
        self.client = None  # only a connection that answered is used again
        answer = ask(client)
        if answer.status in COME_BACK_LATER:
            raise Unanswered
        assert answer.status == 200, answer
        assert answer.code in codes, answer
        self.client = client
        return answer


class Person(Sender):
    """Uses the public report page, from an address of its own, and keeps the receipt code."""

    def __init__(self, door: Door, name: str, address: str) -> None:
        super().__init__(door, name)
        self.address = address
        self.cookie = self.token = ""

    def send(self, marker: str) -> None:
        content, code = content_of(marker), ""
        self.cookie = self.token = ""
        self.persist(lambda _again: self.answer("who", who="OTHER"))
        self.persist(lambda _again: self.find_token())
        for name, said in (("danger", "NO"), ("kind", "OTHER")):
            field = {"kind": "harm"}.get(name, name)
            self.persist(lambda _again, name=name, field=field, said=said: self.answer(name, **{field: said}))
        self.persist(lambda _again: self.answer("what-happened", story=f"Nothing but a trial: {marker}"))
        self.persist(lambda again: self.add(content, again))
        self.is_finishing = True
        self.persist(lambda _again: self.press_send())
        self.is_finishing = False

        def see_receipt(_again: bool) -> None:
            nonlocal code
            code = self.receipt()

        self.persist(see_receipt)
        self.acknowledged.append(Acknowledged(marker, digest(content), code=code))

    def answer(self, name: str, **said: str) -> None:
        """Answers one question."""
        status, where, page = self.post(f"/report/{name}/", urlencode({"token": self.token, **said, "whole": "yes"}))
        assert (status, where != "") == (302, True), (name, status, page[-1500:])

    def find_token(self) -> None:
        """Reads what the forms of this session must carry."""
        status, _, page = self.ask("GET", "/report/danger/")
        found = re.search(r'name="token" value="([^"]+)"', page)
        assert status == 200, (status, page[-1500:])
        assert found, page
        self.token = found[1]

    def add(self, content: bytes, again: bool) -> None:
        """Adds the file. That it is in the list already is an answer too, when an earlier try may have arrived."""
        form = form_body({"token": self.token, "add": "1"}, content).replace(b'name="file"', b'name="files"')
        form = form.removesuffix(f"--{BOUNDARY}--\r\n".encode()) + form_body({"whole": "yes"})
        status, _, page = self.post("/report/files/", form, f"multipart/form-data; boundary={BOUNDARY}")
        assert status == 302 or (again and "in the list already" in page), (status, page[-1500:])

    def press_send(self) -> None:
        """The last button. Pressed twice, it leads to the same receipt."""
        status, where, page = self.post("/report/check/", urlencode({"token": self.token, "whole": "yes"}))
        assert (status, where) == (302, "/report/sent/"), (status, where, page[-1500:])

    def receipt(self) -> str:
        """The code on the receipt."""
        status, where, page = self.ask("GET", "/report/sent/")
        assert status == 200, (status, where)
        found = re.search(r'id="receipt-code">(.*?)</p>', page, re.DOTALL)
        assert found, page
        return re.sub(r"\D", "", re.sub(r"<[^>]+>", "", found[1]))

    def post(self, path: str, body: str | bytes, content_type: str = FORM) -> tuple[int, str, str]:
        """Sends a form."""
        return self.ask("POST", path, body.encode() if isinstance(body, str) else body, content_type)

    def ask(self, method: str, path: str, body: bytes | None = None, content_type: str = "") -> tuple[int, str, str]:
        """Status, where it leads, and the page."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if body is not None:
            headers["Content-Type"] = content_type
        connection = HTTPConnection("127.0.0.1", self.door.port, timeout=60, source_address=(self.address, 0))
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        finally:
            connection.close()
        if answer.status in COME_BACK_LATER:
            raise Unanswered
        if given := re.search(r"daymark=[^;]+", answer.headers.get("Set-Cookie", "")):
            self.cookie = given[0]
        return answer.status, answer.headers.get("Location", ""), page


def void(_answer: object) -> None:
    """An answer of which nothing is needed."""


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def content_of(marker: str) -> bytes:
    """The bytes of a file that belongs to one report alone."""
    return f"{marker} ".encode() * 3000


def document(marker: str) -> bytes:
    """A company's report."""
    return f"""<report><incidentSummary><incidentType>Online Enticement of Children for Sexual Acts</incidentType>
<incidentDateTime>2026-01-04T22:15:30Z</incidentDateTime></incidentSummary>
<reporter><reportingPerson><firstName>Synthetic</firstName><lastName>Reporter</lastName></reportingPerson></reporter>
<personOrUserReported><screenName>{marker}</screenName><ipCaptureEvent><ipAddress>203.0.113.7</ipAddress>
<dateTime>2026-01-04T21:59:00Z</dateTime></ipCaptureEvent></personOrUserReported>
<additionalInfo>Nothing but a trial: {marker}</additionalInfo></report>""".encode()
