"""Addresses: staff pages, the public report pages, and the industry server."""

from __future__ import annotations

from django.urls import URLPattern, path

from daymark.casework.reports import api, views
from daymark.casework.reports.public import file_views, return_views, sending_views
from daymark.casework.reports.public import views as public_views

urlpatterns: list[URLPattern] = [
    path("reports/", views.report_list, name="reports"),
    path("reports/<str:reference>/received/", views.as_received, name="report-received"),
    path("reports/<str:reference>/received/document", views.raw_document, name="report-raw"),
    path("reports/<str:reference>/files/", views.files, name="report-attachments"),
    path("reports/<str:reference>/conversation/", views.conversation, name="report-talk"),
    path("reports/<str:reference>/conversation/read/", views.mark_answers_read, name="report-answers-read"),
    path("reports/<str:reference>/history/", views.history, name="report-history"),
]
public: list[URLPattern] = [
    path("", public_views.start, name="report-start"),
    path("leave/", public_views.leave, name="report-leave"),
    path("return/", return_views.enter_code, name="report-return"),
    path("return/talk/", return_views.conversation, name="report-conversation"),
    path("files/", file_views.files, name="report-files"),
    path("check/", sending_views.check, name="report-check"),
    path("sent/", sending_views.sent, name="report-sent"),
    path("<slug:name>/", public_views.question, name="report-question"),
]
industry: list[URLPattern] = [
    path("status", api.status, name="ispws-status"),
    path("xsd", api.schema, name="ispws-xsd"),
    path("submit", api.submit, name="ispws-submit"),
    path("upload", api.upload, name="ispws-upload"),
    path("fileinfo", api.file_info, name="ispws-fileinfo"),
    path("finish", api.finish, name="ispws-finish"),
    path("retract", api.retract, name="ispws-retract"),
]
