"""Reads back what `Understood.to_document` wrote."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from daymark.casework.reports.rules.understood import (
    AgeBand,
    Answer,
    Environment,
    Fact,
    FactSaid,
    FileSaid,
    Harm,
    IdentifierSaid,
    MomentSaid,
    PartyRole,
    PartySaid,
    PlaceSaid,
    Sex,
    SourceKind,
    Understood,
)

Document = Mapping[str, Any]


def from_document(document: Document) -> Understood:
    """The report as it was understood when it was stored."""
    known = dict(document)
    return Understood(
        harm=Harm(known.pop("harm")),
        environment=Environment(known.pop("environment")),
        source_kind=SourceKind(known.pop("source_kind")),
        happened=_moment(known.pop("happened", None)),
        facts={Fact(name): _fact(said) for name, said in known.pop("facts", {}).items()},
        parties=tuple(_party(party) for party in known.pop("parties", ())),
        places=tuple(PlaceSaid(**place) for place in known.pop("places", ())),
        identifiers=_identifiers(known),
        files=tuple(_file(each) for each in known.pop("files", ())),
        notes=tuple(known.pop("notes", ())),
        warnings=tuple(known.pop("warnings", ())),
        summary=known.pop("summary", ""),
        **known,
    )


def _moment(document: Document | None) -> MomentSaid | None:
    if document is None:
        return None
    instant = document.get("instant")
    return MomentSaid(
        document.get("as_received", ""),
        datetime.fromisoformat(instant) if instant else None,
        document.get("offset_known", False),
    )


def _fact(document: Document) -> FactSaid:
    return FactSaid(Answer(document["answer"]), document.get("said_by", ""), document.get("sentence", ""))


def _identifiers(document: dict[str, Any]) -> tuple[IdentifierSaid, ...]:
    return tuple(
        IdentifierSaid(**{"received": "", **each, "moment": _moment(each.get("moment"))})
        for each in document.pop("identifiers", ())
    )


def _party(document: Document) -> PartySaid:
    known = dict(document)
    return PartySaid(
        role=PartyRole(known.pop("role")),
        age_band=AgeBand(known.pop("age_band", AgeBand.UNKNOWN)),
        sex=Sex(known.pop("sex", Sex.UNKNOWN)),
        languages=tuple(known.pop("languages", ())),
        identifiers=_identifiers(known),
        places=tuple(PlaceSaid(**place) for place in known.pop("places", ())),
        notes=tuple(known.pop("notes", ())),
        **known,
    )


def _file(document: Document) -> FileSaid:
    known = {"name": "", **document}
    return FileSaid(
        annotations=tuple(known.pop("annotations", ())),
        identifiers=_identifiers(known),
        metadata=tuple((str(name), str(value)) for name, value in known.pop("metadata", ())),
        notes=tuple(known.pop("notes", ())),
        **known,
    )
