"""Addresses of the pages of this stage."""

from __future__ import annotations

from django.urls import path

from daymark.casework.strategic import views

urlpatterns = [
    path("picture/", views.picture, name="picture"),
    path("picture/count/", views.count, name="picture-count"),
    path("picture/charts/<slug:key>.svg", views.chart, name="picture-chart"),
    path("picture/picture.csv", views.as_csv, name="picture-csv"),
    path("picture/picture.pdf", views.as_pdf, name="picture-pdf"),
]
