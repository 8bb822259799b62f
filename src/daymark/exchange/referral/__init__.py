"""Referrals between authorities: one JSON document, and the same as a PDF that people read."""

from daymark.exchange.referral.document import (
    FORMAT,
    Account,
    Contact,
    Desk,
    EnclosedFile,
    Identifier,
    Person,
    Place,
    ReferralDocument,
    ReferralUnreadable,
    Said,
    Statement,
    read_referral,
    write_referral,
)
from daymark.exchange.referral.pdf import ReferralPdf, referral_pdf

__all__ = [
    "FORMAT",
    "Account",
    "Contact",
    "Desk",
    "EnclosedFile",
    "Identifier",
    "Person",
    "Place",
    "ReferralDocument",
    "ReferralPdf",
    "ReferralUnreadable",
    "Said",
    "Statement",
    "read_referral",
    "referral_pdf",
    "write_referral",
]
