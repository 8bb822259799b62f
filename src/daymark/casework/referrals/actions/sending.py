"""How a referral goes out. Sent is not done: the clock of the acknowledgement begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from daymark.casework.access.models import User
from daymark.casework.cases import actions as cases
from daymark.casework.referrals.actions.drafting import CannotReceive
from daymark.casework.referrals.actions.moving import centre_only, held, step, tell
from daymark.casework.referrals.actions.packaging import seal_package
from daymark.casework.referrals.models import Referral
from daymark.casework.referrals.queries import desk_of, document_of
from daymark.casework.referrals.rules.clocks import acknowledgement_due
from daymark.casework.referrals.rules.states import State
from daymark.casework.referrals.rules.wording import HANDLING_UNENCRYPTED
from daymark.exchange.referral import ReferralDocument
from daymark.problems import Problem
from daymark.vault.signatures import fingerprint


class NoKey(Problem):
    """Not sent: the partner has no key. Add one, or say that you hand the package over in person."""


class HasKey(Problem):
    """Not sent: the partner has a key, so the package is encrypted to it. Take the tick away."""


@transaction.atomic
def send_referral(*, referral: Referral, by: User, at: datetime, by_hand: bool = False) -> Referral:
    """Builds the package and marks the referral sent, or does neither.

    `by_hand` is a person's word that the package, which cannot be encrypted for want of a key, is handed over in
    person; it is on record with the name.
    """
    centre_only(by)
    now = held(referral, State.SENT)
    cases.locked(now.case)
    key = _key(now, by_hand)
    document = _final(now, by_hand)
    package = seal_package(document, recipient_key=key, at=at)
    now.content = document.to_json()
    now.state, now.sent_at, now.sent_by = State.SENT, at, by
    now.due_at = acknowledgement_due(now.priority, at)
    now.package_sha256, now.package_size = package.sha256, package.size
    now.is_encrypted, now.recipient_key = bool(key), key
    now.save()
    how = f"encrypted to the key {fingerprint(key)}" if key else "not encrypted, to be handed over in person"
    step(now, by=by, at=at)
    detail = {"to": now.destination.code, "package": package.sha256, "size": package.size, "encrypted": bool(key)}
    tell(now, "referral sent", f"sent, {how}.", by=by, at=at, detail=detail)
    return now


def _key(referral: Referral, by_hand: bool) -> str:
    agency = referral.destination
    if not agency.is_active or not agency.receives_referrals:
        raise CannotReceive(f"Not sent: {agency.name} does not receive referrals from us any more.")
    if agency.public_key and by_hand:
        raise HasKey()
    if not agency.public_key and not by_hand:
        raise NoKey(f"Not sent: {agency.name} has no key. Add one, or say that you hand the package over in person.")
    return agency.public_key


def _final(referral: Referral, by_hand: bool) -> ReferralDocument:
    """What was previewed, with the partner's key of today and the warning that belongs to a clear package."""
    document = replace(document_of(referral), recipient=desk_of(referral.destination))
    if not by_hand:
        return document
    return replace(document, handling=(*document.handling, HANDLING_UNENCRYPTED))
