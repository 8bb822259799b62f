"""The pages of referrals, for the centre and for partners."""

from daymark.casework.referrals.views.acts import rewrite, send, take_back, write_answer, write_note, write_reminder
from daymark.casework.referrals.views.files import as_json, package, partner_package, partner_pdf, pdf
from daymark.casework.referrals.views.partner import partner_answer, partner_list, partner_note, partner_referral
from daymark.casework.referrals.views.staff import draft, referral, referral_list

__all__ = [
    "as_json",
    "draft",
    "package",
    "partner_answer",
    "partner_list",
    "partner_note",
    "partner_package",
    "partner_pdf",
    "partner_referral",
    "pdf",
    "referral",
    "referral_list",
    "rewrite",
    "send",
    "take_back",
    "write_answer",
    "write_note",
    "write_reminder",
]
