"""Reports that tests are made of: synthetic, clinical, plain functions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from daymark.casework.access.context import acting_as_system
from daymark.casework.partners.models import Agency
from daymark.casework.reports.actions import Arrival, StoredFile, file_reports
from daymark.casework.reports.models import Report, Way
from daymark.casework.reports.rules.understood import (
    AgeBand,
    Answer,
    Environment,
    Fact,
    FactSaid,
    Harm,
    IdentifierSaid,
    PartyRole,
    PartySaid,
    PlaceSaid,
    Sex,
    SourceKind,
    Understood,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_numbers = count(1)


def make_understood(*yes: Fact, **changes: Any) -> Understood:
    """A public report of grooming, with the given facts answered yes."""
    child = PartySaid(
        role=PartyRole.CHILD,
        age=12,
        age_band=AgeBand.FROM_11_TO_13,
        sex=Sex.GIRL,
        places=(PlaceSaid(area="North West", country="GB"),),
    )
    accused = PartySaid(
        role=PartyRole.PERSON_COMPLAINED_OF,
        identifiers=(IdentifierSaid("USERNAME", f"synthetic_{next(_numbers)}", platform="Example Social"),),
    )
    said = Understood(
        harm=Harm.GROOMING,
        environment=Environment.SOCIAL_SITE,
        source_kind=SourceKind.PUBLIC,
        summary="An adult has been writing to a child every day and asks her to keep it secret.",
        narrative=f"A grown-up writes to me every day and says that I must not tell anybody. Report {next(_numbers)}.",
        facts={fact: FactSaid(Answer.YES, "the reporter") for fact in yes},
        parties=(child, accused),
    )
    return replace(said, **changes)


def make_report(
    *yes: Fact, at: datetime = NOON, agency: Agency | None = None, files: tuple[StoredFile, ...] = (), **changes: Any
) -> Report:
    """A report filed through the real action, and so assessed and in the queue."""
    with acting_as_system():
        arrival = Arrival(make_understood(*yes, **changes), Way.PUBLIC, body=b"synthetic", agency=agency, files=files)
        return file_reports(arrivals=[arrival], by=None, at=at)[0].report
