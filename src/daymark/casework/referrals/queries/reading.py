"""One referral: `get_referral_for` for the centre's staff, `get_partner_referral_for` for the agency it went to."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from daymark.casework.access.models import Role, User
from daymark.casework.access.recording import record
from daymark.casework.cases.models import Case
from daymark.casework.cases.queries import reports_in, visible_cases
from daymark.casework.partners.naming import country_name, language_name
from daymark.casework.referrals.models import Referral, ReferralState
from daymark.exchange.referral import ReferralDocument, ReferralPdf, referral_pdf
from daymark.problems import NotForYou

FONTS = "built/fonts"  # made by `make assets`; without them the PDF uses the typesetter's own


def visible_referrals(user: User) -> QuerySet[Referral]:
    """The referrals of cases that a person of the centre may see."""
    return Referral.objects.filter(case__in=visible_cases(user))


def referrals_to(user: User) -> QuerySet[Referral]:
    """What was sent to the agency of a partner's person."""
    if not user.is_active or not user.has_role(Role.PARTNER) or user.agency_id is None:
        return Referral.objects.none()
    return Referral.objects.filter(destination=user.agency_id, sent_at__isnull=False)


def get_referral_for(user: User, reference: str, *, at: datetime, act: str = "referral read") -> Referral:
    """One referral for a person of the centre who may see its case; the reading goes on record."""
    return _read(visible_referrals(user).select_related("destination", "case", "case__lead"), user, reference, at, act)


def get_partner_referral_for(user: User, reference: str, *, at: datetime, act: str = "referral read") -> Referral:
    """One referral for a person of the agency it was sent to; the reading goes on record."""
    return _read(referrals_to(user).select_related("destination"), user, reference, at, act)


def document_of(referral: Referral) -> ReferralDocument:
    """What the partner reads. A draft has it from the moment it is drafted."""
    return ReferralDocument.from_json(referral.content or {})


def pdf_of(document: ReferralDocument) -> ReferralPdf:
    """The same as a PDF in this centre's type."""
    return referral_pdf(document, fonts=settings.STATICFILES_DIRS[0] / FONTS, words=_words_of(document))


def _words_of(document: ReferralDocument) -> dict[str, str]:
    """How the codes in it are called. A place may hold a country in words, which stays."""
    people = (*document.children, *document.complained_of, *document.others, *document.reporters)
    countries = [document.sender.country, *(place.country for person in people for place in person.places)]
    languages = [language for person in people for language in person.languages]
    return {code: language_name(code) for code in languages} | {code: country_name(code) for code in countries}


def reports_missing_from(referral: Referral) -> list[str]:
    """Reports that came into the case after the draft was written: it doesn't hold them yet."""
    if referral.state != ReferralState.DRAFT:
        return []
    known = set(document_of(referral).reports)
    return [report.reference for report in reports_in(referral.case) if report.reference not in known]


def referrals_of(case: Case) -> QuerySet[Referral]:
    """The referrals of a case, the newest first."""
    return Referral.objects.filter(case=case).select_related("destination").order_by("-drafted_at")


def _read(found: QuerySet[Referral], user: User, reference: str, at: datetime, act: str) -> Referral:
    referral = found.filter(reference=reference).first()
    if referral is None:
        raise NotForYou()
    record(act=act, by=user, at=at, kind="referral", reference=referral.reference)
    return referral
