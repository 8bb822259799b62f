"""The one Django app."""

from __future__ import annotations

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """All stages share one app, one set of migrations and one label."""

    name = "daymark.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from daymark.casework import flow

        flow.connect()
