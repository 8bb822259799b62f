"""The views of one report, each with its own address."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from daymark.casework.reports.models import Message, Report


@dataclass(frozen=True)
class Tab:
    """One view of a report; `count` is None where there is nothing to be found."""

    label: str
    url: str
    current: bool
    count: int | None = None


def tabs_of(report: Report, current: str, *, copies: int | None = None) -> list[Tab]:
    """The tabs above every page of a report; `current` is the URL name of the page shown."""
    messages = Message.objects.filter(report=report).count()
    kinds: tuple[tuple[str, str, int | None], ...] = (
        ("report", "As understood", None),
        ("report-received", "As received", None),
        ("report-attachments", "Files", report.file_count),
        ("report-copies", "Copies", copies),
        ("report-talk", "Conversation", messages),
        ("report-history", "History", None),
    )
    return [
        Tab(label, reverse(name, args=[report.reference]), name == current, count or None)
        for name, label, count in kinds
    ]
