"""The CSV that INTERPOL's ICSE gives out, as IPED's reader knows it: the only public trace of the format."""

from __future__ import annotations

import dataclasses

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist import table
from daymark.exchange.hashlist.asked import Asked
from daymark.exchange.hashlist.entries import KnownEntry
from daymark.exchange.hashlist.lists import Description, Rows
from daymark.exchange.hashlist.opening import Source
from daymark.exchange.remarks import Remarks

HEADER = (
    "MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;Series name;"
    "Number of submissions;File Available;Media Type;Baseline"
)
PROFILE = "ICSE: Baseline"


def looks_like_icse(first: str) -> bool:
    """Whether the first line is the header of an ICSE export."""
    return first.strip().strip(";") == HEADER


def describe(source: Source, asked: Asked) -> Description:
    """An ICSE export."""
    said = asked.standing if asked.standing is not None else Standing.KNOWN_BAD
    plain = table.describe(source, dataclasses.replace(asked, standing=said), HEADER)

    def rows(remarks: Remarks) -> Rows:
        for row in plain.rows(remarks):
            yield _with_baseline(row) if isinstance(row, KnownEntry) else row

    why = plain.why if asked.standing is not None else "ICSE holds material of child sexual abuse investigations"
    return dataclasses.replace(plain, format="ICSE export (CSV)", rows=rows, why=why, warnings=())


def _with_baseline(entry: KnownEntry) -> KnownEntry:
    """The entry with the answer to "Baseline" as its category: it is the one verdict that the export states."""
    fields = dict(entry.facts.fields)
    baseline = fields.pop("Baseline", None)
    return entry._replace(facts=entry.facts._replace(category=baseline, profile=PROFILE, fields=fields))
