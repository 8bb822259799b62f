"""Addresses of the pages of this stage: the centre's under `referrals/`, the partner's under `referred/`."""

from __future__ import annotations

from django.urls import path

from daymark.casework.referrals import views

urlpatterns = [
    path("referrals/", views.referral_list, name="referrals"),
    path("cases/<str:reference>/refer/", views.draft, name="referral-draft"),
    path("referrals/<str:reference>/", views.referral, name="referral"),
    path("referrals/<str:reference>/rewrite/", views.rewrite, name="referral-rewrite"),
    path("referrals/<str:reference>/send/", views.send, name="referral-send"),
    path("referrals/<str:reference>/withdraw/", views.take_back, name="referral-withdraw"),
    path("referrals/<str:reference>/answer/", views.write_answer, name="referral-answer"),
    path("referrals/<str:reference>/remind/", views.write_reminder, name="referral-remind"),
    path("referrals/<str:reference>/note/", views.write_note, name="referral-note"),
    path("referrals/<str:reference>/pdf/", views.pdf, name="referral-pdf"),
    path("referrals/<str:reference>/json/", views.as_json, name="referral-json"),
    path("referrals/<str:reference>/package/", views.package, name="referral-package"),
    path("referred/", views.partner_list, name="partner-referrals"),
    path("referred/<str:reference>/", views.partner_referral, name="partner-referral"),
    path("referred/<str:reference>/answer/", views.partner_answer, name="partner-answer"),
    path("referred/<str:reference>/note/", views.partner_note, name="partner-note"),
    path("referred/<str:reference>/pdf/", views.partner_pdf, name="partner-pdf"),
    path("referred/<str:reference>/package/", views.partner_package, name="partner-package"),
]
