"""Addresses of the queue and of the page of a report."""

from __future__ import annotations

from django.urls import URLPattern, path

from daymark.casework.triage import views

urlpatterns: list[URLPattern] = [
    path("queue/", views.queue, name="queue"),
    path("queue/next/", views.take_next, name="queue-next"),
    path("reports/<str:reference>/", views.report, name="report"),
    path("reports/<str:reference>/copies/", views.copies, name="report-copies"),
    path("reports/<str:reference>/take/", views.take, name="report-take"),
    path("reports/<str:reference>/put-back/", views.put_back, name="report-put-back"),
    path("reports/<str:reference>/hand-over/", views.hand_over, name="report-hand-over"),
    path("reports/<str:reference>/priority/", views.set_priority, name="report-priority"),
    path("reports/<str:reference>/close/", views.close, name="report-close"),
    path("reports/<str:reference>/reopen/", views.reopen, name="report-reopen"),
    path("reports/<str:reference>/ask/", views.ask, name="report-ask"),
    path("reports/<str:reference>/split/", views.split, name="report-split"),
]
