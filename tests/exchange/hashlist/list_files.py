"""Writes hash lists as their makers do, with made-up hashes, and reads them back."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path

from daymark.exchange.hashlist import BadRow, HashList, KnownEntry, read_hash_list

ICSE_HEADER = (
    "MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;Series name;"
    "Number of submissions;File Available;Media Type;Baseline"
)
VICS_12 = "http://github.com/ICMEC/ProjectVic/DataModels/1.2.xml#Media"
VICS_13_CASES = "http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#Cases"
NSRL_FILE = (
    "CREATE TABLE FILE (sha256 VARCHAR NOT NULL, sha1 VARCHAR NOT NULL, md5 VARCHAR NOT NULL, crc32 VARCHAR NOT NULL,"
    " file_name VARCHAR NOT NULL, file_size INTEGER NOT NULL, package_id INTEGER NOT NULL,"
    " CONSTRAINT PK PRIMARY KEY (sha256, sha1, md5, crc32, file_name, file_size, package_id))"
)


def md5(seed: object) -> str:
    """A made-up MD5."""
    return hashlib.md5(str(seed).encode(), usedforsecurity=False).hexdigest()


def sha1(seed: object) -> str:
    """A made-up SHA-1."""
    return hashlib.sha1(str(seed).encode(), usedforsecurity=False).hexdigest()


def sha256(seed: object) -> str:
    """A made-up SHA-256, or PDQ hash of a picture with features."""
    return hashlib.sha256(str(seed).encode()).hexdigest()


def written(folder: Path, name: str, content: str | bytes | dict, **asked) -> HashList:
    """The list that a file of this content is."""
    path = folder / name
    if isinstance(content, dict):
        content = json.dumps(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_hash_list(path, **asked)


def both(hash_list: HashList) -> tuple[list[KnownEntry], list[BadRow]]:
    """All entries and all bad rows."""
    rows = list(hash_list)
    assert {type(row) for row in rows} <= {KnownEntry, BadRow}
    return [row for row in rows if isinstance(row, KnownEntry)], [row for row in rows if isinstance(row, BadRow)]


def entries(hash_list: HashList) -> list[KnownEntry]:
    """All entries of a list without a bad row."""
    good, bad = both(hash_list)
    assert bad == []
    return good


def vics(context: str, value: list, **more) -> dict:
    """A VICS document; 1.x and 2.0 name their context differently."""
    return {("@odata.context" if "/2.0.xml" in context else "odata.metadata"): context, "value": value, **more}


def vics_20(region: str = "Default", kind: str = "Media") -> str:
    """The context of VICS 2.0 for a region."""
    return f"http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/{region}/$metadata#{kind}"


def nist_media(seed: object, **other) -> dict:
    """One entry as NIST's list of harmless files has it."""
    digest = md5(seed)
    path = {"MD5": digest, "FileName": f"{seed}.dat", "FilePath": "Game/Content"}
    return {
        "odata.id": f'Media("{digest}")',
        "MediaFiles@odata.navigationLinkUrl": f"/Media({digest})/MediaFiles",
        "MediaFiles": [{"Media@odata.navigationLinkUrl": "/MediaFiles", **path}],
        "MediaID": 0,
        "MD5": digest,
        "SHA1": sha1(seed),
        "Category": 8,
        "MediaSize": "488",
        **other,
    }


def ncmec(images: str = "", videos: str = "", paging: str = "") -> str:
    """An answer of NCMEC's hash sharing."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2">'
        f'<images count="1" maxTimestamp="2026-10-24T15:10:00Z">{images}</images>'
        f'<videos count="1" maxTimestamp="2026-10-24T15:20:00Z">{videos}</videos>{paging}</queryResult>'
    )


def ncmec_image(number: object, fingerprints: str, rest: str = "", at: str = "2026-10-24T15:00:00Z") -> str:
    """One image of member 42."""
    return (
        f'<image><member id="42">Example Member</member><timestamp>{at}</timestamp><id>image{number}</id>'
        f"<classification>A1</classification><fingerprints>{fingerprints}</fingerprints>{rest}</image>"
    )


def nsrl(path: Path, rows: list[tuple], *statements: str, schema: str = NSRL_FILE) -> Path:
    """A reference data set with these rows of FILE, and whatever further statements put into it."""
    with sqlite3.connect(path) as database:
        database.execute(schema)
        if rows:
            marks = ",".join("?" * len(rows[0]))
            database.executemany(f"INSERT INTO FILE VALUES ({marks})", rows)  # noqa: S608
        for statement in statements:
            database.execute(statement)
    database.close()
    return path


def nsrl_row(seed: object, name: str = "file.dll", package: int = 1) -> tuple:
    """One row of FILE."""
    return (sha256(seed).upper(), sha1(seed).upper(), md5(seed).upper(), "00000001", name, 12, package)
