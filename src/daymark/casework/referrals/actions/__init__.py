"""What is done to referrals. Each act locks the referral, checks the move, and is on record in the same transaction."""

from daymark.casework.referrals.actions.answering import (
    NothingToRemindOf,
    accept,
    acknowledge,
    conclude,
    decline,
    leave_note,
    remind,
)
from daymark.casework.referrals.actions.drafting import (
    AlreadyReferred,
    CannotReceive,
    NotADraft,
    draft_referral,
    rewrite_draft,
    withdraw,
)
from daymark.casework.referrals.actions.moving import NotYourReferral, WhoTold
from daymark.casework.referrals.actions.packaging import package_name
from daymark.casework.referrals.actions.sending import HasKey, NoKey, send_referral

__all__ = [
    "AlreadyReferred",
    "CannotReceive",
    "HasKey",
    "NoKey",
    "NotADraft",
    "NotYourReferral",
    "NothingToRemindOf",
    "WhoTold",
    "accept",
    "acknowledge",
    "conclude",
    "decline",
    "draft_referral",
    "leave_note",
    "package_name",
    "remind",
    "rewrite_draft",
    "send_referral",
    "withdraw",
]
