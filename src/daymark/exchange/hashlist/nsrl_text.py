"""The NSRL's reference data set, version 2: NSRLFile.txt, which NIST published until 2022 and many units still keep.

Its `SpecialCode` is empty for ordinary software; "M" marks a malicious file and "S" one of special kind. Such a row is
"not said": whoever built a list of harmless files on it would wave it through.
"""

from __future__ import annotations

import dataclasses

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist import table
from daymark.exchange.hashlist.asked import Asked
from daymark.exchange.hashlist.entries import KnownEntry
from daymark.exchange.hashlist.lists import Description, Provenance, Rows
from daymark.exchange.hashlist.opening import Source
from daymark.exchange.remarks import Remarks

HEADER = '"SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"'
_SPECIAL = "SpecialCode"


def looks_like_nsrl(first: str) -> bool:
    """Whether the first line is the header of NSRLFile.txt."""
    return first.strip() == HEADER


def describe(source: Source, asked: Asked) -> Description:
    """A reference data set as text."""
    said = asked.standing if asked.standing is not None else Standing.KNOWN_GOOD
    plain = table.describe(source, dataclasses.replace(asked, standing=said), HEADER)

    def rows(remarks: Remarks) -> Rows:
        for row in plain.rows(remarks):
            yield _judged(row) if isinstance(row, KnownEntry) else row

    is_bad = asked.standing is Standing.KNOWN_BAD
    return dataclasses.replace(
        plain,
        format="NSRL RDS 2 (text)",
        rows=rows,
        why=plain.why if asked.standing is not None else "the NSRL lists harmless software",
        provenance=Provenance(organisation="NIST"),
        warnings=("The NSRL lists harmless software, and it is brought as known bad.",) if is_bad else (),
    )


def _judged(entry: KnownEntry) -> KnownEntry:
    """The entry, which is not good when NIST itself marks it."""
    is_special = bool(entry.facts.fields.get(_SPECIAL, "").strip())
    return entry._replace(standing=Standing.UNKNOWN) if is_special and entry.standing is Standing.KNOWN_GOOD else entry
