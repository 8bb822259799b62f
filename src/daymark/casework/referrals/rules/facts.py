"""A fact that may say where somebody is, whose fact it is, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from daymark.engine.ipcountry import IpCountry


class FactKind(StrEnum):
    """What kind of fact it is, the most telling first: this order decides between facts about the same person."""

    POSTAL_ADDRESS = "POSTAL_ADDRESS"
    POSTCODE = "POSTCODE"
    SCHOOL = "SCHOOL"
    STATED_AREA = "STATED_AREA"
    STATED_COUNTRY = "STATED_COUNTRY"
    IP_COUNTRY = "IP_COUNTRY"
    PHONE = "PHONE"
    EMAIL_DOMAIN = "EMAIL_DOMAIN"
    LANGUAGE = "LANGUAGE"
    PROVIDER_LOCATION = "PROVIDER_LOCATION"


class Subject(StrEnum):
    """Whose place it is, in the order in which the authorities follow: where the child is comes first."""

    CHILD = "CHILD"
    PERSON_COMPLAINED_OF = "PERSON_COMPLAINED_OF"
    RECIPIENT = "RECIPIENT"
    REPORTER = "REPORTER"
    PROVIDER = "PROVIDER"

    @property
    def words(self) -> str:
        """The subject as a sentence begins with it."""
        return {
            Subject.CHILD: "The child",
            Subject.PERSON_COMPLAINED_OF: "The person complained of",
            Subject.RECIPIENT: "The intended recipient",
            Subject.REPORTER: "The reporter",
            Subject.PROVIDER: "The provider",
        }[self]


class Standing(StrEnum):
    """Claim and fact are different: what an officer confirmed comes before what was said."""

    CONFIRMED = "CONFIRMED"
    CLAIMED = "CLAIMED"


@dataclass(frozen=True)
class LocationFact:
    """One fact as received. `value` is what is read (a country for IP_COUNTRY), `shown` what a person should see.

    `age_days` counts back from the report; None when nothing says when. `source` says where in the report it stands.
    `doubts` are what the source itself says against it.
    """

    kind: FactKind
    subject: Subject
    value: str
    source: str
    age_days: int | None = None
    standing: Standing = Standing.CLAIMED
    shown: str = ""
    doubts: tuple[str, ...] = ()


def ip_fact(
    answer: IpCountry,
    *,
    subject: Subject,
    source: str,
    age_days: int | None = None,
    standing: Standing = Standing.CLAIMED,
    possible_proxy: bool | None = None,
) -> LocationFact:
    """The fact that an address look-up gives, with the doubts that belong to it."""
    doubts: list[str] = []
    if answer.code is None:
        doubts.append(f"IP address {answer.address}: {answer.reason}")
    elif answer.built_on:
        doubts.append(f"the address table was built in {answer.built_on:%Y-%m}: it shows that month, not the day seen")
    if possible_proxy:
        doubts.append("the sender marks the address as a possible proxy")
    return LocationFact(
        kind=FactKind.IP_COUNTRY,
        subject=subject,
        value=answer.code or "",
        source=source,
        age_days=age_days,
        standing=standing,
        shown=answer.address,
        doubts=tuple(doubts),
    )
