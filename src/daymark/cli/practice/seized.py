"""Two seized disks of harmless landscapes, taken into a case of the practice centre as any other.

One is new: lists know a part of it, and the rest waits to be graded. The other one has been graded, with one stack that
two people disagree about.
"""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import Role, User
from daymark.casework.cases.models import Case, CaseState
from daymark.casework.matching.actions import Given, import_list, opened
from daymark.casework.matching.rules import Says
from daymark.casework.media import actions
from daymark.casework.media.models import Seizure, Stack
from daymark.casework.media.rules import Act, AgeBand, Facts, Made
from daymark.casework.media.taking import Here, Work, exhibit_of
from daymark.casework.welfare.actions import begin_look, change_policy, end_look
from daymark.casework.welfare.rules.policy import Policy
from daymark.cli.practice.landscapes import film, landscape
from daymark.cli.practice.pictures import picture
from daymark.engine.hashing import Wanted, hash_file
from daymark.engine.sandbox.pool import Sandbox

NEW_DISK, GRADED_DISK, KNOWN = "practice-disk", "practice-telephone", "practice-known"
DIFFERENT, COPIES, PLAIN, PACKED = 60, 90, 5, 8
BAD, GOOD, ALIKE = range(8), range(8, 26), range(26, 30)  # which landscapes lists know, and which look like known ones
SERIES = ("Practice harbour", "Practice hills")
ON_TELEPHONE = range(200, 216)
STICK, ON_STICK = "LEE-3 USB stick", range(400, 412)
HELP = "Counselling at the practice centre: extension 4400, any hour. What is said there stays there."


@dataclass(frozen=True)
class Row:
    """What a practice list says of one landscape."""

    number: int
    halved: bool
    category: str
    series: str = ""


def seize_disks(home: Path, *, now: datetime) -> None:
    """Draws lists and disks, and reads the disks into the gravest open case, whose lead signs for the exhibits."""
    case = _gravest_case()
    if case is None or case.lead is None:
        return
    _bring_lists(home / KNOWN)
    for name, folder in (("LEE/1", write_disk(home / NEW_DISK)), ("LEE/2", write_telephone(home / GRADED_DISK))):
        seizure = _read(case, name, folder, case.lead, now)
    _grade(seizure, now)


def write_disk(folder: Path) -> Path:
    """Landscapes, copies of them, the same ones smaller, films, an archive, plain pictures, one cut off, a link."""
    for part in ("Camera", "Downloads/old", "Sync"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for number in range(DIFFERENT):
        (folder / "Camera" / f"IMG_{number:04}.png").write_bytes(landscape(number))
    for number in range(COPIES):
        place = "Downloads/old" if number % 3 else "Sync"
        (folder / place / f"copy {number}.png").write_bytes(landscape(number % DIFFERENT))
    for number in range(30, 50, 2):
        (folder / "Sync" / f"IMG_{number:04} small.png").write_bytes(landscape(number, halved=True))
    for number in range(PLAIN):
        (folder / "Sync" / f"plain {number}.png").write_bytes(picture(number))
    (folder / "Camera" / "MOV_0001.avi").write_bytes(film([(101, 8), (102, 7), (103, 9)]))
    (folder / "Downloads" / "clip.avi").write_bytes(film([(104, 6), (102, 7)]))
    (folder / "Downloads" / "old telephone.zip").write_bytes(_packed(range(300, 300 + PACKED)))
    (folder / "Downloads" / "cut off.png").write_bytes(landscape(0)[:900])
    (folder / "Downloads" / "note.txt").write_text("A note without meaning.\n", encoding="utf-8")
    link = folder / "Sync" / "elsewhere"
    if not link.is_symlink():
        link.symlink_to("/nowhere")
    return folder


def write_telephone(folder: Path) -> Path:
    """Landscapes of their own, and four that the other disk has too."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in (*ON_TELEPHONE, *range(50, 54)):
        (folder / f"{number}.png").write_bytes(landscape(number))
    return folder


def write_sticks() -> None:
    """A stick in each folder of evidence that is not there yet, to be taken in from a page."""
    for root in settings.DAYMARK.seizure_roots:
        if not root.exists():
            stick = root / STICK
            stick.mkdir(parents=True)
            for number in (*ON_STICK, *ON_TELEPHONE):
                (stick / f"{number}.png").write_bytes(landscape(number))


def _gravest_case() -> Case | None:
    with acting_as_system():
        there = Case.objects.filter(state=CaseState.OPEN, lead__isnull=False, is_restricted=False)
        return there.order_by("-child_in_danger", "priority", "opened_at").select_related("lead").first()


def _read(case: Case, name: str, folder: Path, lead: User, now: datetime) -> Seizure:
    exhibit = exhibit_of(case.reference, name)
    held = ((3, "Search team", "K 20417"), (2, "Property store", "K 20417"), (1, "Lab", "K 20533"))
    with acting_as_system():
        for days, holder, seal in held:
            at = max(case.opened_at, now - timedelta(days=days))
            actions.sign_custody(
                exhibit=exhibit, holder=holder, seal=seal, held_from=at, signed_as=lead.name, by=lead, at=now
            )
    work = Work(exhibit, folder)
    with Here(1) as readers, work.begun():
        work.list_folder()
        return work.read(readers, lambda _: None)


def _bring_lists(folder: Path) -> None:
    """A list of known bad and one of known good, each from a giver of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    bad = [Row(number, False, "1", SERIES[number % 2]) for number in BAD]
    bad += [Row(number, True, "1", SERIES[0]) for number in ALIKE]
    _bring(folder, "Practice exchange list", "Practice centre of another country", Says.BAD, bad)
    good = [Row(number, False, "") for number in GOOD]
    _bring(folder, "Practice system files", "Practice library of software", Says.GOOD, good)


def _bring(folder: Path, name: str, giver: str, says: Says, rows: list[Row]) -> None:
    path = folder / f"{name}.csv"
    path.write_text(_list(folder, rows), encoding="utf-8")
    given = Given(name=name, giver=giver, standing=says)
    with acting_as_system():
        hash_list, standing = opened(path, given)
        import_list(hash_list=hash_list, standing=standing, given=given, by=None, at=timezone.now())


def _list(folder: Path, rows: list[Row]) -> str:
    """A hash list of these landscapes, hashed as any other file is."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(["md5", "sha1", "sha256", "pdq", "quality", "category", "series"])
    with Sandbox() as sandbox, sandbox.lane() as lane:
        for row in rows:
            path = folder / "drawn.png"
            path.write_bytes(landscape(row.number, halved=row.halved))
            hashed = hash_file(path, lane, Wanted())
            if hashed.digests and hashed.seen:
                look, digests = hashed.seen.frames[0], hashed.digests
                digits = [digests.md5, digests.sha1, digests.sha256, look.hashes[0].hex()]
                table.writerow([*digits, look.quality, row.category, row.series])
            path.unlink()
    return written.getvalue()


def _grade(seizure: Seizure, now: datetime) -> None:
    """An analyst has looked at every stack of the telephone; a supervisor sees one of them otherwise."""
    with acting_as_system():
        people = User.objects.filter(is_active=True).order_by("username")
        analyst = people.filter(roles__contains=[Role.VICTIM_IDENTIFICATION_ANALYST]).first()
        second = people.filter(roles__contains=[Role.SUPERVISOR]).first()
        stacks = list(Stack.objects.filter(case=seizure.exhibit.case).order_by("id"))
        here = {file.content_id for file in seizure.seized_files.filter(content__isnull=False)}
    if analyst is None or second is None:
        return
    drawn = Facts(AgeBand.UNCLEAR, Act.NONE, Made.DRAWN)
    with acting_as(second):
        said = replace(Policy(), help_text=HELP)
        change_policy(policy=said, reason="Everybody should know whom to call.", by=second, at=now - timedelta(days=40))
    at = now - timedelta(hours=2)
    mine = [stack for stack in stacks if stack.face_id in here]
    for stack in mine:
        at += timedelta(seconds=9)
        _look(stack, analyst, at)
        with acting_as(analyst):
            actions.grade(stack=stack, facts=drawn, by=analyst, at=at)
    with acting_as(second):
        taken_for_a_photograph = Facts(AgeBand.UNCLEAR, Act.NONE, Made.PHOTOGRAPH)
        actions.grade(stack=mine[0], facts=taken_for_a_photograph, by=second, at=at)


def _look(stack: Stack, by: User, at: datetime) -> None:
    with acting_as(by):
        begun = begin_look(
            by=by, at=at, case_reference=stack.case.reference, kind="stack", number=stack.pk, severity=None
        )
        end_look(by=by, at=at + timedelta(seconds=4), look=begun.look)


def _packed(numbers: range) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in numbers:
            archive.writestr(zipfile.ZipInfo(f"DCIM/{number}.png", (2024, 5, 1, 12, 0, 0)), landscape(number))
    return packed.getvalue()
