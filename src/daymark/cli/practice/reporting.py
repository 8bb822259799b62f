"""Turns a planned report into what arrives: answers of the form, a company's XML, an agency's package."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from daymark.casework.partners.models import Agency
from daymark.casework.reports.actions import Arrival
from daymark.casework.reports.models import Way
from daymark.casework.reports.rules.from_cybertip import understand_cybertip
from daymark.cli.practice.documents import cybertip_xml, le_package
from daymark.cli.practice.people import Cast
from daymark.cli.practice.planning import Planned, sentences
from daymark.cli.practice.public import public_arrival
from daymark.exchange.cybertip import read_report
from daymark.exchange.lepackage import Package

_TYPES = {
    "GROOMING": "Online Enticement of Children for Sexual Acts",
    "IMAGES": "Child Pornography (possession, manufacture, and distribution)",
    "CONTACT_ABUSE": "Child Sexual Molestation",
    "THREATS": "Online Enticement of Children for Sexual Acts",  # with the mark of sextortion
    "WEBSITE": "Misleading Domain Name",
    "TRAFFICKING": "Child Sex Trafficking",
}
_LE_TYPES = {**_TYPES, "THREATS": "Sextortion", "OTHER": "Unspecified concern"}
_COMPANIES = ("EXAMPLE-SOCIAL", "EXAMPLE-CHAT", "EXAMPLE-GAMES", "EXAMPLE-CLOUD")
# A company's own numbers begin here, beyond those that this centre's industry server gives.
_FIRST_NUMBER = 1_000_000
_OF_MATERIAL = ("IMAGES", "WEBSITE")
_WITHOUT_ACCOUNT = (*_OF_MATERIAL, "CONTACT_ABUSE", "TRAFFICKING", "OTHER")


class Writer:
    """Writes reports. A copy is written again from what it copies, so that it says the same."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def arrival(self, each: Planned, at: datetime) -> Arrival:
        """A report of the public or of a company, ready to be filed."""
        return self._industry(each, at) if each.source == "INDUSTRY" else self._public(each, at)

    def package(self, each: Planned, at: datetime) -> Package:
        """An agency's package."""
        chance, place = _chance(each), each.place
        accused = {
            "screen_name": each.account,
            "ip": _address(each.root),
            "access": chance.choice(["Yes", "No", "Unknown"]),
        }
        if place.country != "GB" or chance.random() < 0.6:
            accused |= {"city": place.town, "country": place.country}
        said = {
            "type": _LE_TYPES[each.harm],
            "company": self._company(each).name,
            "text": _sentence(each, chance),
            "accused": accused,
        }
        if each.harm == "WEBSITE":
            said["url"] = f"https://page{each.root}.example/"
        return le_package(said, number=str(200_000_000 + each.number), at=at)

    def agency_of(self, each: Planned) -> Agency:
        """Who sends an agency's package."""
        if each.harm == "WEBSITE":
            return self.cast.agencies["GB-IWF"]
        return self.cast.agencies["CA-CYBERTIP" if each.number % 7 == 0 else "US-NCMEC"]

    def _company(self, each: Planned) -> Agency:
        return self.cast.agencies[_COMPANIES[_chance(each).randrange(len(_COMPANIES))]]

    def _industry(self, each: Planned, at: datetime) -> Arrival:
        chance, company = _chance(each), self._company(each)
        said = _industry_said(each, chance)
        body = cybertip_xml(said, company=company.name, at=at)
        number = str(_FIRST_NUMBER + each.number)
        understood = understand_cybertip(
            read_report(body, strict=False), sender=company.name, external_reference=number, files=()
        )
        return Arrival(understood, Way.INDUSTRY, body=body, media_type="text/xml", agency=company)

    def _public(self, each: Planned, at: datetime) -> Arrival:
        return public_arrival(answers_of(each), at=at)


def answers_of(each: Planned) -> dict[str, str]:
    """The answers of a public report, as typed."""
    chance = _chance(each)
    who = chance.choices(["CHILD", "PARENT", "PROFESSIONAL", "OTHER"], _WHO.get(each.harm, (3, 4, 2, 2)))[0]
    said = {
        "who": who,
        "harm": each.harm,
        "danger": chance.choices(["NO", "NOT_SURE"], [9, 1])[0],
        "story": _sentence(each, chance, own=who == "CHILD"),
        "where": _where(each, chance),
    }
    if said["where"] != "OFFLINE":
        said["platform"] = _platform(each)
    if who == "CHILD":
        said["about"] = "ME"
    if each.harm not in _OF_MATERIAL or who == "CHILD":
        said |= _about_the_child(each, chance)
    return said | _about_the_person(each, chance)


def _where(each: Planned, chance: random.Random) -> str:
    """Abuse by somebody near the child seldom happens on a platform."""
    if each.harm in ("CONTACT_ABUSE", "TRAFFICKING") and chance.random() < 0.7:
        return "OFFLINE"
    places, often = zip(*sentences()["environments"].items(), strict=True)
    return str(chance.choices(places, often)[0])


def _about_the_child(each: Planned, chance: random.Random) -> dict[str, str]:
    said = {"age": str(each.age), "sex": each.sex, "known_child": "YES"}
    said |= {"area": each.place.town, "country": each.place.country}
    said["continues"] = chance.choices(["YES", "NO", "NOT_SURE"], _CONTINUES.get(each.harm, (3, 5, 3)))[0]
    said["adult_knows"] = chance.choices(["YES", "NO", "NOT_SURE"], [5, 2, 2])[0]
    if each.harm == "MEETING":
        said["meeting"] = chance.choices(["ARRANGED", "ASKED"], [1, 3])[0]
        if each.is_live:
            tomorrow = f"{each.at + timedelta(days=1):%Y-%m-%d}"
            said |= {"meeting": "ARRANGED", "meeting_day": tomorrow, "meeting_time": "16:00", "adult_knows": "NO"}
    if each.harm in ("THREATS", "OWN_IMAGES", "INCITING"):
        said["self_harm"] = chance.choices(["NO", ""], [3, 2])[0]  # a child who speaks of it has a story of its own
    return said


def _about_the_person(each: Planned, chance: random.Random) -> dict[str, str]:
    if each.harm in _OF_MATERIAL:
        return {}
    if each.harm in _WITHOUT_ACCOUNT:
        relation = chance.choices(["FAMILY", "WORKS", "KNOWN"], [3, 1, 5])[0]
        return {"person_name": "an adult whom the family knows", "person_is": relation}
    return {"accounts": each.account, "person_is": "ONLINE"}


def _industry_said(each: Planned, chance: random.Random) -> dict[str, object]:
    accused: dict[str, object] = {"screen_name": each.account, "ip": _address(each.root)}
    if chance.random() < 0.7:
        accused |= {"city": each.place.town, "country": each.place.country}
    said: dict[str, object] = {"type": _TYPES[each.harm], "text": _sentence(each, chance), "accused": accused}
    if each.harm == "THREATS":
        said["sextortion"] = True
    if each.harm in ("GROOMING", "THREATS", "CONTACT_ABUSE", "TRAFFICKING"):
        victim = {"age": each.age, "screen_name": f"young_{each.account}"}
        said["victim"] = {**victim, "city": each.place.town, "country": each.place.country}
    kind = chance.choices(["chat", "game", "peer", ""], [4, 3, 2 if each.harm == "IMAGES" else 0, 4])[0]
    if each.harm == "WEBSITE":
        said["url"] = f"https://page{each.root}.example/"
    elif kind:
        said[kind] = {"chat": "Example Chat", "game": "Harbour Town", "peer": _address(each.root)}[kind]
    return said


def _sentence(each: Planned, chance: random.Random, *, own: bool = False) -> str:
    told = sentences()[{"PUBLIC": "public", "INDUSTRY": "industry", "AGENCY": "agency"}[each.source]][each.harm]
    fit = [words for words in told if _in_first_person(words)] if own else told
    words = chance.choice(fit) if isinstance(told, list) else told
    who = "me" if own else "the girl" if each.sex == "GIRL" else "the boy"
    day = each.said_at
    when = f"{day:%-d %B}" if each.harm not in _WITHOUT_ACCOUNT else f"{day:%-d %B} at {day:%H:%M}"
    return words.format(who=who, Who=who.capitalize(), where=_platform(each), when=when)


def _in_first_person(words: str) -> bool:
    """Whether a child can say so of herself, with `me` for the child."""
    return not any(part in words for part in ("{Who}", "whom {who}", "writer"))


def _platform(each: Planned) -> str:
    """One for everything that a report says, so that its sentence and its answers agree."""
    platforms = sentences()["platforms"]
    return str(platforms[each.root % len(platforms)])


def _address(number: int) -> str:
    """One of the addresses that are set aside for documents; no table gives them a country."""
    return f"203.0.113.{number % 254 + 1}" if number % 4 else f"2001:db8::{number:x}"


def _chance(each: Planned) -> random.Random:
    """The same for a report and its copies."""
    return random.Random(f"report {each.root}")  # noqa: S311 - no secret


# Child, parent, professional, other: how often each reports a kind.
_WHO = {"OWN_IMAGES": (6, 3, 1, 1), "THREATS": (5, 3, 1, 1), "IMAGES": (0, 1, 2, 6), "WEBSITE": (0, 1, 1, 6)}
# Yes, no, not sure: whether it still happens.
_CONTINUES = {"CONTACT_ABUSE": (1, 6, 4), "OTHER": (1, 4, 4)}
