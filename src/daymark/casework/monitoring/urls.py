"""Addresses of the pages of this stage."""

from __future__ import annotations

from django.urls import path

from daymark.casework.monitoring import views

urlpatterns = [
    path("monitoring/", views.persons, name="monitoring"),
    path("monitoring/<str:reference>/", views.person, name="monitoring-person"),
    path("monitoring/<str:reference>/triage/", views.triage, name="monitoring-triage"),
    path("monitoring/<str:reference>/access/", views.access, name="monitoring-access"),
]
