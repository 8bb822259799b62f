"""VICS (Project VIC) 1.2, 1.3 and 2.0: hash sets, and the media of cases, as known entries.

Field names as exporters and readers use them in public; the schema itself is not licensed to be published, and no
certification is claimed. A category is kept with the profile that its context names and is never read as a verdict by
its number: 0 and 5 swap their meaning between profiles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import Any

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist.asked import Asked
from daymark.exchange.hashlist.lists import Description, Provenance, Rows
from daymark.exchange.hashlist.nist import CONTEXT as NIST_CONTEXT
from daymark.exchange.hashlist.nist import bears_every_mark, bears_some_mark
from daymark.exchange.hashlist.opening import Source
from daymark.exchange.hashlist.problems import BrokeOff, UnreadableHashList
from daymark.exchange.hashlist.vics_context import KEYS, read_context
from daymark.exchange.hashlist.vics_json import Record, records
from daymark.exchange.hashlist.vics_media import MediaReader
from daymark.exchange.remarks import Remarks, shortened

_LOOKED_AT = 200  # records from whose marks a list is told; every later entry is checked again when it is read


def looks_like_vics(head: bytes) -> bool:
    """Whether a JSON document begins as VICS does: a context, or an array of values."""
    return re.match(rb'\s*\{\s*"(odata\.metadata|@odata\.context|value)"\s*:', head) is not None


def describe(source: Source, asked: Asked) -> Description:
    """A VICS document. Raises UnreadableHashList when nothing of it can be read."""
    first, broke_off = _first_records(source)
    if broke_off and not first:
        raise UnreadableHashList(f"{source.path.name}: {broke_off}.")
    context = _context(first)
    version, region, _ = read_context(context)
    standing, why, is_nist = _standing(first, context, asked)
    reader = MediaReader(_profile(version, region), region, standing, is_nist)

    def rows(remarks: Remarks) -> Rows:
        with source.stream() as stream:
            where = 0
            for record in records(stream):
                if record.what == "media":
                    where += 1
                    yield reader.read(where, record.value, remarks)
                elif record.what == "envelope":
                    _keep(record.value, remarks)

    has_cases = any(record.what == "case" for record in first) or context.endswith("#Cases")
    return Description(
        "VICS case" if has_cases else "VICS hash set",
        rows,
        standing,
        why,
        version=version,
        name=source.stem,
        unit="entry",
        provenance=_provenance(first, context, region),
        warnings=_warnings(asked, is_nist),
    )


def _first_records(source: Source) -> tuple[list[Record], str]:
    found: list[Record] = []
    try:
        with source.stream() as stream:
            found.extend(islice(records(stream), _LOOKED_AT))
    except BrokeOff as error:
        return found, str(error)
    return found, ""


def _keep(envelope: Mapping[str, Any], remarks: Remarks) -> None:
    """What stands beside the values is not understood, and kept as far as it is short."""
    for key, value in envelope.items():
        if key not in KEYS:
            remarks.warn("document", f"“{shortened(key)}” beside the values is not known here")
            remarks.keep(key, shortened(str(value), 4000))


def _context(first: list[Record]) -> str:
    said = (record.value.get(key) for record in first if record.what == "envelope" for key in KEYS)
    return next((text for text in said if isinstance(text, str)), "")


def _profile(version: str | None, region: str | None) -> str:
    if region:
        return f"VICS {version} {region}"
    return f"VICS {version}, region not said" if version else "VICS, version and region not said"


def _standing(first: list[Record], context: str, asked: Asked) -> tuple[Standing, str, bool]:
    """The list's standing, why, and whether it is NIST's list of harmless files."""
    media = [record.value for record in first if record.what == "media"]
    is_nist = context == NIST_CONTEXT and bool(media) and all(bears_every_mark(value) for value in media)
    if asked.standing is not None:
        return asked.standing, "said by the person who brought the list", is_nist
    if is_nist:
        return Standing.KNOWN_GOOD, "every entry bears the marks of NIST's list of harmless files (CAID non-RDS)", True
    if any(bears_some_mark(value) for value in media):
        why = "some entries look like NIST's list of harmless files and not all; say whether it is known bad or good"
        return Standing.UNKNOWN, why, False
    why = "a VICS list mixes verdicts, and its numbers mean what its profile says; say whether it is known bad or good"
    return Standing.UNKNOWN, why, False


def _warnings(asked: Asked, is_nist: bool) -> tuple[str, ...]:
    if is_nist and asked.standing is Standing.KNOWN_BAD:
        return ("Every entry bears the marks of NIST's list of harmless files, and it is brought as known bad.",)
    return ()


def _provenance(first: list[Record], context: str, region: str | None) -> Provenance:
    case = next((record.value for record in first if record.what == "case"), {})
    texts = {key: value for key, value in case.items() if isinstance(value, str) and value.strip()}
    application = " ".join(texts.pop(f"SourceApplication{part}", "") for part in ("Name", "Version")).strip()
    organisation = texts.pop("ContactOrganization", None)
    date = texts.pop("SeizureDate", None)
    return Provenance(context or None, region, application or None, organisation, date, texts)
