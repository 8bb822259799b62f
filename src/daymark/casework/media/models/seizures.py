"""Exhibits, who held them, and the files that were found on them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Func, Q, Value

from daymark.casework.access.fields import SealedText
from daymark.casework.access.models import User
from daymark.casework.cases.models import Case
from daymark.casework.media.rules import HOLDER_LENGTH, NAME_LENGTH, SEAL_LENGTH, Fate, Standing, State


class Exhibit(models.Model):
    """One seized item with the name on its label."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exhibits")
    name = models.CharField(max_length=NAME_LENGTH)
    description = SealedText(null=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "media_exhibit"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["case", "name"], name="exhibit_once")]

    def __str__(self) -> str:
        return self.name


class CustodyEntry(models.Model):
    """Who held an exhibit from when on, under which seal. Append-only; signed by whoever wrote it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="custody")
    held_from = models.DateTimeField()
    holder = models.CharField(max_length=HOLDER_LENGTH)
    seal = models.CharField(max_length=SEAL_LENGTH, blank=True)
    why = SealedText(null=True)
    signed_as = models.CharField(max_length=160)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    place = models.BigIntegerField(db_default=Func(Value("media_custody_place"), function="nextval"))

    class Meta:
        db_table = "media_custody_entry"
        ordering = ["held_from", "place"]
        indexes = [models.Index(fields=["exhibit", "held_from"], name="custody_exhibit")]

    def __str__(self) -> str:
        return f"{self.holder} from {self.held_from:%Y-%m-%d %H:%M}"


class SeizureState(models.TextChoices):
    """Where the reading stands."""

    WAITING = State.WAITING.value, "Waiting for its turn"
    LISTING = State.LISTING.value, "Being listed"
    READING = State.READING.value, "Being read"
    PAUSED = State.PAUSED.value, "Paused"
    DONE = State.DONE.value, "Read"
    FAILED = State.FAILED.value, "Stopped by a fault"


class Seizure(models.Model):
    """The files of one folder of an exhibit, each read where it lies. Its sums grow with every batch."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True)  # S-2026-00012
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="seizures")
    folder = models.BinaryField()  # absolute, as the disk has it
    folder_name = models.TextField()  # the same to be read
    state = models.CharField(max_length=8, choices=SeizureState.choices, default=SeizureState.READING)
    on_server = models.BooleanField(default=False)  # asked for on a page: the centre itself sees to it that it is read
    problem = models.TextField(blank=True)  # why it stopped, when a fault stopped it
    starts = models.PositiveSmallIntegerField(default=0)  # of the server's process since it last read a file
    listing = models.PositiveIntegerField(default=0)  # how often the folder has been listed
    listed = models.PositiveBigIntegerField(default=0)  # names, the last time
    files = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    read = models.PositiveBigIntegerField(default=0)
    read_size = models.PositiveBigIntegerField(default=0)
    not_read = models.PositiveBigIntegerField(default=0)
    different = models.PositiveBigIntegerField(default=0)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    run_began_at = models.DateTimeField(null=True)  # when the reading began that goes on now, and
    run_began_size = models.PositiveBigIntegerField(default=0)  # how much had been read before it
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "media_seizure"
        ordering = ["begun_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="DONE", ended_at__isnull=False) | ~Q(state="DONE"), name="seizure_done_at"
            ),
            models.CheckConstraint(
                condition=Q(files__gte=models.F("read") + models.F("not_read")), name="seizure_adds_up"
            ),
            models.CheckConstraint(condition=~Q(problem="") | ~Q(state="FAILED"), name="seizure_failed_why"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} ({self.exhibit_id})"


class ContentStanding(models.TextChoices):
    """What the lists say of a content, all of them together."""

    NEW = Standing.NEW.value, "Never seen before"
    KNOWN_BAD = Standing.KNOWN_BAD.value, "Known bad"
    DISPUTED = Standing.DISPUTED.value, "Disputed"
    LOOKS_KNOWN = Standing.LOOKS_KNOWN.value, "Looks like a known one"
    KNOWN_GOOD = Standing.KNOWN_GOOD.value, "Known good"


class Content(models.Model):
    """One sequence of bytes, however many files hold it: digests, kind by content, and the look of a picture."""

    id = models.BigAutoField(primary_key=True)
    sha256 = models.BinaryField(unique=True)
    sha1 = models.BinaryField()
    md5 = models.BinaryField()
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=60)
    group = models.CharField(max_length=10)  # still, film, other
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    duration_ms = models.PositiveBigIntegerField(null=True)
    pdq = models.BinaryField(null=True)  # of the first picture
    quality = models.PositiveSmallIntegerField(null=True)
    problem = models.TextField(blank=True)  # why not all of it could be seen
    standing = models.CharField(  # kept by the lists: see `actions.standings`
        max_length=11, choices=ContentStanding.choices, default=ContentStanding.NEW, db_default=Standing.NEW.value
    )
    first_seen_at = models.DateTimeField()

    class Meta:
        db_table = "media_content"
        indexes = [models.Index(fields=["id"], condition=~Q(problem=""), name="content_with_problem")]

    def __str__(self) -> str:
        return bytes(self.sha256).hex()


class ContentFrames(models.Model):
    """The frames of a film that were hashed: packed as `engine.video.packed` does, in the order of time."""

    content = models.OneToOneField(Content, on_delete=models.PROTECT, primary_key=True, related_name="frames")
    packed = models.BinaryField()

    class Meta:
        db_table = "media_content_frames"

    def __str__(self) -> str:
        return f"Frames of {self.content_id}"


class FileFate(models.TextChoices):
    """What became of one file."""

    WAITING = Fate.WAITING.value, "Waits to be read"
    READ = Fate.READ.value, "Read"
    NOT_READ = Fate.NOT_READ.value, "Could not be read"


class SeizedFile(models.Model):
    """A name in a seized folder, with what the disk said of it when it was listed."""

    id = models.BigAutoField(primary_key=True)
    # No index of its own: without statistics the server took it where the one of seizure and content finds the row.
    seizure = models.ForeignKey(Seizure, on_delete=models.PROTECT, related_name="seized_files", db_index=False)
    path = models.BinaryField()  # below the seizure's folder, as the disk has it
    path_key = models.BinaryField()  # SHA-256 of the path, which may be longer than an index takes
    name = models.TextField()  # the path to be read: bytes that are no UTF-8 are written \xNN
    size = models.PositiveBigIntegerField()
    changed_ns = models.BigIntegerField()  # time of the last change of the content, nanoseconds since 1970
    listing = models.PositiveIntegerField()
    fate = models.CharField(max_length=8, choices=FileFate.choices, default=FileFate.WAITING)
    reason = models.TextField(blank=True)  # why it could not be read, or what happened to it since
    content = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, related_name="seized_files")
    is_first = models.BooleanField(default=False)  # of its content in this seizure

    class Meta:
        db_table = "media_seized_file"
        indexes = [
            models.Index(fields=["seizure", "id"], condition=Q(fate="WAITING"), name="seized_waiting"),
            models.Index(fields=["seizure", "id"], condition=~Q(reason=""), name="seized_with_reason"),
            models.Index(fields=["seizure", "id"], condition=Q(is_first=True), name="seized_different"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["seizure", "path_key"], name="seized_file_once"),
            models.UniqueConstraint(fields=["seizure", "content"], condition=Q(is_first=True), name="one_first_copy"),
            models.CheckConstraint(
                condition=Q(fate="READ", content__isnull=False) | ~Q(fate="READ") & Q(content__isnull=True),
                name="read_file_has_content",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SeriesSum(models.Model):
    """How many files of a seizure belong to how many series that lists name, as the stage that keeps the lists told."""

    seizure = models.OneToOneField(Seizure, on_delete=models.CASCADE, primary_key=True, related_name="+")
    files = models.BigIntegerField()  # copies too
    series = models.BigIntegerField()

    class Meta:
        db_table = "media_series_sum"

    def __str__(self) -> str:
        return f"{self.files} in {self.series} series of {self.seizure_id}"


class SweepPart(models.Model):
    """So many different files of a seizure more, or less, of one standing and stage of grading.

    Written by the database alone, whenever files, standings, stacks or their stages change (migration 0014): the sums
    of a seizure are the sums of its rows here, which are folded into few now and then. `stage` is that of the stack,
    JOINED for what joined a stack that was graded, and empty for what is in none.
    """

    id = models.BigAutoField(primary_key=True)
    seizure = models.ForeignKey(Seizure, on_delete=models.CASCADE, related_name="+")
    standing = models.CharField(max_length=11)
    group = models.CharField(max_length=10)
    stage = models.CharField(max_length=8)
    kind = models.CharField(max_length=60)
    files = models.BigIntegerField()
    film_ms = models.BigIntegerField()
    size = models.BigIntegerField()

    class Meta:
        db_table = "media_sweep_part"

    def __str__(self) -> str:
        return f"{self.files} of {self.seizure_id}"
