"""Hash lists in the database, what of ours agrees with them, and what people decided about that."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from daymark.casework.access.fields import SealedText
from daymark.casework.access.models import User
from daymark.casework.matching.rules import DIGEST_WORDS, GIVER_LENGTH, NAME_LENGTH, REFERENCE_LENGTH, HitState, Says
from daymark.casework.media.models import Content, ContentStanding


class Saying(models.TextChoices):
    """What a list says of its files."""

    BAD = Says.BAD.value, "Known bad"
    DISPUTED = Says.DISPUTED.value, "Disputed"
    GOOD = Says.GOOD.value, "Known good"
    UNSAID = Says.UNSAID.value, "No grade"


class Bank(models.Model):
    """One hash list with all its editions."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=NAME_LENGTH, unique=True)
    standing = models.CharField(max_length=8, choices=Saying.choices)
    giver = models.CharField(max_length=GIVER_LENGTH)  # who answers for it; votes are counted by givers
    is_own = models.BooleanField(default=False)  # this centre's own grades
    entries = models.PositiveBigIntegerField(default=0)  # that stand
    turns = models.PositiveIntegerField(default=0)  # how often old rows came to stand again, or ceased to
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_why = SealedText(null=True)

    class Meta:
        db_table = "matching_bank"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["is_own"], condition=Q(is_own=True), name="one_own_bank")]

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """One arrival of a list: the file as it came, what it says of itself, and what could not be read of it."""

    id = models.BigAutoField(primary_key=True)
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    file_name = models.TextField()
    sha256 = models.BinaryField()  # of the file
    format = models.CharField(max_length=160)
    profile = models.CharField(max_length=160, blank=True)  # the scale of its categories
    provenance = models.JSONField(default=dict)  # in the list's own words
    reference = models.CharField(max_length=REFERENCE_LENGTH, blank=True)  # of the letter or the transfer it came with
    is_complete = models.BooleanField(default=False)  # said to be the whole list: what it leaves out no longer stands
    rows = models.PositiveBigIntegerField()
    added = models.PositiveBigIntegerField(default=0)  # that the bank did not have
    refused = models.PositiveBigIntegerField(default=0)
    refusals = models.JSONField(default=list)  # the first of them: line, reason
    warnings = models.JSONField(default=list)
    first_entry = models.BigIntegerField(default=0)  # between these two lie the entries that it brought
    last_entry = models.BigIntegerField(default=-1)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_why = SealedText(null=True)

    class Meta:
        db_table = "matching_edition"
        ordering = ["bank", "number"]
        constraints = [models.UniqueConstraint(fields=["bank", "number"], name="edition_once")]

    def __str__(self) -> str:
        return f"{self.bank_id}, edition {self.number}"


class Entry(models.Model):
    """One row of a list. The same row in a later edition is the same entry; a changed one is another."""

    id = models.BigAutoField(primary_key=True)
    # Millions come at a time, all of one bank and edition: the database does not check the two row by row.
    bank = models.ForeignKey(
        Bank, on_delete=models.DO_NOTHING, related_name="rows", db_index=False, db_constraint=False
    )
    edition = models.ForeignKey(  # that brought it first
        Edition, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    key = models.UUIDField()  # digest of what the row says
    named = ArrayField(models.IntegerField())  # the editions that name it
    taken_back = ArrayField(models.IntegerField(), default=list)  # the editions that deleted it
    stands = models.BooleanField(default=True)  # see `rules.stands`
    md5 = models.BinaryField(null=True)
    sha1 = models.BinaryField(null=True)
    sha256 = models.BinaryField(null=True)
    pdq = models.BinaryField(null=True)
    quality = models.SmallIntegerField(null=True)
    says = models.CharField(max_length=8, choices=Saying.choices)
    category = models.TextField(blank=True)
    series = models.TextField(blank=True)
    votes_for = models.IntegerField(null=True)
    votes_against = models.IntegerField(null=True)
    identity = models.UUIDField(null=True)  # by which its list takes it back
    place = models.BigIntegerField()  # line or row in the edition that brought it first
    remarks = models.TextField(blank=True)  # JSON: what else the list says, as it came

    class Meta:
        db_table = "matching_entry"
        constraints = [models.UniqueConstraint(fields=["bank", "key"], name="entry_once")]
        indexes = [
            models.Index(fields=["md5"], condition=Q(md5__isnull=False), name="entry_md5"),
            models.Index(fields=["sha1"], condition=Q(sha1__isnull=False), name="entry_sha1"),
            models.Index(fields=["sha256"], condition=Q(sha256__isnull=False), name="entry_sha256"),
            models.Index(fields=["id"], condition=~Q(series=""), name="entry_in_series"),
        ]

    def __str__(self) -> str:
        return f"{self.bank_id}, row {self.place}"


class EntryFrames(models.Model):
    """The frames of a listed film: packed as `engine.video.packed` does."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="frames")
    packed = models.BinaryField()

    class Meta:
        db_table = "matching_entry_frames"

    def __str__(self) -> str:
        return f"Frames of {self.entry_id}"


class Turned(models.Model):
    """The seven turned and mirrored hashes of a still of ours, in the order of `engine.pdq.TURNS`."""

    content = models.OneToOneField(Content, on_delete=models.PROTECT, primary_key=True, related_name="+")
    hashes = models.BinaryField()

    class Meta:
        db_table = "matching_turned"

    def __str__(self) -> str:
        return f"Turned hashes of {self.content_id}"


class HitStates(models.TextChoices):
    """Whether a hit stands by itself, waits for a person, or was decided by one."""

    EXACT = HitState.EXACT.value, "Equal digest"
    PROPOSED = HitState.PROPOSED.value, "Proposed"
    CONFIRMED = HitState.CONFIRMED.value, "Confirmed"
    REJECTED = HitState.REJECTED.value, "Rejected"


class Hit(models.Model):
    """A content of ours agrees with a row of a list: by digest, by look, turned, or by stretches of film."""

    id = models.BigAutoField(primary_key=True)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="hits", db_index=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="hits")
    method = models.CharField(max_length=10)  # sha256, sha1, md5, pdq, pdq-turned, video
    distance = models.PositiveSmallIntegerField(default=0)  # bits
    contradicted = models.CharField(max_length=20, blank=True)  # digests that the row gives and the content has not
    stretches = models.JSONField(default=list)  # of films: seconds from and to in ours, from and to in the known one
    state = models.CharField(max_length=9, choices=HitStates.choices)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = SealedText(null=True)

    class Meta:
        db_table = "matching_hit"
        constraints = [
            models.UniqueConstraint(fields=["content", "entry"], name="hit_once"),
            models.CheckConstraint(
                condition=Q(state__in=("EXACT", "PROPOSED"), decided_at__isnull=True)
                | Q(state__in=("CONFIRMED", "REJECTED"), decided_at__isnull=False),
                name="hit_decided_at",
            ),
        ]
        indexes = [models.Index(fields=["distance", "id"], condition=Q(state="PROPOSED"), name="hit_proposed")]

    def __str__(self) -> str:
        return f"{self.content_id} by {self.method}"

    @property
    def method_words(self) -> str:
        """The digest by which it was found, as it is written: SHA-256."""
        return DIGEST_WORDS.get(self.method, self.method)

    @property
    def contradicted_words(self) -> str:
        """The digests that the row gives and the content has not."""
        return " and ".join(DIGEST_WORDS.get(each, each) for each in self.contradicted.replace(",", " ").split())

    @property
    def state_words(self) -> str:
        """How it stands, as a person says it."""
        return "It is this file" if self.state == HitState.EXACT else self.get_state_display()


class Dispute(models.Model):
    """A content about which lists disagree, as long as they do; `is_ruled` when a senior has decided it."""

    content = models.OneToOneField(Content, on_delete=models.PROTECT, primary_key=True, related_name="dispute")
    basis = models.TextField()
    why = models.TextField()
    is_ruled = models.BooleanField(default=False)
    since = models.DateTimeField()

    class Meta:
        db_table = "matching_dispute"
        indexes = [models.Index(fields=["since"], condition=Q(is_ruled=False), name="dispute_open")]

    def __str__(self) -> str:
        return f"Dispute about {self.content_id}"


class Verdict(models.Model):
    """What a supervisor decided about lists that disagree. Append-only; the last one about the same claims holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="verdicts")
    standing = models.CharField(max_length=11, choices=ContentStanding.choices)
    basis = models.TextField()  # what the lists said when it was made
    reason = SealedText()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "matching_verdict"
        ordering = ["made_at"]

    def __str__(self) -> str:
        return f"{self.standing} about {self.content_id}"


class Change(models.Model):
    """A content whose standing another one became when a list, or an edition of it, was withdrawn. Append-only."""

    id = models.BigAutoField(primary_key=True)
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="changes")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, related_name="changes")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="changes")
    was = models.CharField(max_length=11, choices=ContentStanding.choices)
    now = models.CharField(max_length=11, choices=ContentStanding.choices)
    at = models.DateTimeField()

    class Meta:
        db_table = "matching_change"
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(was=F("now")), name="change_changes")]

    def __str__(self) -> str:
        return f"{self.content_id}: {self.was} -> {self.now}"
