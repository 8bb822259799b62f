"""The counts that the picture is drawn from."""

from __future__ import annotations

from django.db import models


class CountedPicture(models.Model):
    """All counts as they were at one moment (`rules.snapshot`). Only the latest rows are kept.

    Counting joins every report with where it stands, which takes a second at 100,000 reports; a page must not wait for
    it. Small numbers are in here unprotected, so row-level security lets the system alone read it.
    """

    id = models.BigAutoField(primary_key=True)
    counted_at = models.DateTimeField()
    counts = models.JSONField()

    class Meta:
        db_table = "strategic_counted_picture"

    def __str__(self) -> str:
        return f"counted at {self.counted_at:%Y-%m-%d %H:%M}"
