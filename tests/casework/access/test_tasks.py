"""What runs by the clock is known to the worker, and does what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate.contrib.django import app

from daymark.casework.access import tasks
from daymark.casework.access.queries import checkpoint_file
from daymark.casework.access.recording import record


def test_the_worker_knows_the_tasks_and_when_they_run() -> None:
    periodic = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert periodic["access.write_checkpoint"] == "7 * * * *"
    assert periodic["access.clear_sessions"] == "23 3 * * *"
    assert "daymark.casework.access.tasks" in settings.PROCRASTINATE_IMPORT_PATHS


def test_the_hourly_task_signs_a_checkpoint(committed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DAYMARK", replace(settings.DAYMARK, checkpoints=tmp_path))
    tasks.write_checkpoint(0)
    assert not checkpoint_file().exists()
    record(act="something", by=None, at=timezone.now())
    tasks.write_checkpoint(0)
    tasks.write_checkpoint(0)
    assert len(checkpoint_file().read_text().splitlines()) == 2


@pytest.mark.django_db
def test_sessions_that_are_over_are_deleted_and_others_stay() -> None:
    now = timezone.now()
    Session.objects.create(session_key="over", session_data="x", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="open", session_data="x", expire_date=now + timedelta(hours=1))
    tasks.clear_sessions(0)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
