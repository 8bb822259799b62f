"""Addresses of the pages of this stage."""

from __future__ import annotations

from django.urls import path

from daymark.casework.media import views

urlpatterns = [
    path("cases/<str:reference>/exhibits/", views.add, name="exhibit-add"),
    path("exhibits/<uuid:number>/", views.exhibit, name="exhibit"),
    path("seizures/<str:reference>/", views.seizure, name="seizure"),
    path("seizures/<str:reference>/pause/", views.pause, name="seizure-pause"),
]
