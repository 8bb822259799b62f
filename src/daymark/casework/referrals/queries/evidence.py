"""Who could act on a case, with the evidence for and the doubts about each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from daymark.casework.cases.models import Case
from daymark.casework.cases.queries import Told
from daymark.casework.partners.models import Agency
from daymark.casework.referrals.rules import Frame, LocationFact, Proposal, propose_destinations, unplaced
from daymark.casework.referrals.rules.gathering import Gathered, SightedHere, facts_of
from daymark.casework.referrals.rules.names import agency_name
from daymark.casework.reports.models import Report
from daymark.casework.reports.rules.understood import Answer, Fact, SourceKind, Understood
from daymark.casework.subjects.models import Sighting
from daymark.engine.ipcountry import country_of


@dataclass(frozen=True)
class Offered:
    """A proposal with the agency that stands behind it here. `agency` is None when we hold no such partner."""

    proposal: Proposal
    agency: Agency | None

    @property
    def alternatives(self) -> list[tuple[str, str]]:
        """The other authorities that the same facts allow, by name, each with why."""
        return [(agency_name(each.agency), each.why) for each in self.proposal.alternatives]

    @property
    def why_not(self) -> str:
        """Why the proposed authority cannot be chosen, in words; empty when it can."""
        if self.proposal.agency is None:
            return "Nothing points to an authority. Ask first, or choose one with your own reason."
        if self.agency is None:
            return "This authority is not among the partners here. Add it, or choose another."
        if self.agency.is_this_centre:
            return "This is our own centre: the case stays here."
        if not self.agency.is_active or not self.agency.receives_referrals:
            return "This partner does not receive referrals from us now."
        return ""


@dataclass(frozen=True)
class Evidence:
    """What the facts of a case say about who can act, and the facts that say nothing."""

    offered: tuple[Offered, ...]
    unplaced: tuple[str, ...]

    def as_json(self) -> list[dict[str, object]]:
        """For keeping beside the referral."""
        return [each.proposal.as_json() for each in self.offered]


def evidence_for(case: Case, told: Told) -> Evidence:
    """Proposals for a case from every fact of all its reports."""
    facts, frame = _facts(told), _frame(case, told)
    proposals = propose_destinations(facts, frame=frame)
    held = {agency.code.upper(): agency for agency in Agency.objects.filter(code__in=_codes(proposals))}
    offered = tuple(Offered(each, held.get((each.agency or "").upper())) for each in proposals)
    return Evidence(offered, tuple(unplaced(facts, frame=frame)))


def receivers() -> list[Agency]:
    """Every authority that a person may choose with a reason."""
    return list(Agency.objects.filter(is_active=True, receives_referrals=True, is_this_centre=False).order_by("name"))


def _codes(proposals: Iterable[Proposal]) -> list[str]:
    codes = [each.agency for each in proposals if each.agency]
    return [*codes, *(code.lower() for code in codes)]


def _frame(case: Case, told: Told) -> Frame:
    in_danger = any(said.answer(Fact.IMMEDIATE_DANGER) is Answer.YES for _, said in told)
    return Frame(home_country=settings.DAYMARK.country, immediate_danger=case.child_in_danger or in_danger)


def _facts(told: Told) -> list[LocationFact]:
    sightings: dict[object, list[Sighting]] = {}
    for sighting in Sighting.objects.filter(report__in=[report for report, _ in told]).order_by("pk"):
        sightings.setdefault(sighting.report_id, []).append(sighting)
    gathered = (_gathered(report, said, sightings.get(report.pk, [])) for report, said in told)
    return facts_of(gathered, look_up=country_of)


def _gathered(report: Report, said: Understood, sightings: list[Sighting]) -> Gathered:
    company = report.source_agency if said.source_kind is SourceKind.INDUSTRY else None
    return Gathered(
        reference=report.reference,
        received_at=report.received_at,
        said=said,
        sightings=[_sighted(sighting) for sighting in sightings],
        provider=company.name if company else "",
        provider_country=company.country if company else "",
    )


def _sighted(sighting: Sighting) -> SightedHere:
    return SightedHere(
        role=sighting.role,
        kind=sighting.kind,
        value=sighting.value,
        event=sighting.event,
        seen_at=sighting.seen_at,
        possible_proxy=sighting.possible_proxy,
        confirmed=sighting.is_confirmed,
    )
