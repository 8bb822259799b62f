"""Real rows for the checks of who sees what: a secret case that only its member may know of, and an open one.

Every sealed or personal value of the secret story holds a canary: words that stand nowhere else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from django.utils import timezone

from architecture.passkeys import add_passkey
from architecture.routes import Route
from casework.matching.known_files import bring, csv, digest, look
from casework.monitoring.sighted import count, know, line, take
from daymark.casework.access.context import acting_as, acting_as_reporter, acting_as_system
from daymark.casework.access.keyring import keyring
from daymark.casework.access.models import User
from daymark.casework.cases import actions as cases
from daymark.casework.cases.models import Case, Task
from daymark.casework.matching.models import Hit
from daymark.casework.matching.rules import Says
from daymark.casework.media import actions as media
from daymark.casework.media.actions.files import Listed
from daymark.casework.media.models import Content, Exhibit, SeizedFile, Seizure, Stack
from daymark.casework.media.research.models import Cohort, CohortItem
from daymark.casework.monitoring.models import Chain
from daymark.casework.outcomes import actions as outcomes
from daymark.casework.outcomes.models import Outcome, OutcomeKind
from daymark.casework.partners.models import Agency, Contact
from daymark.casework.prevention.actions import make_button
from daymark.casework.prevention.models import Button
from daymark.casework.referrals import actions as referrals
from daymark.casework.referrals.models import Referral
from daymark.casework.reports.actions import Arrival, StoredFile, file_reports, record_answer
from daymark.casework.reports.models import Attachment, Receipt, Report, Way
from daymark.casework.reports.rules.understood import (
    AgeBand,
    FileSaid,
    IdentifierSaid,
    PartyRole,
    PartySaid,
    PlaceSaid,
    Sex,
)
from daymark.casework.triage import actions as triage
from daymark.casework.welfare import actions as welfare
from daymark.cli.practice.pictures import picture
from daymark.engine.digests import digest_bytes
from daymark.engine.hashing import Hashed
from daymark.engine.kinds import kind_of
from daymark.web.middleware.flood import PAGES
from examples import make_understood
from people import Cast, make_cast, sign_in

NOW = timezone.now()
ANONYMOUS = "anonymous"
OTHER_PARTNER = "partner of another agency"


@dataclass(frozen=True)
class Story:
    """One child's story: report with a file and an answer, case with a task, referral with an outcome."""

    words: str  # in every sealed value
    area: str  # in every title
    account: str  # the identifier of the person complained of
    code: str  # the receipt code
    report: Report
    attachment: Attachment
    case: Case
    task: Task
    exhibit: Exhibit
    seizure: Seizure
    stack: Stack
    referral: Referral
    outcome: Outcome

    @property
    def marks(self) -> tuple[str, ...]:
        """Everything that gives the story away."""
        own = (self.report.reference, self.case.reference, self.referral.reference, self.seizure.reference)
        return (self.words, self.area, self.account, self.report.title, *own, self.attachment.sha256)


@dataclass(frozen=True)
class World:
    """The cast, signed in, and three stories: open to all staff, closed to all but Ines, and one still in the queue."""

    cast: Cast
    people: dict[str, User]
    sessions: dict[str, str]
    shown: Story
    hidden: Story
    waiting: Report
    contact: Contact
    button: Button
    passkey: Authenticator  # the analyst's
    bank: int  # the number of a list
    hit: Hit  # a look-alike of a file on a list
    disputed: Content  # held by both stories, and lists disagree about it
    cohort: Cohort
    chain: str  # the reference of a person seen in a peer-to-peer network

    def ask(self, who: str, method: str, path: str, data: dict[str, Any] | None = None, **headers: str) -> HttpResponse:
        """One request as this person (or nobody), through every middleware. A fault of ours becomes a 500."""
        body = b"" if method in {"GET", "DELETE"} else encode_multipart(BOUNDARY, data or {})
        request = RequestFactory().generic(method, path, body, MULTIPART_CONTENT, headers=headers)
        if kept := self.sessions.get(who):
            request.COOKIES[settings.SESSION_COOKIE_NAME] = kept
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        PAGES.clear()  # many requests from one address are no flood here
        return _handler().get_response(request)


@cache
def _handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Rolls back whatever happens inside, so that each request meets the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def make_world() -> World:
    """Everything, through the real actions."""
    with acting_as_system():
        cast = make_cast()
        contact = Contact.objects.create(agency=cast.partner, name="Duty desk", email="desk@force.example")
        button = make_button(agency=cast.partner, by=cast.chen, at=NOW)
    hidden = _story(cast, "magpie-canary", "Isle of Canna", cast.partner)
    shown = _story(cast, "plain story", "North West", cast.partner)
    with acting_as(cast.ines):
        cases.restrict(case=hidden.case, reason="A colleague of this force is named.", by=cast.ines, at=NOW)
    waiting = _report("still waiting", "Wales")
    _looked(cast.ines, hidden.case, cast)
    _looked(cast.amina, shown.case, cast)
    passkey = _second_factors(cast.ben)
    hit, disputed = _known(shown)
    people = people_of(cast)
    sessions = {name: session_of(user) for name, user in people.items()}
    told = (cast, people, sessions, shown, hidden, waiting, contact, button, passkey)
    return World(*told, hit.entry.bank_id, hit, disputed, _cohort(cast.ben, shown.stack), _sighted())


def _sighted() -> str:
    """One client, seen twice with a file that a list knows."""
    with acting_as_system():
        know(900, name="Network list")
        take([line("a", file=900), line("a", file=900, days=2, address="203.0.113.8")])
        count()
        return Chain.objects.get().reference


def _cohort(by: User, stack: Stack) -> Cohort:
    """A cohort of one picture, which nobody coded yet."""
    days = {"first_on": NOW.date(), "last_on": NOW.date()}
    with acting_as(by):
        cohort = Cohort.objects.create(
            reference="Q-2025-00007",
            title="Ages",
            purpose="How many look under 5?",
            seed="spring",
            population=1,
            population_digest=hashlib.sha256(b"1\n").digest(),
            size=1,
            drawn_at=NOW,
            drawn_by=by,
            **days,
        )
        CohortItem.objects.create(cohort=cohort, number=1, content=stack.face)
    return cohort


def people_of(cast: Cast) -> dict[str, User]:
    """One person for each duty, by the words for it."""
    named = {cast.amina: 0, cast.ines: 0, cast.ben: 0, cast.chen: 0, cast.sol: 0, cast.dee: 0, cast.ada: 0}
    return {user.role_words.lower(): user for user in named} | {OTHER_PARTNER: cast.eli}


def _second_factors(user: User) -> Authenticator:
    RecoveryCodes.activate(user)
    return add_passkey(user)


def session_of(user: User) -> str:
    """The key of a fresh session of this person."""
    return sign_in(Client(), user).cookies[settings.SESSION_COOKIE_NAME].value


def _report(words: str, area: str) -> Report:
    child = PartySaid(
        PartyRole.CHILD,
        name=f"Child {words}",
        age=12,
        age_band=AgeBand.FROM_11_TO_13,
        sex=Sex.GIRL,
        places=(PlaceSaid(text=f"Street {words}", area=area, country="GB"),),
    )
    accused = PartySaid(
        PartyRole.PERSON_COMPLAINED_OF,
        name=f"Person {words}",
        identifiers=(IdentifierSaid("USERNAME", _account(words), platform="Example Social"),),
    )
    said = make_understood(
        narrative=f"Told in confidence: {words}.", summary=f"Summary {words}.", parties=(child, accused)
    )
    data = words.encode()
    digests = {kind: hashlib.new(kind, data).hexdigest() for kind in ("sha256", "sha1", "md5")}
    sealed = _sealed(data)
    file = StoredFile(FileSaid(f"{words}.bin"), **digests, size=len(data), media_type="application/octet-stream")
    assert sealed == digests["sha256"]
    with acting_as_system():
        arrival = Arrival(said, Way.PUBLIC, body=data, files=(file,))
        report = file_reports(arrivals=[arrival], by=None, at=NOW - timedelta(hours=3))[0].report
        Receipt.objects.create(report=report, code_digest=hashlib.sha256(words.encode()).digest(), made_at=NOW)
    return report


def _sealed(data: bytes) -> str:
    import io

    from daymark.vault.store import Vault

    return Vault(settings.DAYMARK.home, keyring()).put(io.BytesIO(data), limit=len(data)).sha256


def _account(words: str) -> str:
    return words.replace(" ", "_").replace("-", "_")


def _story(cast: Cast, words: str, area: str, partner: Agency) -> Story:
    report = _report(words, area)
    with acting_as(cast.ines):
        triage.ask(report=report, text=f"Question {words}", by=cast.ines, at=NOW)
    with acting_as_reporter(report.pk):
        record_answer(report=report, text=f"Answer {words}", at=NOW)
    with acting_as(cast.ines):
        case = cases.open_case(reports=[report], by=cast.ines, at=NOW, lead=cast.ines, operation=f"Op {words}")
        task = cases.add_task(case=case, text=f"Task {words}", by=cast.ines, at=NOW, assigned_to=cast.ines)
        cases.record_decision(case=case, text=f"Decision {words}", reason=words, by=cast.ines, at=NOW)
        exhibit, seizure, stack = _seized(case, words, cast.ines)
        referral = referrals.draft_referral(
            case=case, destination=partner, choice_reason=f"Because {words}", by=cast.ines, at=NOW
        )
        referral = referrals.send_referral(referral=referral, by=cast.ines, at=NOW, by_hand=True)
    with acting_as(cast.dee):
        referral = referrals.accept(referral=referral, by=cast.dee, at=NOW, note=f"Note {words}")
        outcome = outcomes.record_referral_outcome(
            referral=referral, kind=OutcomeKind.CHILD_SAFEGUARDED, number=1, happened_on=NOW.date(), by=cast.dee, at=NOW
        )
    with acting_as_system():
        attachment = Attachment.objects.get(report=report)
        report.refresh_from_db()
        case.refresh_from_db()
    account = _account(words)
    found = (exhibit, seizure, stack)
    return Story(words, area, account, words, report, attachment, case, task, *found, referral, outcome)


def _seized(case: Case, words: str, by: User) -> tuple[Exhibit, Seizure, Stack]:
    """An exhibit somebody signed for, and a folder of it: a picture, a text, and a file that could not be read."""
    exhibit = media.add_exhibit(case=case, name=f"Exhibit {words}", description=f"Found: {words}", by=by, at=NOW)
    media.sign_custody(
        exhibit=exhibit, holder=f"Store {words}", held_from=NOW, why=f"Held: {words}", signed_as=by.name, by=by, at=NOW
    )
    folder = Path(mkdtemp()) / words
    folder.mkdir()
    drawn = picture(1) + words.encode()
    (folder / f"{words}.png").write_bytes(drawn)
    seizure = media.begin_or_resume(exhibit=exhibit, folder=bytes(folder), by=by, at=NOW)
    there = {f"{words}.txt": b"file 1", f"{words}.png": drawn}
    listed = [Listed(name.encode(), len(data), 1) for name, data in there.items()]
    media.list_files(seizure=seizure, listed=[*listed, Listed(f"{words}.jpg".encode(), why_not=f"Broken: {words}")])
    media.end_listing(seizure=seizure, at=NOW)
    rows = SeizedFile.objects.filter(seizure=seizure, reason="")
    readings = {row.pk: _hashed(row.name, there[row.name]) for row in rows}
    seizure = media.take_readings(seizure=seizure, readings=readings, at=NOW)
    stacking = media.Stacking(case)
    stacking.place(contents=[row.content_id for row in rows.all()], at=NOW)
    drawn_file = rows.select_related("seizure__exhibit__case", "content").get(name=f"{words}.png")
    media.seal_original(file=drawn_file, by=by, at=NOW, reason=f"Kept: {words}")
    return exhibit, seizure, Stack.objects.get(case=case)


def _hashed(name: str, data: bytes) -> Hashed:
    return Hashed(Path(name), kind_of(data), digest_bytes(data))


def _known(story: Story) -> tuple[Hit, Content]:
    """Two lists that disagree about a file of both stories, and a picture of this one that looks like a listed one."""
    with acting_as_system():
        alike = story.stack.face
        Content.objects.filter(pk=alike.pk).update(pdq=look(2), quality=90)
        bring(csv([{"sha256": digest(1), "pdq": ""}, {"sha256": "", "pdq": look(2, flipped=[3]).hex()}]))
        bring(csv([{"sha256": digest(1)}]), "Milan list", Says.GOOD)
        return Hit.objects.select_related("entry").get(content=alike), Content.objects.get(
            sha256=bytes.fromhex(digest(1))
        )


def _looked(who: User, case: Case, cast: Cast) -> None:
    """Looks of every severity at a stack of a case, and all that a person's own page can hold."""
    with acting_as(cast.chen):
        reason = "The examiner is ill."
        welfare.lift(person=who, minutes=30, reason=reason, by=cast.chen, at=NOW)
    with acting_as(who):
        for days in (40, 6, 2, 0):
            for number, severity in enumerate((None, *range(6))):
                at = NOW - timedelta(days=days, minutes=60 - 2 * number)
                asked = {"case_reference": case.reference, "kind": "stack", "number": number, "severity": severity}
                look = welfare.begin_look(by=who, at=at, longest_ms=10_000, **asked)
                welfare.end_look(by=who, at=at + timedelta(seconds=9), look=look.look)
        welfare.start_break(by=who, at=NOW - timedelta(minutes=15))
        welfare.end_break(by=who, at=NOW - timedelta(minutes=1))
        welfare.leave_out(by=who, at=NOW, categories=["INFANT"])
        for days in (-30, 60):
            welfare.keep_session(by=who, at=NOW, on=NOW.date() + timedelta(days=days), note="Bring the question.")
        welfare.ask_pair(by=who, colleague=cast.ben, at=NOW)


# What an act needs to be told before it looks at the rest.
FORMS = {"case-task": {"act": "done"}, "referral-answer": {"act": "acknowledge"}, "partner-answer": {"act": "accept"}}


def values(world: World, route: Route, story: Story) -> dict[str, str]:
    """What stands in the places of an address when it speaks of this story. A place without a value is red."""
    own = {
        "cases": {"reference": story.case.reference, "report": story.report.reference, "number": str(story.task.pk)},
        "referrals": {"reference": story.referral.reference},
        "referred": {"reference": story.referral.reference},
        "reports": {"reference": story.report.reference},
        "people": {"username": world.cast.ben.username},
        "wellbeing": {"username": world.cast.ben.username},
        "partners": {"code": world.cast.partner.code, "pk": str(world.contact.pk)},
        "buttons": {"key": world.button.key},
        "exhibits": {"number": str(story.exhibit.pk)},
        "seizures": {"reference": story.seizure.reference},
        "stacks": {"number": str(story.stack.pk), "content": str(story.stack.face_id), "look": str(uuid4())},
        "looks": {"look": str(uuid4())},
        "lists": {"number": str(world.bank), "edition": "1", "sha256": str(world.disputed)},
        "files": {"sha256": str(world.disputed)},
        "help": {"key": world.button.key, "audience": "parent"},
        "report": {"name": "who"},
        "picture": {"key": "kinds"},
        "research": {"reference": world.cohort.reference, "number": "1", "look": str(uuid4())},
        "enrol": {"token": "x" * 43},
        "monitoring": {"reference": world.chain},
        "accounts": {"pk": str(world.passkey.pk)},
    }.get(route.stage, {})
    if route.name.startswith("look-alike"):
        own |= {"number": str(world.hit.pk), "side": "seized", "look": str(uuid4())}
    if route.name == "outcome-withdraw":
        own |= {"number": str(story.outcome.pk)}
    missing = set(route.places) - set(own)
    assert not missing, f"Say in tests/architecture/world.py what {sorted(missing)} of /{route.pattern} stands for."
    return {place: own[place] for place in route.places}


def is_sign_in(response: HttpResponse) -> bool:
    """Whether the answer sends the person to sign in first."""
    return response.status_code == 302 and response["Location"].startswith(reverse("account_login"))


def make_secret(cast: Cast) -> None:
    """One more restricted case that only Ines knows of."""
    hidden = _story(cast, "another-canary", "Isle of Rum", cast.partner)
    with acting_as(cast.ines):
        cases.restrict(case=hidden.case, reason="A colleague of this force is named.", by=cast.ines, at=NOW)
