"""Addresses of the pages of this stage."""

from __future__ import annotations

from django.urls import path

from daymark.casework.partners.views import agencies, parts

urlpatterns = [
    path("partners/", agencies.agencies, name="agencies"),
    path("partners/-/add/", agencies.add_agency, name="agency-add"),
    path("partners/<str:code>/", agencies.agency, name="agency"),
    path("partners/<str:code>/change/", agencies.change_agency, name="agency-change"),
    path("partners/<str:code>/undo/", agencies.undo, name="agency-undo"),
    path("partners/<str:code>/keys/", parts.keys, name="agency-keys"),
    path("partners/<str:code>/contacts/add/", parts.add_contact, name="contact-add"),
    path("partners/<str:code>/contacts/<uuid:pk>/", parts.change_contact, name="contact-change"),
    path("partners/<str:code>/contacts/<uuid:pk>/retire/", parts.retire_contact, name="contact-retire"),
    path("partners/<str:code>/industry/", parts.industry, name="agency-industry"),
    path("partners/<str:code>/industry/close/", parts.close_industry, name="agency-industry-close"),
]
