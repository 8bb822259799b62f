"""What a sensor of the practice centre saw in peer-to-peer networks.

Clients are drawn, addresses are those of documents (RFC 5737), and files are digests of invented names, of which two
practice lists know some.
"""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha1
from pathlib import Path

from django.utils import timezone

from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import Role, User
from daymark.casework.matching.actions import Given, import_list, opened
from daymark.casework.matching.rules import Says
from daymark.casework.monitoring.actions import count_chains, note_access, take_sightings
from daymark.casework.monitoring.models import Chain
from daymark.casework.monitoring.rules.persons import Access
from daymark.exchange.sightings import Layout

HEAD = ("Time", "Network", "IP", "Port", "GUID", "SHA1", "Event", "Tool")
CLIENTS, DAYS = 36, 28
KNOWN, KNOWN_TWICE, OTHERS = range(12), range(6), range(12, 20)
LISTS = (("Practice network list", "Practice hotline", KNOWN), ("Practice sister list", "Practice sister", KNOWN_TWICE))
_ZEROS, _SHARED = "0" * 32, "192.0.2.77"


def see_networks(*, now: datetime) -> None:
    """Two lists, one file of a sensor, a counting, and one person of whom somebody found out more."""
    with tempfile.TemporaryDirectory() as folder:
        for name, giver, files in LISTS:
            _bring(Path(folder) / f"{name}.csv", name, giver, files)
        sensor = Path(folder) / "practice sensor.csv"
        with sensor.open("w", encoding="ascii", newline="") as stream:
            table = csv.writer(stream)
            table.writerow(HEAD)
            table.writerows(rows(now=now))
        with acting_as_system():
            take_sightings(path=sensor, layout=Layout(), said={}, by=None, at=now)
            count_chains(at=now)
    _found_out(now)
    with acting_as_system():
        count_chains(at=now)


def rows(*, now: datetime, seed: int = 2026) -> Iterator[tuple[str, ...]]:
    """Rows as a sensor writes them: some doubled, one without its offset, some nobody can tell apart."""
    chance = random.Random(seed)  # noqa: S311 - drawn material, the same every time
    for number in range(CLIENTS):
        guid = "" if number % 9 == 8 else f"{chance.getrandbits(128):032x}"
        for _ in range(chance.choice((1, 2, 3, 5, 9, 20))):
            at = now - timedelta(seconds=chance.randrange(3600, DAYS * 86_400))
            file = chance.choice((*KNOWN, *OTHERS))
            row = _row(at, f"203.0.113.{number + 1 + 60 * chance.randrange(3)}", guid, file, chance)
            yield row
            if chance.random() < 0.1:
                yield row
    crowd = now - timedelta(days=3)
    for number in range(12):
        yield _row(crowd, _SHARED, f"{chance.getrandbits(128):032x}", number, chance)
        yield _row(crowd, _SHARED, "", number, chance)
    yield _row(now - timedelta(days=2), "198.51.100.7", _ZEROS, 1, chance)
    undated = _row(now - timedelta(days=2), "198.51.100.8", _ZEROS, 2, chance)
    yield (undated[0].removesuffix("Z"), *undated[1:])


def _row(at: datetime, address: str, guid: str, file: int, chance: random.Random) -> tuple[str, ...]:
    event = "sent" if chance.random() < 0.15 else "offered"
    port = str(chance.randrange(1024, 65_536))
    return f"{at:%Y-%m-%dT%H:%M:%SZ}", "gnutella", address, port, guid, _digest(file), event, "Practice sensor"


def _digest(file: int) -> str:
    return sha1(b"practice file %d" % file, usedforsecurity=False).hexdigest()


def _bring(path: Path, name: str, giver: str, files: range) -> None:
    path.write_text("\n".join(["sha1", *map(_digest, files)]), encoding="ascii")
    given = Given(name=name, giver=giver, standing=Says.BAD)
    with acting_as_system():
        hash_list, standing = opened(path, given)
        import_list(hash_list=hash_list, standing=standing, given=given, by=None, at=timezone.now())


def _found_out(now: datetime) -> None:
    """An investigator has asked the employer of somebody in the middle of the list."""
    with acting_as_system():
        investigator = User.objects.filter(roles__contains=[Role.INVESTIGATOR], is_active=True).first()
        middle = Chain.objects.filter(place=Chain.objects.count() // 2).first()
    if investigator is None or middle is None:
        return
    with acting_as(investigator):
        note_access(
            chain=middle, access=Access.SIGNS, reason="The subscriber coaches a youth team.", by=investigator, at=now
        )
