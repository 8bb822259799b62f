"""How many reports a second: law-enforcement packages by the thousand, and companies over HTTP.

Beside them in the same run: a plain COPY of the raw documents into one table (the floor: bytes on the disk and nothing
understood), and the same packages one at a time.
"""

from __future__ import annotations

import argparse
import base64
import os
import shutil
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

from _centre import scratch_centre, served
from _figures import Figures
from _packages import write_packages
from _processes import database_process, seconds_of

WANTED_IMPORT, WANTED_HTTP = 1000.0, 50.0  # reports a second
CLIENTS = 8
FILE = b"harmless bytes " * 1400  # 20 kB
REPORT = """<report><incidentSummary><incidentType>Online Enticement of Children for Sexual Acts</incidentType>
<incidentDateTime>2026-01-04T22:15:30Z</incidentDateTime></incidentSummary>
<internetDetails><chatImIncident><chatClient>Example Chat</chatClient></chatImIncident></internetDetails>
<reporter><reportingPerson><firstName>Synthetic</firstName><lastName>Reporter</lastName></reportingPerson></reporter>
<personOrUserReported><espService>Example Social</espService><screenName>synthetic_{number}</screenName>
<ipCaptureEvent><ipAddress>203.0.113.7</ipAddress><eventName>Login</eventName>
<dateTime>2026-01-04T21:59:00Z</dateTime><port>51234</port></ipCaptureEvent></personOrUserReported></report>"""


def main(as_json: bool, options: list[str]) -> None:
    """Runs every part and prints its figures."""
    asked = _asked(options)
    figures = Figures(as_json=as_json)
    figures.machine()
    with scratch_centre() as home:
        from daymark.cli.running import django_ready

        with django_ready():
            _set_up()
            _bulk(figures, home, asked.rounds, asked.reports)
        with served() as server:
            _http(figures, server, asked.rounds, asked.http_reports)


def _asked(options: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="daymark bench intake")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--reports", type=int, default=4000, help="packages in each round")
    parser.add_argument("--http-reports", type=int, default=400)
    return parser.parse_args(options)


def _set_up() -> None:
    from django.contrib.auth.hashers import make_password
    from django.utils import timezone

    from daymark.casework.access.context import acting_as_system
    from daymark.casework.partners.models import Agency, AgencyKind
    from daymark.casework.reports.models import IndustryAccount
    from daymark.web.setting_up import bring_up_to_date

    bring_up_to_date(tell=lambda _: None)
    with acting_as_system():
        agency = Agency.objects.create(code="BENCH-HOST", name="Bench Host", kind=AgencyKind.COMPANY, country="GB")
        password, now = make_password("synthetic password"), timezone.now()
        IndustryAccount.objects.create(agency=agency, username="bench", password=password, made_at=now)


def _bulk(figures: Figures, home: Path, rounds: int, reports: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="daymark-bench-packages-"))
    imported, floor, one_by_one, cost = [], [], [], []
    processes = (os.getpid(), database_process(home))
    try:
        for place in range(rounds):
            packages = write_packages(folder / str(place), 100_000_000 + place * 1_000_000, reports)
            before = seconds_of(*processes)
            imported.append(_rate_of_import(packages, reports, workers=2))
            cost.append(1000 * (seconds_of(*processes) - before) / reports)
            floor.append(_rate_of_copy(packages))
            few = write_packages(folder / f"{place}-single", 200_000_000 + place * 1_000_000, max(reports // 40, 20))
            one_by_one.append(_rate_one_by_one(few))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    plain = figures.rate("COPY of the raw documents into one table (the floor)", floor)
    figures.rate("packages imported, triaged and folded, 2 processes", imported, wanted=WANTED_IMPORT, beside=plain)
    figures.duration("processor time of one imported report", cost, wanted=1000 * 2 / WANTED_IMPORT)
    figures.rate("the same packages, one report in each transaction", one_by_one, beside=plain)


def _rate_of_import(folder: Path, reports: int, *, workers: int) -> float:
    from django.db import connections

    from daymark.casework.access.context import acting_as_system
    from daymark.casework.partners.queries import agency_by_code
    from daymark.cli.import_ import CLEARING_HOUSE
    from daymark.cli.import_sources import look_into
    from daymark.cli.import_work import batches, work_through

    with acting_as_system():
        agency = agency_by_code(CLEARING_HOUSE)
    connections.close_all()
    began = time.perf_counter()
    portions = list(batches([look_into(folder)]))
    done = sum(len(results) for results in work_through(portions, agency, workers))
    assert done == reports
    return reports / (time.perf_counter() - began)


def _rate_of_copy(folder: Path) -> float:
    """What a loader that understands nothing reaches: each 200 documents in one COPY and one transaction."""
    from django.db import connections

    connections["owner"].ensure_connection()
    raw = connections["owner"].connection
    raw.execute("CREATE TABLE IF NOT EXISTS bench_floor (name text, body bytea)")
    paths = sorted(folder.rglob("*.json"))
    began = time.perf_counter()
    for start in range(0, len(paths), 200):
        with raw.transaction(), raw.cursor() as cursor, cursor.copy("COPY bench_floor FROM STDIN") as copy:
            for path in paths[start : start + 200]:
                copy.write_row((path.name, path.read_bytes()))
    return len(paths) / (time.perf_counter() - began)


def _rate_one_by_one(folder: Path) -> float:
    from django.utils import timezone

    from daymark.casework.access.context import acting_as_system
    from daymark.casework.partners.queries import agency_by_code
    from daymark.casework.reports.actions.packages import take_packages
    from daymark.cli.import_ import CLEARING_HOUSE
    from daymark.exchange.archive import open_archive
    from daymark.exchange.lepackage import find_packages

    with acting_as_system():
        agency = agency_by_code(CLEARING_HOUSE)
    with open_archive(folder) as archive:
        packages = list(find_packages(archive.members))
        began = time.perf_counter()
        for package in packages:
            take_packages(packages=[package], agency=agency, at=timezone.now())
        return len(packages) / (time.perf_counter() - began)


def _http(figures: Figures, server: int, rounds: int, reports: int) -> None:
    """A report is submit, upload of a small file, and finish, on keep-alive connections."""
    _send_reports(4 * CLIENTS, first=0)  # the processes load what they need, and check the password once
    rates, cost = [], []
    for place in range(rounds):
        began, before = time.perf_counter(), seconds_of(server)
        _send_reports(reports, first=1_000_000 * (place + 1))
        rates.append(reports / (time.perf_counter() - began))
        cost.append(1000 * (seconds_of(server) - before) / reports)
    figures.duration("processor time of one report over HTTP, server side", cost, wanted=1000 * 2 / WANTED_HTTP)
    figures.rate(f"reports over HTTP (3 requests, 20 kB file), {CLIENTS} clients", rates, wanted=WANTED_HTTP)


def _send_reports(count: int, *, first: int) -> None:
    share = count // CLIENTS
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda client: _send(first + client * share, share), range(CLIENTS)))


def _send(first: int, count: int) -> None:
    connection = HTTPConnection("127.0.0.1", int(os.environ["DAYMARK_PORT"]), timeout=120)
    for number in range(first, first + count):
        opened = _post(connection, "submit", REPORT.format(number=number).encode(), "text/xml; charset=utf-8")
        report = _between(opened, b"<reportId>")
        _post(connection, "upload", _form(report, number), "multipart/form-data; boundary=B")
        _post(connection, "finish", b"id=" + report, "application/x-www-form-urlencoded")
    connection.close()


def _post(connection: HTTPConnection, path: str, body: bytes, content_type: str) -> bytes:
    sign_in = base64.b64encode(b"bench:synthetic password").decode()
    headers = {"Authorization": f"Basic {sign_in}", "Content-Type": content_type}
    connection.request("POST", f"/ispws/{path}", body, headers)
    answer = connection.getresponse().read()
    assert b"<responseCode>0<" in answer, answer
    return answer


def _form(report: bytes, number: int) -> bytes:
    head = b'--B\r\nContent-Disposition: form-data; name="id"\r\n\r\n' + report + b"\r\n--B\r\n"
    head += b'Content-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
    return head + FILE + str(number).encode() + b"\r\n--B--\r\n"


def _between(answer: bytes, tag: bytes) -> bytes:
    return answer.partition(tag)[2].partition(b"<")[0]
