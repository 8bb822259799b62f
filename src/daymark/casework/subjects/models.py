"""What any stage may name: identifiers of accounts, addresses and devices, and where each was seen."""

from __future__ import annotations

from django.db import models


class Sighting(models.Model):
    """One identifier, as one report named it: typed, normalised, and kept as received."""

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey("casework.Report", on_delete=models.PROTECT, related_name="sightings", db_index=False)
    kind = models.CharField(max_length=24)
    value = models.CharField(max_length=512)
    received = models.CharField(max_length=2100)
    platform = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=24)  # whose it is: CHILD, PERSON_COMPLAINED_OF, REPORTER, RECIPIENT, PLACE, FILE
    event = models.CharField(max_length=24, blank=True)  # Login, Upload ... as the sender named it
    seen_at = models.DateTimeField(null=True)
    seen_as_received = models.CharField(max_length=60, blank=True)
    port = models.PositiveIntegerField(null=True)
    possible_proxy = models.BooleanField(null=True)
    is_confirmed = models.BooleanField(default=False)
    country = models.CharField(max_length=2, blank=True)
    doubt = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "subjects_sighting"
        indexes = [
            models.Index(fields=["kind", "value"], name="sighting_value"),
            models.Index(fields=["report"], name="sighting_report"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
