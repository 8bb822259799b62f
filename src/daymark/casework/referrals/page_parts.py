"""What later stages show on the page of a referral."""

from __future__ import annotations

from daymark.casework.cases.page_parts import PageParts
from daymark.casework.referrals.models import Referral

REFERRAL_PARTS: PageParts[Referral] = PageParts()
