"""Reads referrals."""

from daymark.casework.referrals.queries.composing import Choices, compose, desk_of, sender_desk
from daymark.casework.referrals.queries.evidence import Evidence, Offered, evidence_for, receivers
from daymark.casework.referrals.queries.line import Standing, Step, level_of, standing_of
from daymark.casework.referrals.queries.listing import (
    ReferralFilter,
    find_partner_referrals,
    find_referrals,
    overdue,
    six_hours_lately,
)
from daymark.casework.referrals.queries.parts import part_of_case
from daymark.casework.referrals.queries.reading import (
    document_of,
    get_partner_referral_for,
    get_referral_for,
    pdf_of,
    referrals_of,
    referrals_to,
    reports_missing_from,
    visible_referrals,
)
from daymark.casework.referrals.queries.waiting import answered_for, declined_for, pending_for, waiting_for

__all__ = [
    "Choices",
    "Evidence",
    "Offered",
    "ReferralFilter",
    "Standing",
    "Step",
    "answered_for",
    "compose",
    "declined_for",
    "desk_of",
    "document_of",
    "evidence_for",
    "find_partner_referrals",
    "find_referrals",
    "get_partner_referral_for",
    "get_referral_for",
    "level_of",
    "overdue",
    "part_of_case",
    "pdf_of",
    "pending_for",
    "receivers",
    "referrals_of",
    "referrals_to",
    "reports_missing_from",
    "sender_desk",
    "six_hours_lately",
    "standing_of",
    "visible_referrals",
    "waiting_for",
]
