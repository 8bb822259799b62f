"""A seized disk of harmless pictures, taken into a case of the practice centre as any other."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from daymark.casework.access.context import acting_as_system
from daymark.casework.cases.models import Case, CaseState
from daymark.casework.media import actions
from daymark.cli.practice.pictures import blocks, picture
from daymark.cli.seize_readers import Here
from daymark.cli.seize_work import Work, exhibit_of

FOLDER = "practice-disk"
EXHIBIT = "LEE/1"
DIFFERENT, COPIES, PLAIN = 60, 90, 5


def seize_disk(home: Path, *, now: datetime) -> None:
    """Draws the disk and reads it into the gravest open case, whose lead signs for the exhibit."""
    disk = write_disk(home / FOLDER)
    with acting_as_system():
        open_cases = Case.objects.filter(state=CaseState.OPEN, lead__isnull=False, is_restricted=False)
        case = open_cases.order_by("-child_in_danger", "priority", "opened_at").select_related("lead").first()
    if case is None or case.lead is None:
        return
    exhibit = exhibit_of(case.reference, EXHIBIT)
    with acting_as_system():
        for days, holder, seal in (
            (3, "Search team", "K 20417"),
            (2, "Property store", "K 20417"),
            (1, "Lab", "K 20533"),
        ):
            at = max(case.opened_at, now - timedelta(days=days))
            actions.sign_custody(
                exhibit=exhibit, holder=holder, seal=seal, held_from=at, signed_as=case.lead.name, by=case.lead, at=now
            )
    work = Work(exhibit, disk)
    with Here(1) as readers, work.begun():
        work.list_folder()
        work.read(readers, lambda _: None)


def write_disk(folder: Path) -> Path:
    """Different pictures, copies under other names, plain ones without features, one cut off, and a link."""
    for part in ("Camera", "Downloads/old", "Sync"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for number in range(DIFFERENT):
        (folder / "Camera" / f"IMG_{number:04}.png").write_bytes(blocks(number))
    for number in range(COPIES):
        place = "Downloads/old" if number % 3 else "Sync"
        (folder / place / f"copy {number}.png").write_bytes(blocks(number % DIFFERENT))
    for number in range(PLAIN):
        (folder / "Sync" / f"plain {number}.png").write_bytes(picture(number))
    (folder / "Downloads" / "cut off.png").write_bytes(blocks(0)[:900])
    (folder / "Downloads" / "note.txt").write_text("A note without meaning.\n", encoding="utf-8")
    link = folder / "Sync" / "elsewhere"
    if not link.is_symlink():
        link.symlink_to("/nowhere")
    return folder
