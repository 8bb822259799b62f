"""Who can act: proposed from every fact, with evidence and doubts, the child's place first."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.casework.partners.reference import INTERPOL_NCB, agencies_by_code
from daymark.casework.referrals.rules import (
    FactKind,
    Frame,
    LocationFact,
    Proposal,
    Standing,
    Subject,
    ip_fact,
    propose_destinations,
    unplaced,
)
from daymark.engine.ipcountry import NOT_INSTALLED, IpCountry

CHILD, SUSPECT, PROVIDER = Subject.CHILD, Subject.PERSON_COMPLAINED_OF, Subject.PROVIDER
HOME = Frame()
DANGER = Frame(immediate_danger=True)


def fact(kind: FactKind, subject: Subject, value: str, **changes) -> LocationFact:
    return LocationFact(**({"kind": kind, "subject": subject, "value": value, "source": "answer 4"} | changes))


def postcode(value: str, subject: Subject = CHILD) -> LocationFact:
    return fact(FactKind.POSTCODE, subject, value)


def country(value: str, subject: Subject = CHILD, **changes) -> LocationFact:
    return fact(FactKind.STATED_COUNTRY, subject, value, **changes)


def address_seen_in(code: str | None, subject: Subject, **changes) -> LocationFact:
    answer = IpCountry("203.0.113.7", code, "table 1", date(2026, 6, 17), "registered")
    return ip_fact(answer, **({"subject": subject, "source": "upload event"} | changes))


def proposed(*facts: LocationFact, frame: Frame = HOME) -> list[str | None]:
    return [proposal.agency for proposal in propose_destinations(facts, frame=frame)]


def only(*facts: LocationFact, frame: Frame = HOME) -> Proposal:
    (proposal,) = propose_destinations(facts, frame=frame)
    return proposal


def test_an_address_registered_abroad_points_to_that_countrys_bureau_with_evidence_and_doubts():
    proposal = only(address_seen_in("FR", SUSPECT, age_days=2, possible_proxy=True))
    assert (proposal.agency, proposal.country) == (INTERPOL_NCB, "FR")
    assert proposal.title == "INTERPOL National Central Bureau, France"
    assert proposal.evidence == (
        "The person complained of: IP address 203.0.113.7 is registered in France, seen two days before the report "
        "(upload event; as reported).",
    )
    assert "the sender marks the address as a possible proxy" in proposal.doubts
    assert "the address table was built in 2026-06: it shows that month, not the day seen" in proposal.doubts
    assert "nothing says where the child is" in proposal.doubts


def test_a_country_with_a_national_centre_goes_there_and_names_the_hotline_and_the_formal_channel():
    proposal = only(country("Canada"))
    assert proposal.agency == "CA-NCECC"
    assert [other.agency for other in proposal.alternatives] == [INTERPOL_NCB, "CA-CYBERTIP"]


def test_the_centres_own_decision_about_a_country_goes_before_the_table():
    assert only(country("Canada"), frame=Frame(destinations={"CA": "CA-CYBERTIP"})).agency == "CA-CYBERTIP"


def test_the_childs_place_comes_before_the_suspects_and_the_suspects_before_the_providers():
    facts = [
        country("US", PROVIDER, standing=Standing.CONFIRMED, age_days=0),
        fact(FactKind.POSTAL_ADDRESS, SUSPECT, "5 Main Street, Sydney, Australia", standing=Standing.CONFIRMED),
        fact(FactKind.LANGUAGE, CHILD, "Polish"),
    ]
    assert [proposal.country for proposal in propose_destinations(facts, frame=HOME)] == ["PL", "AU", "US"]


def test_what_an_officer_confirmed_comes_before_what_was_said():
    said, confirmed = country("France"), country("Italy", standing=Standing.CONFIRMED)
    assert [proposal.country for proposal in propose_destinations([said, confirmed], frame=HOME)] == ["IT", "FR"]


def test_the_fresher_of_two_like_facts_comes_first():
    old, fresh = address_seen_in("DE", CHILD, age_days=400), address_seen_in("IT", CHILD, age_days=1)
    first, second = propose_destinations([old, fresh], frame=HOME)
    assert (first.country, second.country) == ("IT", "DE")
    assert any("more than a year old" in doubt for doubt in second.doubts)


@pytest.mark.parametrize(
    ("place", "force"),
    [
        ("Leeds", "GB-WEST-YORKSHIRE"),
        ("I live near North Shields in South Tyneside", "GB-NORTHUMBRIA"),
        ("Newport, Wales", "GB-GWENT"),
        ("Newport, Shropshire", "GB-WEST-MERCIA"),
        ("Richmond, North Yorkshire", "GB-NORTH-YORKSHIRE"),
        ("Scotland", "GB-POLICE-SCOTLAND"),
        ("Glasgow, UK", "GB-POLICE-SCOTLAND"),
        ("Northern Ireland", "GB-PSNI"),
        ("St. Helens", "GB-MERSEYSIDE"),
        ("saint helens", "GB-MERSEYSIDE"),
        ("King's Lynn", "GB-NORFOLK"),
        ("Bournemouth, Christchurch and Poole", "GB-DORSET"),
        ("London", "GB-METROPOLITAN"),
        ("City of London", "GB-CITY-OF-LONDON"),
    ],
)
def test_a_place_in_the_united_kingdom_points_to_its_force(place, force):
    assert proposed(fact(FactKind.STATED_AREA, CHILD, place)) == [force]


@pytest.mark.parametrize("place", ["Newport", "North West", "England", "West Midlands", "Bangor", "the UK", "GB"])
def test_a_name_that_several_forces_share_goes_to_the_national_centre_with_the_forces_named(place):
    proposal = only(fact(FactKind.STATED_AREA, CHILD, place))
    assert proposal.agency == "GB-CEOP"
    assert any("nothing names one police area" in doubt for doubt in proposal.doubts)
    forces = [other.agency for other in proposal.alternatives if other.agency != "GB-IWF"]
    assert len(forces) > 1 or place in {"the UK", "GB"}


@pytest.mark.parametrize(
    ("place", "code"),
    [("Perth, Australia", "AU"), ("Jersey", "JE"), ("NO", "NO"), ("Holland", "NL"), ("somewhere in the usa", "US")],
)
def test_a_country_named_beside_a_place_decides(place, code):
    assert only(fact(FactKind.STATED_AREA, CHILD, place)).country == code


@pytest.mark.parametrize("answer", ["no", "not sure", "he is", "me and us", "and", "", "\x00", "?"])
def test_an_answer_that_names_no_place_points_nowhere(answer):
    assert only(fact(FactKind.STATED_AREA, CHILD, answer)).agency is None


@pytest.mark.parametrize(
    ("value", "force", "doubt"),
    [
        ("LS1 4AB", "GB-WEST-YORKSHIRE", "is shared by West Yorkshire Police, North Yorkshire Police"),
        ("M1", "GB-GREATER-MANCHESTER", "do not follow postcodes exactly"),
        ("bt7 1nn", "GB-PSNI", "do not follow"),
        ("IM1 1AA", "IM-CONSTABULARY", "do not follow"),
    ],
)
def test_a_postcode_points_to_the_likeliest_force_and_names_the_others(value, force, doubt):
    proposal = only(postcode(value))
    assert proposal.agency == force
    assert any(doubt in said for said in proposal.doubts)


def test_a_town_beside_a_postcode_settles_which_force_it_is():
    settled = only(fact(FactKind.POSTAL_ADDRESS, CHILD, "1 High Street, Harrogate HG1 1AA"))
    assert settled.agency == "GB-NORTH-YORKSHIRE"
    between = only(fact(FactKind.POSTAL_ADDRESS, CHILD, "2 The Green\nMacclesfield\nSK10 1AA"))
    assert between.agency == "GB-CHESHIRE"
    assert "GB-GREATER-MANCHESTER" in [other.agency for other in between.alternatives]
    torn = only(fact(FactKind.POSTAL_ADDRESS, CHILD, "2 The Green, Leeds, TR1 1AA"))
    assert torn.agency == "GB-DEVON-AND-CORNWALL"
    assert any("do not agree" in doubt for doubt in torn.doubts)
    assert "GB-WEST-YORKSHIRE" in [other.agency for other in torn.alternatives]


def test_a_telephone_number_points_to_its_country_and_a_line_to_its_town():
    assert only(fact(FactKind.PHONE, SUSPECT, "+33 6 12 34 56 78")).country == "FR"
    line = only(fact(FactKind.PHONE, CHILD, "0161 496 0123"))
    assert line.agency == "GB-GREATER-MANCHESTER"
    mobile = only(fact(FactKind.PHONE, CHILD, "+447700900123"))
    assert mobile.agency == "GB-CEOP"
    assert "a mobile or internet number can be used in any country" in mobile.doubts


def test_a_school_is_placed_by_its_address_or_by_a_place_in_its_name():
    assert only(fact(FactKind.SCHOOL, CHILD, "St Mary's, Preston")).agency == "GB-LANCASHIRE"
    by_name = only(fact(FactKind.SCHOOL, CHILD, "Leeds Example Academy"))
    assert by_name.agency == "GB-WEST-YORKSHIRE"
    assert any("read from the school's name" in doubt for doubt in by_name.doubts)


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        (FactKind.EMAIL_DOMAIN, "post.example.fr", "FR"),
        (FactKind.EMAIL_DOMAIN, "school.example.sch.uk", "GB"),
        (FactKind.EMAIL_DOMAIN, "mail.example", None),
        (FactKind.EMAIL_DOMAIN, "game.io", None),
        (FactKind.LANGUAGE, "pl", "PL"),
        (FactKind.LANGUAGE, "English", None),
        (FactKind.PROVIDER_LOCATION, "IE", "IE"),
        (FactKind.PROVIDER_LOCATION, "the cloud", None),
        (FactKind.PHONE, "ask my mum", None),
        (FactKind.POSTCODE, "90210", None),
        (FactKind.POSTCODE, "QQ1 1AA", None),
        (FactKind.IP_COUNTRY, "", None),
    ],
)
def test_weak_facts_point_where_they_can_and_nowhere_else(kind, value, code):
    proposal = only(fact(kind, SUSPECT, value))
    assert (proposal.country or None) == code
    assert bool(unplaced([fact(kind, SUSPECT, value)], frame=HOME)) == (code is None)


def test_facts_that_disagree_are_shown_on_every_proposal_they_touch():
    france, italy = propose_destinations([country("France"), address_seen_in("IT", CHILD, age_days=0)], frame=HOME)
    for proposal in (france, italy):
        assert any("several countries, France, Italy" in conflict for conflict in proposal.conflicts)
    one, other = propose_destinations([postcode("M1 1AA"), postcode("TR1 1AA")], frame=HOME)
    assert any("several police areas" in conflict for conflict in one.conflicts)
    assert one.conflicts == other.conflicts


def test_a_child_and_a_suspect_in_two_countries_means_that_both_may_have_to_act():
    home, abroad = propose_destinations([postcode("M1 1AA"), country("Germany", SUSPECT)], frame=HOME)
    for proposal in (home, abroad):
        assert proposal.conflicts == (
            "The child seems to be in the United Kingdom and the person complained of in Germany: "
            "both may have to act.",
        )


def test_without_any_fact_the_proposal_is_to_ask():
    proposal = only()
    assert proposal.agency is None
    assert proposal.evidence == ("No fact says where the child, the person complained of or the provider is.",)
    assert any("Ask the reporter" in ask for ask in proposal.asks)
    assert any("Ask the provider" in ask for ask in proposal.asks)


def test_an_address_that_could_not_be_looked_up_is_said_and_never_taken_as_no_country():
    unknown = ip_fact(IpCountry("203.0.113.7", None, None, None, NOT_INSTALLED), subject=SUSPECT, source="login")
    proposal = only(unknown)
    assert proposal.agency is None
    assert any(NOT_INSTALLED in doubt for doubt in proposal.doubts)
    assert NOT_INSTALLED in unplaced([unknown, country("France")], frame=HOME)[0]


def test_a_child_in_danger_in_the_united_kingdom_goes_to_the_local_force_and_the_national_desk():
    assert proposed(postcode("LS1 4AB"), country("US", PROVIDER), frame=DANGER) == [
        "GB-WEST-YORKSHIRE",
        "GB-CEOP",
        "US-HSI",
    ]


def test_a_child_in_danger_of_whom_nothing_is_known_stands_at_the_national_desk_while_one_asks():
    assert proposed(frame=DANGER) == ["GB-CEOP", None]
    assert proposed(country("Germany", SUSPECT), frame=DANGER) == ["GB-CEOP", INTERPOL_NCB]


def test_a_centre_elsewhere_sends_british_facts_to_the_british_centre_and_not_to_a_force():
    irish = Frame(home_country="IE", national_centre="IE-HOTLINE")
    assert only(postcode("LS1 4AB"), frame=irish).agency == "GB-CEOP"
    assert only(country("Ireland"), frame=irish).agency == "IE-HOTLINE"


def test_what_was_proposed_can_be_kept_beside_the_referral():
    proposals = propose_destinations([postcode("LS1 4AB"), country("France", SUSPECT)], frame=DANGER)
    kept = json.loads(json.dumps([proposal.as_json() for proposal in proposals]))
    assert kept[0]["agency"] == "GB-WEST-YORKSHIRE"
    assert kept[0]["evidence"]


values = {
    FactKind.IP_COUNTRY: ["FR", "GB", "US", "", "ZZ"],
    FactKind.PHONE: ["+447700900123", "0161 496 0123", "+33612345678", "12", "nonsense"],
    FactKind.POSTAL_ADDRESS: ["1 High Street, Leeds LS1 4AB", "Paris, France", "nowhere", "Newport"],
    FactKind.POSTCODE: ["LS1 4AB", "SK1", "IM1", "12345"],
    FactKind.STATED_COUNTRY: ["France", "GB", "Narnia"],
    FactKind.STATED_AREA: ["Leeds", "North West", "Newport", "the moon"],
    FactKind.EMAIL_DOMAIN: ["example.fr", "example.com"],
    FactKind.LANGUAGE: ["Polish", "English"],
    FactKind.SCHOOL: ["Leeds Academy", "Hill School"],
    FactKind.PROVIDER_LOCATION: ["US", "IE", ""],
}


@st.composite
def facts(draw) -> LocationFact:
    kind = draw(st.sampled_from(FactKind))
    return LocationFact(
        kind=kind,
        subject=draw(st.sampled_from(Subject)),
        value=draw(st.one_of(st.sampled_from(values[kind]), st.text(max_size=12))),
        source=draw(st.sampled_from(["answer 4", "upload event"])),
        age_days=draw(st.one_of(st.none(), st.integers(-3, 800))),
        standing=draw(st.sampled_from(Standing)),
        doubts=draw(st.sampled_from([(), ("said in passing",)])),
    )


frames = st.builds(Frame, immediate_danger=st.booleans(), home_country=st.sampled_from(["GB", "IE"]))


@settings(deadline=None)
@given(known=st.lists(facts(), max_size=6), another=facts(), frame=frames)
def test_a_further_fact_never_removes_an_authority(known, another, frame):
    before = {(p.agency, p.country) for p in propose_destinations(known, frame=frame) if p.agency}
    after = {(p.agency, p.country) for p in propose_destinations([*known, another], frame=frame) if p.agency}
    assert before <= after


@settings(deadline=None)
@given(known=st.lists(facts(), max_size=6), frame=frames, data=st.data())
def test_the_order_in_which_facts_come_changes_nothing(known, frame, data):
    shuffled = data.draw(st.permutations(known))
    assert propose_destinations(shuffled, frame=frame) == propose_destinations(known, frame=frame)
    assert unplaced(shuffled, frame=frame) == unplaced(known, frame=frame)


@settings(deadline=None)
@given(known=st.lists(facts(), max_size=6), frame=frames)
def test_every_proposal_has_evidence_a_known_agency_and_every_fact_is_accounted_for(known, frame):
    proposals = propose_destinations(known, frame=frame)
    assert proposals
    for proposal in proposals:
        assert proposal.evidence
        assert proposal.agency is None or proposal.agency in agencies_by_code()
        assert all(other.agency in agencies_by_code() for other in proposal.alternatives)
    used = {reason.fact for proposal in proposals for reason in proposal.reasons if reason.fact}
    assert len(used) + len(unplaced(known, frame=frame)) == len(set(known))


@settings(deadline=None)
@given(known=st.lists(facts(), max_size=6), frame=frames)
def test_an_authority_of_the_child_never_stands_below_one_of_the_provider_alone(known, frame):
    by_facts_alone = [
        proposal
        for proposal in propose_destinations(known, frame=frame)
        if all(reason.fact for reason in proposal.reasons)
    ]  # the national desk has a place of its own when a child is in danger
    subjects = [{reason.fact.subject for reason in proposal.reasons} for proposal in by_facts_alone]
    of_the_child = [place for place, whose in enumerate(subjects) if Subject.CHILD in whose]
    of_others = [place for place, whose in enumerate(subjects) if whose and Subject.CHILD not in whose]
    assert not of_the_child or not of_others or max(of_the_child) < min(of_others)
    of_the_provider = [place for place, whose in enumerate(subjects) if whose == {PROVIDER}]
    of_persons = [place for place, whose in enumerate(subjects) if whose - {PROVIDER}]
    assert not of_the_provider or not of_persons or max(of_persons) < min(of_the_provider)
