"""What people were exposed to, the sums of it, and what is done so that they stay well."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from daymark.casework.access.fields import SealedText
from daymark.casework.access.models import User
from daymark.casework.welfare.rules.policy import HELP_LENGTH, Pairs, Policy


class Kind(models.TextChoices):
    """What was on the screen."""

    STACK = "stack", "Stack"
    FILE = "file", "File"
    STRIP = "strip", "Strip of a film"


class Exposure(models.Model):
    """One look by one person. Written once; only its end is added, once. Its person alone reads it.

    When two look together each has a row of her own, with the same `look`.
    """

    id = models.BigAutoField(primary_key=True)
    look = models.UUIDField(default=uuid.uuid4)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    case_reference = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    number = models.BigIntegerField()
    severity = models.SmallIntegerField(null=True)  # 0 to 5; None: not yet graded
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # None while looking
    limit_ms = models.PositiveIntegerField()  # how long it could last at most, and counts when nobody ended it

    class Meta:
        db_table = "welfare_exposure"
        indexes = [models.Index(fields=["person", "-began_at"], name="exposure_person")]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="one_look_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")), name="exposure_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(severity=None) | Q(severity__gte=0, severity__lte=5), name="exposure_severity"
            ),
        ]

    def __str__(self) -> str:
        return f"look {self.look}"

    @property
    def seconds(self) -> float | None:
        """How long it lasted; None while it goes on."""
        return (self.ended_at - self.began_at).total_seconds() if self.ended_at else None


class Grade(models.TextChoices):
    """What looking time was spent on, for sums: a severity, what nobody has graded, or the pause between two looks."""

    S0 = "0", "0"
    S1 = "1", "1"
    S2 = "2", "2"
    S3 = "3", "3"
    S4 = "4", "4"
    S5 = "5", "5"
    UNGRADED = "UNGRADED", "Not yet graded"
    BETWEEN = "BETWEEN", "Between looks"


class Tally(models.Model):
    """Looking time of one person on one day by grade: what a supervisor may know. Grows with every look that ends."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    day_on = models.DateField()
    grade = models.CharField(max_length=8, choices=Grade.choices)
    ms = models.PositiveBigIntegerField(default=0)
    looks = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "welfare_tally"
        constraints = [models.UniqueConstraint(fields=["person", "day_on", "grade"], name="one_tally_a_day")]

    def __str__(self) -> str:
        return f"{self.day_on} {self.grade}: {self.ms} ms"


class DeskState(models.Model):
    """Where one person stands between two looks: what the next one is counted from. Locked while a look is written."""

    person = models.OneToOneField(User, on_delete=models.PROTECT, primary_key=True, related_name="+")
    first_look_on = models.DateField(null=True)
    last_ended_at = models.DateTimeField(null=True)
    since_break_ms = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "welfare_desk"

    def __str__(self) -> str:
        return f"desk of {self.person_id}"


class PolicyVersion(models.Model):
    """The policy as a supervisor wrote it; the latest is in force, all are kept."""

    id = models.BigAutoField(primary_key=True)
    daily_limit = models.PositiveSmallIntegerField()
    warn_before = models.PositiveSmallIntegerField()
    break_every = models.PositiveSmallIntegerField()
    break_length = models.PositiveSmallIntegerField()
    longest_look_ms = models.PositiveIntegerField()
    largest_side = models.PositiveSmallIntegerField()
    pairs = models.CharField(max_length=13, choices=[(each.value, each.value) for each in Pairs])
    pairs_from = models.PositiveSmallIntegerField()
    second_opinion_percent = models.PositiveSmallIntegerField()
    second_opinion_from = models.PositiveSmallIntegerField()
    counselling_months = models.PositiveSmallIntegerField()
    help_text = models.TextField(blank=True, max_length=HELP_LENGTH)
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "welfare_policy"

    def __str__(self) -> str:
        return f"policy of {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def policy(self) -> Policy:
        """The numbers alone."""
        return Policy(**{name: getattr(self, name) for name in Policy.__dataclass_fields__})


class Lift(models.Model):
    """More minutes for one person on one day, by a supervisor, with the reason. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    day_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    reason = SealedText()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "welfare_lift"
        indexes = [models.Index(fields=["person", "day_on"], name="lift_person")]

    def __str__(self) -> str:
        return f"{self.minutes} min on {self.day_on}"


class BreakWay(models.TextChoices):
    """How a break came about."""

    OWN = "OWN", "Taken"
    DEMANDED = "DEMANDED", "Was due"
    PAUSE = "PAUSE", "Away from the desk"


class Break(models.Model):
    """A time without looking that was long enough, or that a person began as one."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, choices=BreakWay.choices)
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "welfare_break"
        ordering = ["-began_at"]
        indexes = [models.Index(fields=["person", "-began_at"], name="break_person")]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="one_break_at_a_time")
        ]

    def __str__(self) -> str:
        return f"break from {self.began_at:%Y-%m-%d %H:%M}"


class Pair(models.Model):
    """Two people who look together: asked by one, accepted by the other on her own screen, ended by either."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "welfare_pair"
        constraints = [
            models.UniqueConstraint(fields=["asker"], condition=Q(ended_at=None), name="asks_one_at_a_time"),
            models.CheckConstraint(condition=~Q(asker=F("asked")), name="pair_is_two"),
        ]
        indexes = [models.Index(fields=["asked"], condition=Q(ended_at=None), name="pair_asked")]

    def __str__(self) -> str:
        return f"pair asked {self.asked_at:%Y-%m-%d %H:%M}"


class LeftOut(models.Model):
    """A category that a person does not want to see for a while. Nobody else reads it."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=40)
    until = models.DateTimeField()

    class Meta:
        db_table = "welfare_left_out"
        constraints = [models.UniqueConstraint(fields=["person", "category"], name="left_out_once")]

    def __str__(self) -> str:
        return f"{self.category} until {self.until:%Y-%m-%d}"


class Session(models.Model):
    """A counselling session, past or to come, with a note that its person alone opens."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    day_on = models.DateField()
    note = SealedText(null=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "welfare_session"
        ordering = ["-day_on"]
        constraints = [models.UniqueConstraint(fields=["person", "day_on"], name="one_session_a_day")]

    def __str__(self) -> str:
        return f"session on {self.day_on}"
