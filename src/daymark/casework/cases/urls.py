"""Addresses of the pages of this stage."""

from __future__ import annotations

from django.urls import path

from daymark.casework.cases import views

urlpatterns = [
    path("cases/", views.case_list, name="cases"),
    path("cases/open/", views.open_new, name="case-open"),
    path("cases/<str:reference>/", views.case, name="case"),
    path("cases/<str:reference>/log/", views.write, name="case-log"),
    path("cases/<str:reference>/reports/", views.add_one_report, name="case-report-add"),
    path("cases/<str:reference>/reports/<str:report>/remove/", views.remove_one_report, name="case-report-remove"),
    path("cases/<str:reference>/tasks/", views.add_one_task, name="case-task-add"),
    path("cases/<str:reference>/tasks/<uuid:number>/", views.change_task, name="case-task"),
    path("cases/<str:reference>/people/", views.change_people, name="case-people"),
    path("cases/<str:reference>/door/", views.door, name="case-door"),
    path("cases/<str:reference>/close/", views.close, name="case-close"),
    path("cases/<str:reference>/reopen/", views.reopen, name="case-reopen"),
]
