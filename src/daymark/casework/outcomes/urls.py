"""Addresses of the pages of this stage."""

from __future__ import annotations

from django.urls import path

from daymark.casework.outcomes import views

urlpatterns = [
    path("cases/<str:reference>/history/", views.history, name="case-history"),
    path("cases/<str:reference>/outcomes/", views.of_case, name="case-outcome"),
    path("cases/<str:reference>/outcomes/<uuid:number>/withdraw/", views.take_back, name="outcome-withdraw"),
    path("referrals/<str:reference>/outcomes/", views.of_referral, name="referral-outcome"),
    path("referred/<str:reference>/outcomes/", views.of_partner, name="partner-outcome"),
]
