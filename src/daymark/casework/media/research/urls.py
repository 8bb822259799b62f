"""Addresses of research."""

from __future__ import annotations

from django.urls import path

from daymark.casework.media.research.views import coding, cohorts

urlpatterns = [
    path("research/", cohorts.research, name="research"),
    path("research/draw/", cohorts.draw, name="research-draw"),
    path("research/<str:reference>/", cohorts.cohort, name="cohort"),
    path("research/<str:reference>/figures.csv", cohorts.as_csv, name="cohort-csv"),
    path("research/<str:reference>/code/", coding.code, name="cohort-code"),
    path("research/<str:reference>/code/<int:number>/tile.png", coding.tile, name="cohort-tile"),
    path("research/<str:reference>/code/<int:number>/look/", coding.look, name="cohort-look"),
    path("research/<str:reference>/code/<int:number>/looks/<uuid:look>.png", coding.picture, name="cohort-picture"),
]
