"""Rules over several parts of one shape: the incident type, the type of a group of metadata, supplemental files."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

from daymark.exchange.cybertip.faults import Invalid
from daymark.exchange.cybertip.grammar import the_grammar
from daymark.exchange.cybertip.ledger import Ledger
from daymark.exchange.cybertip.report import FileAnnotations, NameValuePair
from daymark.exchange.remarks import shortened

# Similarity of difflib, 0 to 1. A missing letter or word of a known type passes, the name of another type does not:
# of the schema's types the two most alike, "Child Sex Trafficking" and "Child Sex Tourism", reach 0.68 (measured).
_ALIKE = 0.8
_LONGEST_TYPE = 200  # characters; comparing longer texts would take long and find nothing


def _settle_incident_type(values: dict[str, Any], path: str, ledger: Ledger) -> None:
    received = values["incident_type"]
    if received in the_grammar().values["incidentType"]:
        return
    known = nearest_incident_type(received)
    if known is None:
        raise Invalid(
            f"{path}/incidentType: “{shortened(received)}” is not a type of incident that is known here. "
            f"Known are: {'; '.join(the_grammar().values['incidentType'])}."
        )
    values["incident_type"], values["incident_type_as_received"] = known, received
    ledger.fault(f"{path}/incidentType", f"“{shortened(received)}” is not in the schema; it was taken as “{known}”")


def nearest_incident_type(received: str) -> str | None:
    """The schema's type for one that is not in it, when it is known under another name or all but spelt alike."""
    if len(received) > _LONGEST_TYPE:
        return None
    grammar = the_grammar()
    names = {name.casefold(): name for name in grammar.values["incidentType"]}
    names |= {other.casefold(): name for other, name in grammar.known_as.items()}
    close = difflib.get_close_matches(" ".join(received.split()).casefold(), names, n=1, cutoff=_ALIKE)
    return names[close[0]] if close else None


def _settle_details(values: dict[str, Any], path: str, ledger: Ledger) -> None:
    pairs: list[NameValuePair] = values.get("name_value_pair", [])
    types = {pair.type for pair in pairs}
    if "type" not in values and len(types) == 1 and (only := types.pop()):
        values["type"] = only
        values["name_value_pair"] = [NameValuePair(name=pair.name, value=pair.value) for pair in pairs]


def _settle_file_details(values: dict[str, Any], path: str, ledger: Ledger) -> None:
    if values.get("file_relevance") != "Supplemental Reported":
        return
    annotations: FileAnnotations | None = values.get("file_annotations")
    if "industry_classification" in values:
        ledger.fault(path, "a Supplemental Reported file may not have an industryClassification")
    if "potential_meme" in values or (annotations and annotations.potential_meme is not None):
        ledger.fault(path, "a Supplemental Reported file may not be marked potentialMeme")


SETTLE: dict[str, Callable[[dict[str, Any], str, Ledger], None]] = {
    "incidentSummary": _settle_incident_type,
    "details": _settle_details,
    "fileDetails": _settle_file_details,
}
