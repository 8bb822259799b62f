"""Referral documents that tests are made of: synthetic and clinical."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from daymark.exchange.referral import (
    Account,
    Contact,
    Desk,
    EnclosedFile,
    Identifier,
    Person,
    Place,
    ReferralDocument,
    Said,
    Statement,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
REPORT = "R-2026-000001"


def make_document(**changes: Any) -> ReferralDocument:
    """A referral about one girl and one account."""
    account = Identifier("user name", "synthetic_1", "Synthetic_1", REPORT, platform="Example Social")
    address = Identifier(
        "IP address",
        "203.0.113.7",
        "203.0.113.7",
        REPORT,
        event="Login",
        seen_at=NOON,
        seen_as_received="2026-03-02T07:00:00-05:00",
        port=4431,
        possible_proxy=True,
    )
    document = ReferralDocument(
        reference="F-2026-00001",
        case="C-2026-00001",
        title="Girl, 11 to 13, North West: meeting arranged",
        priority=1,
        child_in_danger=True,
        written_at=NOON,
        first_received_at=NOON,
        sender=Desk("Practice centre", "test", "GB", "Day and night", (Contact("Ines", email="ines@example.org"),)),
        recipient=Desk("Test Force", "test-force", "GB"),
        children=(Person(REPORT, "Girl, 11 to 13", "Mia Example", 12, places=(Place(area="North West"),)),),
        needs=("Please acknowledge within one hour.",),
        danger=(Statement("A meeting is arranged.", "the reporter", REPORT),),
        accounts=(
            Account(
                REPORT,
                NOON,
                "from the public",
                "Grooming",
                "Social site",
                "An adult writes to a child.",
                narrative="A grown-up writes to me every day.",
                said_later=(Said(NOON, "He wants to meet on Saturday."),),
            ),
        ),
        complained_of=(Person(REPORT, "Person, age not known", identifiers=(account, address)),),
        files=(EnclosedFile(REPORT, "screen.png", "files/0001-aaaa.bin", sha256="a" * 64, size=12),),
        unknown=("Who the person complained of is.",),
    )
    return replace(document, **changes)
