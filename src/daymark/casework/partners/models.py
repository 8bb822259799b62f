"""Agencies that we receive from and refer to."""

from __future__ import annotations

import uuid

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class AgencyKind(models.TextChoices):
    """What kind of body an agency is."""

    NATIONAL_CENTRE = "NATIONAL_CENTRE", "National centre"
    FORCE = "FORCE", "Police force"
    HOTLINE = "HOTLINE", "Hotline"
    COMPANY = "COMPANY", "Company"
    FOREIGN_CENTRE = "FOREIGN_CENTRE", "Foreign centre"
    INTERNATIONAL = "INTERNATIONAL", "International body"
    CHARITY = "CHARITY", "Charity"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    context_field=None,  # type: ignore[arg-type]  # the audit record says who
    model_name="AgencyEvent",
    meta={"db_table": "partners_agency_event"},
)
class Agency(models.Model):
    """A body that sends us reports, receives our referrals, or both."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=AgencyKind.choices)
    country = models.CharField(max_length=2, blank=True)
    areas = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    website = models.URLField(blank=True)
    duty_desk = models.TextField("duty desk", blank=True, help_text="Telephone and hours, as the agency gave them.")
    # age recipient ("age1..."): without one a referral goes out unencrypted only by a person's decision.
    public_key = models.CharField(max_length=120, blank=True)
    signing_key = models.CharField(max_length=64, blank=True, help_text="Ed25519 public key in hexadecimal.")
    receives_referrals = models.BooleanField(default=False)
    is_this_centre = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    notes = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    source_on = models.DateField(null=True)

    class Meta:
        db_table = "partners_agency"
        ordering = ["name"]
        verbose_name_plural = "agencies"
        constraints = [
            models.UniqueConstraint(fields=["is_this_centre"], condition=Q(is_this_centre=True), name="one_own_centre"),
        ]
        indexes = [models.Index(fields=["kind", "name"], name="agency_kind")]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person or desk at an agency."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120)
    duty = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=60, blank=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        db_table = "partners_contact"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class IndustryAccount(models.Model):
    """One company's account for `/ispws/*` (HTTP Basic). The password is kept as an argon2 hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="industry_account")
    username = models.CharField(max_length=64, unique=True)
    password = models.CharField(max_length=200)
    is_strict = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "reports_industry_account"

    def __str__(self) -> str:
        return self.username
