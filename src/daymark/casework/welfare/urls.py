"""Addresses of the pages of this stage."""

from __future__ import annotations

from django.urls import path

from daymark.casework.welfare.views import oneself, supervising

urlpatterns = [
    path("wellbeing/", oneself.wellbeing, name="wellbeing"),
    path("wellbeing/looks/", oneself.looks, name="wellbeing-looks"),
    path("wellbeing/days.svg", oneself.days_picture, name="wellbeing-days"),
    path("wellbeing/break/", oneself.rest, name="wellbeing-break"),
    path("wellbeing/pair/", oneself.pair, name="wellbeing-pair"),
    path("wellbeing/sessions/forget/", oneself.forget, name="wellbeing-forget"),
    path("wellbeing/people/", supervising.people, name="wellbeing-people"),
    path("wellbeing/people/<str:username>/lift/", supervising.lift, name="wellbeing-lift"),
    path("wellbeing/policy/", supervising.policy, name="wellbeing-policy"),
]
