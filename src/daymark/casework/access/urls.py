"""Addresses of the pages of this stage."""

from __future__ import annotations

from django.urls import path

from daymark.casework.access.views import account, audit, enrolling, people

urlpatterns = [
    path("enrol/<str:token>/", enrolling.enrol, name="enrol"),
    path("account/", account.account, name="account"),
    path("account/theme/", account.theme, name="theme"),
    path("account/sessions/end/", account.end_sessions, name="end-sessions"),
    path("people/", people.people, name="people"),
    path("people/-/add/", people.add_person, name="person-add"),
    path("people/<str:username>/", people.person, name="person"),
    path("people/<str:username>/change/", people.change_person, name="person-change"),
    path("people/<str:username>/shut-out/", people.shut_out, name="person-shut-out"),
    path("people/<str:username>/let-in/", people.let_in_again, name="person-let-in"),
    path("people/<str:username>/undo/", people.undo, name="person-undo"),
    path("people/<str:username>/sign-out/", people.sign_out_person, name="person-sign-out"),
    path("people/<str:username>/new-link/", people.new_link, name="person-new-link"),
    path("audit/", audit.audit, name="audit"),
    path("audit/export/", audit.export, name="audit-export"),
]
