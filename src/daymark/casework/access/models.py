"""People who sign in, and the record of what they did."""

from __future__ import annotations

import uuid
from typing import Any

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from daymark.casework.access.rules.people import CASE_READING


class Role(models.TextChoices):
    """What a person is here to do. A person may hold several."""

    TRIAGE_OFFICER = "TRIAGE_OFFICER", "Triage officer"
    INVESTIGATOR = "INVESTIGATOR", "Investigator"
    VICTIM_IDENTIFICATION_ANALYST = "VICTIM_IDENTIFICATION_ANALYST", "Victim-identification analyst"
    SUPERVISOR = "SUPERVISOR", "Supervisor"
    STRATEGIC_ANALYST = "STRATEGIC_ANALYST", "Strategic analyst"
    PARTNER = "PARTNER", "Partner"
    ADMINISTRATOR = "ADMINISTRATOR", "Administrator"


CASE_READING_ROLES = frozenset(Role(name) for name in CASE_READING)


class UserManager(BaseUserManager["User"]):
    """Looks people up by sign-in name. People are made by `access.actions`, never here."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=(username or "").lower())


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["username", "name", "roles", "agency", "is_active"],
    context_field=None,  # type: ignore[arg-type]  # the audit record says who
    model_name="UserEvent",
    meta={"db_table": "access_user_event"},
)
class User(AbstractBaseUser):
    """A person who signs in: of this centre, or of a partner agency."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField("sign-in name", max_length=64, unique=True)
    name = models.CharField(max_length=120)
    roles = ArrayField(models.CharField(max_length=40, choices=Role.choices), default=list)
    agency = models.ForeignKey("casework.Agency", on_delete=models.PROTECT, related_name="people", null=True)
    theme = models.CharField(max_length=10, default="system", choices=[(t, t) for t in ("system", "light", "dark")])
    is_active = models.BooleanField(default=True)
    # Everything signed in before this moment is signed out (changed password, changed roles, "sign out everywhere").
    sessions_valid_from = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    EMAIL_FIELD = ""
    email = ""

    objects = UserManager()

    class Meta:
        db_table = "access_user"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(username__regex=r"^[a-z0-9][a-z0-9._-]*$"), name="access_user_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def has_role(self, *roles: str) -> bool:
        """Whether this active person holds at least one of the roles."""
        return self.is_active and bool(set(roles) & set(self.roles))

    @property
    def reads_cases(self) -> bool:
        """Whether this person's duty needs the content of reports and cases."""
        return self.has_role(*CASE_READING_ROLES)

    @property
    def role_words(self) -> str:
        """The person's roles in words, for a page."""
        return ", ".join(Role(role).label for role in self.roles)

    def has_usable_second_factor(self) -> bool:
        """Whether a TOTP secret or a passkey is enrolled."""
        factors: Any = self.authenticator_set  # type: ignore[attr-defined]
        return bool(factors.exclude(type="recovery_codes").exists())


class Enrolment(models.Model):
    """A one-time link by which a person sets a password and a second factor. Only the digest of the link is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="enrolments")
    token_sha256 = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_enrolment"

    def __str__(self) -> str:
        return f"enrolment of {self.user_id}"


class AuditRecord(models.Model):
    """One act by one person or by the system. Never changed, never deleted: triggers see to it.

    No foreign keys, so that the record neither blocks nor follows live data. `detail` is JSON kept as text, so that
    the bytes that were chained are the bytes that are read back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80, blank=True)
    actor_name = models.CharField(max_length=120, blank=True)
    act = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40, blank=True)
    object_reference = models.CharField(max_length=80, blank=True)
    detail = models.TextField(default="{}")

    class Meta:
        db_table = "access_audit_record"
        indexes = [
            models.Index(fields=["object_reference", "-at", "-id"], name="audit_object"),
            models.Index(fields=["actor", "-at", "-id"], name="audit_actor"),
            models.Index(fields=["act", "-at", "-id"], name="audit_act"),
            models.Index(fields=["-at", "-id"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.act} {self.object_reference}"


class AuditLink(models.Model):
    """The place of an audit record in the chain, written by a trigger when its transaction commits."""

    sequence = models.BigIntegerField(primary_key=True)
    record = models.OneToOneField(AuditRecord, on_delete=models.PROTECT, related_name="link")
    chain_hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "access_audit_link"
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"audit link {self.sequence}"
