"""The way back for a reporter: sixteen digits, of which only a keyed digest is stored."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime

from django.db import transaction

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.keyring import keyring
from daymark.casework.access.recording import record
from daymark.casework.reports.models import Receipt, Report

DIGITS = 16
PURPOSE = "receipt code"


@transaction.atomic
def issue_receipt(*, report: Report, at: datetime) -> str:
    """Gives a report its code. The code itself is shown once and kept nowhere."""
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    Receipt.objects.create(report=report, code_digest=keyring().blind(code.encode(), PURPOSE), made_at=at)
    return code


def report_of_code(*, code: str, at: datetime) -> Report | None:
    """The report whose receipt this is, or None: for a wrong code, and for one that is no code, after the same work."""
    digests = keyring().blinds(digits_of(code).encode(), PURPOSE)
    with acting_as_system():
        receipt = Receipt.objects.select_related("report").filter(code_digest__in=digests).first()
        if receipt is None or not _matches(bytes(receipt.code_digest), digests):
            return None
        Receipt.objects.filter(pk=receipt.pk).update(last_used_at=at)
        record(act="reporter came back", by=None, at=at, kind="report", reference=receipt.report.reference)
        return receipt.report


def digits_of(code: str) -> str:
    """The digits of a code as typed: with spaces, dashes or full-width digits of a foreign keyboard."""
    return "".join(str(int(letter)) for letter in re.sub(r"\D", "", code))[: 2 * DIGITS]


def _matches(stored: bytes, digests: list[bytes]) -> bool:
    return any(hmac.compare_digest(stored, digest) for digest in digests)
