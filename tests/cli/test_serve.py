"""`daymark serve` as its operator meets it: what it says, what it keeps alive, what it refuses, how it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPException
from pathlib import Path

import pytest

from cli.centre import Centre, Served, a_centre, an_empty_home, descendants, free_port, lives
from daymark.problems import Problem
from daymark.web.configuration import configuration
from daymark.web.postgres.locations import find_location
from web.postgres_cases import until


@pytest.fixture(scope="module")
def centre() -> Iterator[Centre]:
    with a_centre() as made:
        yield made


@pytest.fixture(scope="module")
def served(centre: Centre) -> Iterator[Served]:
    with centre.serving() as running:
        yield running


def postmaster(centre: Centre) -> int:
    location = find_location(centre.home)
    assert location
    return int((location.data / "postmaster.pid").read_text().split()[0])


def gone(*processes: int) -> bool:
    return not any(map(lives, processes))


def memory(processes: list[int]) -> float:
    """Megabytes that these processes hold together, what they share counted once."""
    total = 0
    for process in processes:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.M)[1])
    return total / 1024


def test_it_says_its_address_only_when_the_pages_answer(served: Served) -> None:
    assert served.get() == 200
    assert "Daymark answers at http://localhost:" in served.said()


def test_it_answers_on_this_machine_alone(served: Served) -> None:
    listening = Path("/proc/net/tcp").read_text()
    assert set(re.findall(rf"([0-9A-F]{{8}}):{served.port:04X} 00000000:0000 0A", listening)) == {"0100007F"}


def test_all_of_it_takes_less_than_700_megabytes(served: Served) -> None:
    for path in ("/accounts/login/", "/report/", "/help/") * 5:
        served.get(path)
    assert memory([served.process.pid, *descendants(served.process.pid)]) < 700


def test_its_processes_can_gain_no_rights_and_leave_no_memory_on_disk(centre: Centre, served: Served) -> None:
    for child in (served.child("granian"), served.child("daymark.cli work"), postmaster(centre)):
        assert "NoNewPrivs:\t1" in Path(f"/proc/{child}/status").read_text()
        assert re.search(r"Max core file size\s+0\s+0", Path(f"/proc/{child}/limits").read_text())


def test_a_second_one_on_the_same_home_is_told_who_runs_it(centre: Centre, served: Served) -> None:
    other = Centre(centre.home, {**centre.settings, "DAYMARK_PORT": str(free_port())})
    assert f"process {served.process.pid}" in other.run("serve", status=2).stderr


def test_a_port_in_use_is_refused_with_another_one_named(centre: Centre, served: Served) -> None:
    other = Centre(centre.home, {**centre.settings, "DAYMARK_PORT": str(served.port)})
    assert f"DAYMARK_PORT={served.port + 1}" in other.run("serve", status=3).stderr


def test_while_the_database_is_away_pages_say_so_and_it_comes_back(centre: Centre, served: Served) -> None:
    os.kill(postmaster(centre), signal.SIGKILL)
    seen = set()
    while served.get() != 200 or "starting it again" not in served.said():
        seen.add(served.get())
    assert seen <= {200, 503}
    assert served.get("/accounts/login/") == 200


def test_the_pages_and_the_worker_are_started_again_when_they_die(served: Served) -> None:
    for words in ("granian", "daymark.cli work"):
        process = served.child(words)
        os.kill(process, signal.SIGKILL)
        assert until(lambda words=words, process=process: _another(served, words, process), 20)
    served.until(200)


def _another(served: Served, words: str, old: int) -> bool:
    return any(words in line and number != old for number, line in served.children().items())


def test_a_web_process_that_dies_is_replaced(served: Served) -> None:
    served.until(200)
    parent = served.child("granian")
    for worker in descendants(parent):
        os.kill(worker, signal.SIGKILL)
    served.until(200)
    assert served.child("granian") == parent


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_and_leaves_nothing_behind(number: signal.Signals) -> None:
    with a_centre() as centre, centre.serving("--workers", "1") as running:
        processes = descendants(running.process.pid)
        assert running.stop(number) == 0
        assert until(lambda: gone(*processes))
        assert "Stopped." in running.said()
        assert "Traceback" not in running.said()


def catches(process: int, number: signal.Signals) -> bool:
    """Whether a process has a handler of its own for a signal: a forked one has its parent's until it loads ours."""
    status = Path(f"/proc/{process}/status").read_text()
    caught = int(status.partition("SigCgt:")[2].split()[0], 16)
    return bool(caught >> (number - 1) & 1)


def test_it_stops_at_once_while_a_web_process_is_being_replaced() -> None:
    with a_centre() as centre, centre.serving("--workers", "1") as running:
        pages = running.child("granian")
        old = descendants(pages)
        os.kill(old[0], signal.SIGKILL)
        assert until(lambda: set(descendants(pages)) - set(old), 20)
        (new,) = set(descendants(pages)) - set(old)
        until(lambda: not catches(new, signal.SIGTERM), 20)  # it loads the program, or has done so already
        began = time.monotonic()
        assert running.stop() == 0
        assert time.monotonic() - began < 8  # after ten seconds it would have been killed


@pytest.mark.deep
@pytest.mark.parametrize("others", [(), ("granian",)], ids=["alone", "with the parent of the pages"])
def test_when_it_is_killed_nothing_of_it_lives_on(others: tuple[str, ...]) -> None:
    with a_centre() as centre, centre.serving("--workers", "1") as running:
        processes, parents = descendants(running.process.pid), [running.child(words) for words in others]
        running.process.kill()
        for parent in parents:
            os.kill(parent, signal.SIGKILL)
        assert until(lambda: gone(*processes), 30)
        with centre.serving("--workers", "1") as again:
            assert again.get() == 200


def test_a_practice_centre_answers_to_no_other_machine(tmp_path: Path) -> None:
    with an_empty_home(DAYMARK_PRACTICE="1", DAYMARK_HOST="0.0.0.0") as centre:  # noqa: S104
        assert "this machine alone" in centre.run("serve", status=2).stderr


def test_an_address_that_this_machine_has_not_is_refused() -> None:
    from daymark.cli.serve import AddressUnusable, refuse_taken_port

    with pytest.raises(AddressUnusable, match=r"no address 192\.0\.2\.1"):
        refuse_taken_port("192.0.2.1", 8000)


def test_a_practice_centre_may_listen_on_any_loopback_address(tmp_path: Path) -> None:
    from daymark.cli.serve import refuse_public_practice

    settings = configuration({"DAYMARK_HOME": str(tmp_path), "DAYMARK_PRACTICE": "1"})
    for host in ("127.0.0.1", "::1", "localhost"):
        refuse_public_practice(replace(settings, host=host))
    with pytest.raises(Problem):
        refuse_public_practice(replace(settings, host="::"))


@pytest.fixture(scope="module")
def real() -> Iterator[tuple[Centre, Served]]:
    """A centre that is no practice centre: it speaks TLS."""
    with a_centre(DAYMARK_COUNTRY="GB") as centre, centre.serving("--workers", "1") as running:
        yield centre, running


def test_elsewhere_it_speaks_tls_and_http2_with_its_own_authority(real: tuple[Centre, Served]) -> None:
    centre, running = real
    trusted = ssl.create_default_context(cafile=centre.home / "tls" / "authority.pem")
    trusted.set_alpn_protocols(["h2"])
    with (
        socket.create_connection(("127.0.0.1", running.port)) as raw,
        trusted.wrap_socket(raw, server_hostname="localhost") as secured,
    ):
        assert secured.selected_alpn_protocol() == "h2"
        assert secured.version() == "TLSv1.3"


def test_its_pages_are_marked_for_https_alone(real: tuple[Centre, Served]) -> None:
    centre, running = real
    trusted = ssl.create_default_context(cafile=centre.home / "tls" / "authority.pem")
    with urllib.request.urlopen(f"https://localhost:{running.port}/accounts/login/", context=trusted) as answer:
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert "secure" in answer.headers["Set-Cookie"].lower()


def test_it_prints_the_authoritys_fingerprint_and_how_to_enrol(real: tuple[Centre, Served]) -> None:
    from daymark.web.certificates import authority_fingerprint

    centre, running = real
    assert authority_fingerprint(centre.home) in running.said()
    assert "daymark init --name" in running.said()


def test_nobody_reads_it_without_tls(real: tuple[Centre, Served]) -> None:
    with pytest.raises((OSError, HTTPException)):
        urllib.request.urlopen(f"http://127.0.0.1:{real[1].port}/accounts/login/", timeout=5)


def test_an_administrator_enrols_by_a_link_that_opens_and_anew_by_another(real: tuple[Centre, Served]) -> None:
    centre, running = real
    told = centre.run("init", "--name", "Ada Example", "--username", "ada").stdout
    path = re.search(r"https://localhost:\d+(/enrol/\S+/)", told)[1]
    trusted = ssl.create_default_context(cafile=centre.home / "tls" / "authority.pem")
    with urllib.request.urlopen(f"https://localhost:{running.port}{path}", context=trusted) as answer:
        assert answer.status == 200
    assert "Full Name" in centre.run("init", "--name", "Ada", status=2).stderr
    renewed = centre.run("init", "--renew-administrator", "ada").stdout
    again = re.search(r"https://localhost:\d+(/enrol/\S+/)", renewed)[1]
    assert _status(running, trusted, again) == 200
    assert _status(running, trusted, path) == 410
    assert "Active administrators: ada" in centre.run("init", "--renew-administrator", "bo", status=2).stderr
    both = ("--renew-administrator", "ada", "--name", "Bo", "--username", "bo")
    assert "stands alone" in centre.run("init", *both, status=2).stderr


def _status(running: Served, trusted: ssl.SSLContext, path: str) -> int:
    try:
        with urllib.request.urlopen(f"https://localhost:{running.port}{path}", context=trusted) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.deep
def test_behind_a_proxy_it_believes_the_proxy_alone() -> None:
    with a_centre(DAYMARK_TLS="off", DAYMARK_HOSTNAMES="daymark.example.org") as centre:
        with centre.serving("--workers", "1") as running:
            page = _behind_proxy(running, {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"})
            assert page == 200
            assert _behind_proxy(running, {}) == 403  # not over https: the form's origin does not fit
        apart = Centre(centre.home, {**centre.settings, "DAYMARK_PROXIES": "192.0.2.1"})
        with apart.serving("--workers", "1") as running:
            assert _behind_proxy(running, {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}) == 403


def _behind_proxy(running: Served, headers: dict[str, str]) -> int:
    """Sends the sign-in form as a browser behind the proxy does; the status of the answer."""
    address = f"http://127.0.0.1:{running.port}/accounts/login/"
    headers = {"Host": "daymark.example.org", **headers}
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
        cookie = re.search(r"csrftoken=([^;]+)", str(answer.headers["Set-Cookie"]))[1]
        token = re.search(rb'csrfmiddlewaretoken" value="([^"]+)"', answer.read())[1].decode()
    form = f"csrfmiddlewaretoken={token}&login=nobody&password=wrong".encode()
    sent = {**headers, "Cookie": f"csrftoken={cookie}", "Origin": "https://daymark.example.org"}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, form, sent)) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
