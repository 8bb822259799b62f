"""Addresses of research."""

from __future__ import annotations

from django.urls import path

from daymark.casework.media.research import views

urlpatterns = [
    path("research/", views.research, name="research"),
    path("research/draw/", views.draw, name="research-draw"),
    path("research/<str:reference>/", views.cohort, name="cohort"),
    path("research/<str:reference>/figures.csv", views.as_csv, name="cohort-csv"),
]
