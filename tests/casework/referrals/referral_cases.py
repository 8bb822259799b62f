"""A case with a file, ready to be referred."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime

from daymark.casework.access.context import acting_as
from daymark.casework.access.keyring import keyring, vault
from daymark.casework.cases.actions import open_case
from daymark.casework.cases.models import Case
from daymark.casework.referrals.actions import draft_referral, send_referral
from daymark.casework.referrals.models import Referral
from daymark.casework.reports.actions import StoredFile
from daymark.casework.reports.models import Report
from daymark.casework.reports.rules.understood import (
    AgeBand,
    Fact,
    FileSaid,
    IdentifierSaid,
    MomentSaid,
    PartyRole,
    PartySaid,
    PlaceSaid,
    Sex,
)
from examples import NOON, make_report
from people import Cast, make_cast

CONTENT = b"a harmless picture drawn by a program"


@dataclass
class Scene:
    """The cast, a case of theirs, and its report."""

    cast: Cast
    case: Case
    report: Report

    def draft(self, at: datetime = NOON, **given: object) -> Referral:
        """A draft to the partner, by Ines."""
        with acting_as(self.cast.ines):
            return draft_referral(
                case=self.case,
                destination=self.cast.partner,
                choice_reason="The child lives in their area.",
                by=self.cast.ines,
                at=at,
                **given,  # type: ignore[arg-type]
            )

    def sent(self, **given: object) -> Referral:
        """A sent one."""
        draft = self.draft(**given)
        with acting_as(self.cast.ines):
            return send_referral(referral=draft, by=self.cast.ines, at=NOON)


def make_scene(*facts: Fact, content: bytes = CONTENT) -> Scene:
    """A girl in the North West, an account, an address with its time, a file; the partner holds a key."""
    cast = make_cast()
    cast.partner.public_key = keyring().recipient
    cast.partner.save()
    report = make_report(*facts, files=(stored_file(content),), parties=parties())
    with acting_as(cast.ines):
        case = open_case(reports=[report], by=cast.ines, at=NOON)
    return Scene(cast, case, report)


def stored_file(content: bytes = CONTENT) -> StoredFile:
    """A file whose content lies in the vault."""
    vault().put(io.BytesIO(content), limit=1000)
    digest = hashlib.sha256(content).hexdigest()
    return StoredFile(FileSaid("../picture of a boat.png"), sha256=digest, size=len(content), media_type="image/png")


def parties() -> tuple[PartySaid, ...]:
    """A child, a person complained of, and who reported."""
    moment = MomentSaid("2026-03-01T07:00:00-05:00", NOON.replace(day=1), True)
    account = IdentifierSaid("USERNAME", "Harbour_Light22", platform="Example Social")
    address = IdentifierSaid("IP_ADDRESS", "203.0.113.7", event="Login", moment=moment, port=4431, possible_proxy=True)
    return (
        PartySaid(
            role=PartyRole.CHILD,
            name="Mia Example",
            age=12,
            age_band=AgeBand.FROM_11_TO_13,
            sex=Sex.GIRL,
            places=(PlaceSaid(area="Manchester", country="GB", kind="home"),),
        ),
        PartySaid(role=PartyRole.PERSON_COMPLAINED_OF, identifiers=(account, address)),
        PartySaid(role=PartyRole.REPORTER, name="Pat Example", relation="mother"),
    )
