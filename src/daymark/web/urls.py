"""Every address of the program, stage by stage."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from daymark.casework.prevention import urls as prevention
from daymark.casework.reports import urls as reports
from daymark.web import outage, views

handler404 = views.not_found
handler500 = outage.server_error
handler400 = views.bad_request
handler403 = views.forbidden

urlpatterns = [
    path("search/", views.search, name="search"),
    path("health/", views.health, name="health"),
    path("accounts/", include("daymark.web.account_urls")),
    path("", include("daymark.casework.access.urls")),
    path("", include("daymark.casework.partners.urls")),
    path("", include("daymark.casework.reports.urls")),
    path("", include("daymark.casework.monitoring.urls")),
    path("", include("daymark.casework.triage.urls")),
    path("", include("daymark.casework.cases.urls")),
    path("", include("daymark.casework.welfare.urls")),
    path("", include("daymark.casework.media.urls")),
    path("", include("daymark.casework.matching.urls")),
    path("", include("daymark.casework.media.research.urls")),
    path("", include("daymark.casework.referrals.urls")),
    path("", include("daymark.casework.outcomes.urls")),
    path("", include("daymark.casework.prevention.urls")),
    path("", include("daymark.casework.strategic.urls")),
    path("ispws/", include(reports.industry)),
    *i18n_patterns(
        path("", views.front, name="home"),
        path("report/", include(reports.public)),
        path("help/", include(prevention.public)),
        prefix_default_language=False,
    ),
]
