"""The referral as files: PDF and JSON to read, the package as it was sent. Every download is on record."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from daymark.casework.access.gates import SignedInRequest, for_case_readers, for_roles
from daymark.casework.access.keyring import vault
from daymark.casework.access.models import Role
from daymark.casework.referrals.actions import package_name
from daymark.casework.referrals.models import Referral, ReferralState
from daymark.casework.referrals.queries import document_of, get_partner_referral_for, get_referral_for, pdf_of
from daymark.exchange.referral import write_referral
from daymark.problems import NotForYou

for_partners = for_roles(Role.PARTNER)


@require_GET
@for_case_readers
def pdf(request: SignedInRequest, reference: str) -> HttpResponse:
    """The document as the partner's people read it."""
    at = timezone.now()
    return _pdf(get_referral_for(request.user, reference, at=at, act="referral PDF read"))


@require_GET
@for_case_readers
def as_json(request: SignedInRequest, reference: str) -> HttpResponse:
    """The document as the partner's programs read it."""
    at = timezone.now()
    referral = get_referral_for(request.user, reference, at=at, act="referral JSON read")
    return _attached(write_referral(document_of(referral)), "application/json", f"{referral.reference}.json")


@require_GET
@for_case_readers
def package(request: SignedInRequest, reference: str) -> HttpResponse | FileResponse:
    """The package exactly as it was sent."""
    at = timezone.now()
    return _package(get_referral_for(request.user, reference, at=at, act="referral package fetched"))


@require_GET
@for_partners
def partner_pdf(request: SignedInRequest, reference: str) -> HttpResponse:
    """The PDF, for the agency."""
    at = timezone.now()
    return _pdf(_given(get_partner_referral_for(request.user, reference, at=at, act="referral PDF read")))


@require_GET
@for_partners
def partner_package(request: SignedInRequest, reference: str) -> HttpResponse | FileResponse:
    """The package, for the agency."""
    at = timezone.now()
    return _package(_given(get_partner_referral_for(request.user, reference, at=at, act="referral package fetched")))


def _given(referral: Referral) -> Referral:
    """What was withdrawn is no longer given out."""
    if referral.state == ReferralState.WITHDRAWN:
        raise NotForYou(f"{referral.reference} was withdrawn. Its page says why; ask the sender for more.")
    return referral


def _pdf(referral: Referral) -> HttpResponse:
    response = HttpResponse(pdf_of(document_of(referral)).data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{referral.reference}.pdf"'
    return response


def _package(referral: Referral) -> FileResponse:
    if not referral.package_sha256:
        raise NotForYou("This referral has not been sent, so there is no package yet.")
    name = package_name(referral.reference, encrypted=bool(referral.is_encrypted))
    stream = vault().open(referral.package_sha256)
    return FileResponse(stream, as_attachment=True, filename=name, content_type="application/octet-stream")


def _attached(data: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
