"""The report button on partners' sites, and how often pages are seen, counted without cookies."""

from __future__ import annotations

import uuid

from django.db import models

from daymark.casework.partners.models import Agency


class Button(models.Model):
    """One key for each partner whose site carries the report button."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="button")
    key = models.SlugField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "prevention_button"

    def __str__(self) -> str:
        return self.key


class DailyCount(models.Model):
    """How often one public page (or one partner's button) was used on one day. No person, no address, no cookie."""

    day_on = models.DateField()
    page = models.CharField(max_length=60)
    button = models.ForeignKey(Button, on_delete=models.PROTECT, null=True, related_name="counts")
    language = models.CharField(max_length=8, blank=True)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "prevention_daily_count"
        constraints = [
            models.UniqueConstraint(
                fields=["day_on", "page", "button", "language"], nulls_distinct=False, name="one_count_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.day_on}: {self.number}"
