"""Drawn sightings of drawn clients, written as a tool would write them: nobody real, no subscriber meant."""

from __future__ import annotations

from pathlib import Path

import numpy as np

PER_CLIENT = 100  # sightings of one client, in the mean
AT_ONCE = 100_000
DAYS = 90
HEAD = "Time,Network,IP,Port,GUID,SHA1,Event,Tool\n"
_START = np.datetime64("2026-07-01T00:00:00")
_NETWORKS = np.array(["gnutella", "eDonkey2000"])


def write(path: Path, sightings: int, *, seed: int = 20261123) -> int:
    """A CSV of so many rows; how many different clients draw their own identifier in it.

    A client has some addresses, one after the other, and nine in ten an identifier of its own. One row in a hundred is
    doubled, one in a thousand has no offset, one in a hundred has an identifier of nothing but zeros, and one in fifty
    lies at one of two addresses that many share, within the same minute of a day.
    """
    chance = np.random.default_rng(seed)
    clients = max(10, sightings // PER_CLIENT)
    guids = np.array([f"{high:016x}{low:016x}" for high, low in chance.integers(2**62, 2**63, (clients, 2)).tolist()])
    guids[: clients // 10] = ""
    bases = chance.integers(11 << 24, 99 << 24, clients)
    files = np.array([chance.bytes(20).hex() for _ in range(min(100_000, sightings))])
    path.with_suffix(".known").write_text("\n".join(["sha1", *files]), encoding="ascii")  # a list that knows them all
    with path.open("w", encoding="ascii") as stream:
        stream.write(HEAD)
        left = sightings
        while left > 0:
            rows = min(left, AT_ONCE)
            stream.writelines(_rows(chance, rows, guids, bases, files))
            left -= rows
    return clients - clients // 10


def _rows(chance: np.random.Generator, rows: int, guids: np.ndarray, bases: np.ndarray, files: np.ndarray) -> list[str]:
    who = np.minimum((len(guids) * chance.random(rows) ** 2).astype(np.int64), len(guids) - 1)
    second = chance.integers(0, DAYS * 86_400, rows)
    address = bases[who] + second // (9 * 86_400)  # a new one every nine days
    shared = chance.random(rows) < 0.02
    address[shared] = (100 << 24) - 1 - chance.integers(0, 2, int(shared.sum()))
    second[shared] = second[shared] // 86_400 * 86_400 + second[shared] % 60
    guid = np.where(chance.random(rows) < 0.01, "0" * 32, guids[who])
    offset = np.where(chance.random(rows) < 0.001, "", "Z")
    file = files[chance.integers(0, len(files), rows)]
    act = np.where(chance.random(rows) < 0.1, "sent", "offered")
    network = _NETWORKS[who % 2]
    time = np.datetime_as_string(_START + second)
    columns = (time, offset, network, address, guid, file, act)
    lines = [
        f"{at}{zone},{net},{ip >> 24}.{ip >> 16 & 255}.{ip >> 8 & 255}.{ip & 255},6346,{who},{sha1},{did},S{ip % 3}\n"
        for at, zone, net, ip, who, sha1, did in zip(*(column.tolist() for column in columns), strict=True)
    ]
    doubled = chance.integers(1, rows, rows // 100) if rows > 1 else []
    for place in doubled:
        lines[place] = lines[place - 1]
    return lines
