"""Addresses: staff pages, the public report pages, and the industry server."""

from __future__ import annotations

from django.urls import URLPattern, path

from daymark.casework.reports import api

urlpatterns: list[URLPattern] = []
public: list[URLPattern] = []
industry: list[URLPattern] = [
    path("status", api.status, name="ispws-status"),
    path("xsd", api.schema, name="ispws-xsd"),
    path("submit", api.submit, name="ispws-submit"),
    path("upload", api.upload, name="ispws-upload"),
    path("fileinfo", api.file_info, name="ispws-fileinfo"),
    path("finish", api.finish, name="ispws-finish"),
    path("retract", api.retract, name="ispws-retract"),
]
