"""Which authorities can act, with the evidence for and the doubts about each. It proposes; a person decides.

There is no score. Reasons stand in an order: whose place it is (the child's first, the provider's last), whether an
officer confirmed it, what kind of fact it is, how fresh it is. Proposals stand in the order of their reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from daymark.casework.partners.reference import INTERPOL_NCB, countries
from daymark.casework.referrals.rules.facts import FactKind, LocationFact, Standing, Subject
from daymark.casework.referrals.rules.names import agency_name, country_in_sentence
from daymark.casework.referrals.rules.places import Pointing, where, why_nowhere

# Days after which a fact is taken as weaker: a week, a month, and the year that a retention notice lasts.
FRESHNESS = (7, 30, 365)
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

Order = tuple[int, int, int, int]

# The national desk is told of a child in danger after the authority where the child is, before everybody else.
DESK_ORDER: Order = (1, -1, 0, 0)
NOTHING_ORDER: Order = (9, 0, 0, 0)
LAST: Order = (99, 0, 0, 0)


@dataclass(frozen=True)
class Frame:
    """The centre that asks. `destinations` are its own decisions about countries, which go before the shipped table."""

    home_country: str = "GB"
    national_centre: str = "GB-CEOP"
    immediate_danger: bool = False
    destinations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """Why an authority is proposed: its place in the order, that place in words, and the fact as a sentence."""

    order: Order
    words: str
    evidence: str
    fact: LocationFact | None = None


@dataclass(frozen=True)
class Alternative:
    """Another authority that the same facts allow."""

    agency: str
    why: str


@dataclass(frozen=True)
class Proposal:
    """One authority, or with `agency` None the advice to ask. `country` tells the INTERPOL bureaux apart."""

    agency: str | None
    country: str
    area: str
    reasons: tuple[Reason, ...]
    doubts: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    asks: tuple[str, ...] = ()

    @property
    def evidence(self) -> tuple[str, ...]:
        """The sentences for this authority, the strongest first."""
        return tuple(reason.evidence for reason in self.reasons)

    @property
    def title(self) -> str:
        """The authority as a heading."""
        if self.agency is None:
            return "Nothing points anywhere: ask"
        if self.agency == INTERPOL_NCB:
            return f"INTERPOL National Central Bureau, {country_in_sentence(self.country)}"
        return agency_name(self.agency)

    def as_json(self) -> dict[str, Any]:
        """For keeping beside the referral: what was proposed on the day it was drafted."""
        return {
            "agency": self.agency,
            "country": self.country,
            "area": self.area,
            "title": self.title,
            "reasons": [reason.words for reason in self.reasons],
            "evidence": list(self.evidence),
            "doubts": list(self.doubts),
            "conflicts": list(self.conflicts),
            "alternatives": [{"agency": other.agency, "why": other.why} for other in self.alternatives],
            "asks": list(self.asks),
        }


@dataclass(frozen=True)
class _Placed:
    """A fact that points somewhere, with the authority that follows from it."""

    fact: LocationFact
    pointing: Pointing
    agency: str

    @property
    def destination(self) -> tuple[str, str]:
        return self.agency, self.pointing.country

    @property
    def local(self) -> str | None:
        return self.agency if self.agency == self.pointing.force else None


def propose_destinations(facts: Iterable[LocationFact], *, frame: Frame) -> list[Proposal]:
    """The authorities that can act, the best founded first. The order of the facts changes nothing, and a further fact
    never removes an authority; only the advice to ask goes when the first fact points somewhere."""
    known = sorted(set(facts), key=_sorting)
    placed = [found for fact in known if (found := _place(fact, frame))]
    proposals = [_proposal(destination, placed, frame) for destination in _destinations(placed, frame)]
    if not placed:
        proposals.append(_ask(known, frame))
    return sorted(proposals, key=lambda proposal: (_strength(proposal), proposal.agency or "~", proposal.country))


def unplaced(facts: Iterable[LocationFact], *, frame: Frame) -> list[str]:
    """A sentence for each fact that points nowhere, so that none is passed over in silence."""
    return [why_nowhere(fact) for fact in sorted(set(facts), key=_sorting) if _place(fact, frame) is None]


def _place(fact: LocationFact, frame: Frame) -> _Placed | None:
    pointing = where(fact, home=frame.home_country)
    if pointing is None:
        return None
    if pointing.force and pointing.country == frame.home_country:
        return _Placed(fact, pointing, pointing.force)
    return _Placed(fact, pointing, _authority_of(pointing.country, frame))


def _authority_of(country: str, frame: Frame) -> str:
    if country in frame.destinations:
        return frame.destinations[country]
    return frame.national_centre if country == frame.home_country else countries()[country].destination


def _destinations(placed: list[_Placed], frame: Frame) -> list[tuple[str, str]]:
    found = [place.destination for place in placed]
    if frame.immediate_danger:
        found.append((frame.national_centre, frame.home_country))
    return list(dict.fromkeys(found))


def _proposal(destination: tuple[str, str], placed: list[_Placed], frame: Frame) -> Proposal:
    agency, country = destination
    own = [place for place in placed if place.destination == destination]
    reasons = [_reason(place) for place in own]
    if frame.immediate_danger and agency == frame.national_centre:
        reasons.append(_danger())
    return Proposal(
        agency=agency,
        country=country,
        area=next((place.pointing.area for place in own if place.pointing.area), ""),
        reasons=tuple(sorted(reasons, key=lambda reason: (reason.order, reason.evidence))),
        doubts=_doubts(own, placed, agency, frame),
        conflicts=_conflicts(own, placed),
        alternatives=_alternatives(destination, own, frame),
    )


def _reason(place: _Placed) -> Reason:
    fact = place.fact
    order = (
        list(Subject).index(fact.subject),
        list(Standing).index(fact.standing),
        list(FactKind).index(fact.kind),
        _staleness(fact.age_days),
    )
    said = "confirmed" if fact.standing == Standing.CONFIRMED else "as reported"
    words = f"where {fact.subject.words.lower()} is, {said}"
    seen = _seen(fact.age_days)
    claim = f"{place.pointing.claim}, {seen}" if seen else place.pointing.claim
    return Reason(order, words, f"{fact.subject.words}: {claim} ({fact.source}; {said}).", fact)


def _danger() -> Reason:
    words = "a child in immediate danger"
    return Reason(DESK_ORDER, words, "A child is in immediate danger: the national desk is told at once as well.")


def _staleness(age_days: int | None) -> int:
    if age_days is None:
        return len(FRESHNESS) + 1
    return sum(age_days > limit for limit in FRESHNESS)


def _seen(age_days: int | None) -> str:
    if age_days is None:
        return ""
    if age_days == 0:
        return "seen on the day of the report"
    days = abs(age_days)
    number = NUMBERS[days] if days < len(NUMBERS) else f"{days:,}"
    return f"seen {number} {'day' if days == 1 else 'days'} {'before' if age_days > 0 else 'after'} the report"


def _doubts(own: list[_Placed], placed: list[_Placed], agency: str, frame: Frame) -> tuple[str, ...]:
    doubts = [doubt for place in own for doubt in (*place.fact.doubts, *place.pointing.doubts, *_age_doubts(place))]
    if not any(place.fact.subject == Subject.CHILD for place in placed):
        doubts.append("nothing says where the child is")
    if agency == frame.national_centre and not any(place.local for place in placed):
        doubts.append("nothing names one police area: the national centre holds it until the local force is known")
    return tuple(dict.fromkeys(doubts))


def _age_doubts(place: _Placed) -> tuple[str, ...]:
    age = place.fact.age_days
    if age is not None and age > FRESHNESS[-1]:
        return (f"more than a year old: {place.pointing.claim}",)
    return ("dated after the report: check its clock",) if age is not None and age < 0 else ()


def _conflicts(own: list[_Placed], placed: list[_Placed]) -> tuple[str, ...]:
    """Facts about one person that disagree, and a child in another country than the person complained of."""
    sentences = []
    for subject in dict.fromkeys(place.fact.subject for place in own):
        theirs = [place for place in placed if place.fact.subject == subject]
        named = dict.fromkeys(country_in_sentence(place.pointing.country) for place in theirs)
        forces = dict.fromkeys(agency_name(place.local) for place in theirs if place.local)
        if len(named) > 1:
            claims = "; ".join(dict.fromkeys(place.pointing.claim for place in theirs))
            sentences.append(f"{subject.words}: the facts name several countries, {', '.join(named)}: {claims}.")
        if len(forces) > 1:
            sentences.append(f"{subject.words}: the facts name several police areas, {', '.join(forces)}.")
    return (*sentences, *_apart(placed))


def _apart(placed: list[_Placed]) -> tuple[str, ...]:
    child, other = (
        sorted({country_in_sentence(place.pointing.country) for place in placed if place.fact.subject == subject})
        for subject in (Subject.CHILD, Subject.PERSON_COMPLAINED_OF)
    )
    if not child or not other or set(child) & set(other):
        return ()
    return (
        f"The child seems to be in {' or '.join(child)} and the person complained of in {' or '.join(other)}: "
        "both may have to act.",
    )


def _alternatives(destination: tuple[str, str], own: list[_Placed], frame: Frame) -> tuple[Alternative, ...]:
    agency, country = destination
    others = [Alternative(code, "its area may be meant as well") for place in own for code in place.pointing.also]
    if country == frame.home_country and agency != frame.national_centre:
        others.append(Alternative(frame.national_centre, "the national centre"))
    if country != frame.home_country and agency != INTERPOL_NCB:
        others.append(Alternative(INTERPOL_NCB, "the formal police channel"))
    hotline = countries()[country].hotline if country in countries() else None
    if hotline:
        others.append(Alternative(hotline, f"the hotline of {country_in_sentence(country)}, for taking material down"))
    return tuple(dict.fromkeys(other for other in others if other.agency != agency))


def _ask(known: list[LocationFact], frame: Frame) -> Proposal:
    evidence = "No fact says where the child, the person complained of or the provider is."
    return Proposal(
        agency=None,
        country="",
        area="",
        reasons=(Reason(NOTHING_ORDER, "nothing points anywhere", evidence),),
        doubts=tuple(why_nowhere(fact) for fact in known),
        asks=(
            "Ask the reporter which country, town or school the child is in.",
            "Ask the provider for registration and login addresses, telephone number and billing country.",
        ),
    )


def _strength(proposal: Proposal) -> tuple[Order, ...]:
    """Sorts by the best reason, then the next: of two with the same reasons the one with more stands first."""
    return (*(reason.order for reason in proposal.reasons), LAST)


def _sorting(fact: LocationFact) -> tuple[Any, ...]:
    age = (fact.age_days is None, fact.age_days or 0)
    place = (list(Subject).index(fact.subject), list(Standing).index(fact.standing), list(FactKind).index(fact.kind))
    return (*place, *age, fact.value, fact.shown, fact.source, fact.doubts)
