"""Law-enforcement packages on the disk: synthetic, made by code, as many as a test needs."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

from exchange.le_documents import NAMESPACE, report_json

PICTURE = b"a harmless picture"


def le_report(number: int, *, files: bool = True, **changes: Any) -> dict[str, Any]:
    """A report with accounts of its own. `changes` are keys of its `reportedInformation`."""
    document = report_json(str(number))
    told = document["reportedInformation"]
    person = told["reportedPeople"]["reportedPersons"][0]
    person["screenName"] = {"value": f"synthetic_{number}"}
    person["espUserId"] = str(number)
    person["emails"] = {"emails": [{"value": f"user{number}@example.org", "verified": True}]}
    told["additionalInformations"] = [{"value": f"Synthetic note on report {number}, long enough to be a text."}]
    digest = hashlib.md5(picture(number), usedforsecurity=False).hexdigest()
    told["uploadedFiles"]["uploadedFiles"][0]["verificationHash"] = digest
    if not files:
        told["uploadedFiles"] = None
    told.update(changes)
    return document


def picture(number: int) -> bytes:
    """The harmless bytes of a report's file."""
    return PICTURE + str(number).encode()


def write_package(folder: Path, number: int, *, media: bool = True, xml: bool = True, **changes: Any) -> Path:
    """One package as the clearing house sends it: a folder with JSON, XML and Media."""
    home = folder / str(number)
    (home / "Media").mkdir(parents=True)
    (home / f"{number}.json").write_text(json.dumps(le_report(number, **changes)))
    if xml:
        (home / f"{number}.xml").write_text(f'<report xmlns="{NAMESPACE}"><reportId>{number}</reportId></report>')
    if media:
        (home / "Media" / f"{number}-1.jpg").write_bytes(picture(number))
    return home


def zipped(folder: Path) -> Path:
    """The same as a zip file beside it."""
    target = folder.with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    return target
