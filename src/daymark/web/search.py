"""One search over everything a person may see, gathered from the stages' own lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from daymark.casework.access.models import Role, User
from daymark.casework.access.queries.people import PeopleQuestion, people
from daymark.casework.access.recording import record
from daymark.casework.access.rules.people import KEEPS_PEOPLE
from daymark.casework.cases.models import Case
from daymark.casework.cases.queries.listing import CaseFilter, find_cases
from daymark.casework.partners.models import Agency
from daymark.casework.partners.queries import READERS, AgencyQuestion, agencies
from daymark.casework.referrals.models import Referral
from daymark.casework.referrals.queries.listing import ReferralFilter, find_partner_referrals, find_referrals
from daymark.casework.reports.models import Report
from daymark.casework.reports.queries.finding import seek
from daymark.casework.reports.queries.listing import ReportFilter, find_reports

# Enough to recognise what was meant; the stage's own list has all.
MOST_IN_A_GROUP = 8


@dataclass(frozen=True)
class Found:
    """One thing found."""

    title: str
    what: str
    reference: str
    url: str


@dataclass(frozen=True)
class Group:
    """What was found in one stage. `all_url` leads to the stage's list with the same search."""

    words: str
    found: tuple[Found, ...]
    all_url: str = ""


@dataclass(frozen=True)
class Results:
    """Everything found; `read_as` says how the text was understood."""

    groups: tuple[Group, ...] = ()
    read_as: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many are shown."""
        return sum(len(group.found) for group in self.groups)


def search_for(user: User, text: str, *, at: datetime) -> Results:
    """Searches every stage that the person's duty opens; the search itself goes on record, its words do not."""
    if not text:
        return Results()
    groups: list[Group] = []
    read_as: tuple[str, ...] = ()
    if user.reads_cases:
        sought = seek(text)
        read_as = sought.read_as
        groups += [
            _group("Reports", find_reports(user, ReportFilter(sought=sought)), _report, "reports", text),
            _group("Cases", find_cases(user, CaseFilter(search=text, state=""), today=at.date()), _case, "cases", text),
            _group("Referrals", _referrals(user, text, at), _referral, "referrals", text),
        ]
        record(act="searched", by=user, at=at, kind="search", detail={"found": [len(each.found) for each in groups]})
    if user.has_role(Role.PARTNER):
        wanted = ReferralFilter(search=text, state="")
        groups.append(_group("Referred to us", find_partner_referrals(user, wanted, at=at), _partners, "", text))
    if user.has_role(*READERS):
        groups.append(_group("Agencies", agencies(AgencyQuestion(search=text)), _agency, "agencies", text))
    if user.has_role(*KEEPS_PEOPLE):
        groups.append(_group("People", people(PeopleQuestion(search=text)), _person, "people", text))
    return Results(tuple(group for group in groups if group.found), read_as)


def _referrals(user: User, text: str, at: datetime) -> QuerySet[Referral]:
    return find_referrals(user, ReferralFilter(search=text, state=""), at=at)


def _group(words: str, rows: Iterable[object], told: Callable[..., Found], list_name: str, text: str) -> Group:
    first: Sequence[object] = list(rows[: MOST_IN_A_GROUP + 1])  # type: ignore[index]
    all_url = ""
    if len(first) > MOST_IN_A_GROUP and list_name:
        all_url = f"{reverse(list_name)}?{urlencode({'q': text})}"
    return Group(words, tuple(told(row) for row in first[:MOST_IN_A_GROUP]), all_url)


def _report(report: Report) -> Found:
    return Found(report.title, report.get_harm_display(), report.reference, reverse("report", args=[report.reference]))


def _case(case: Case) -> Found:
    return Found(case.title, case.get_state_display(), case.reference, reverse("case", args=[case.reference]))


def _referral(referral: Referral) -> Found:
    what = f"{referral.destination}: {referral.get_state_display()}"
    return Found(referral.title, what, referral.reference, reverse("referral", args=[referral.reference]))


def _partners(referral: Referral) -> Found:
    url = reverse("partner-referral", args=[referral.reference])
    return Found(referral.title, referral.get_state_display(), referral.reference, url)


def _agency(agency: Agency) -> Found:
    return Found(agency.name, agency.get_kind_display(), agency.code, reverse("agency", args=[agency.code]))


def _person(person: User) -> Found:
    return Found(person.name, person.role_words, person.username, reverse("person", args=[person.username]))
