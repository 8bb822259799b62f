"""What a person writes on the public report page, from the first answer until it is sent or forgotten."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from daymark.casework.access.context import acting_as_reporter, acting_as_system
from daymark.casework.reports.actions.draft_files import (
    DraftFile,
    remove_files,
    sweep_folders,
    to_vault,
    touch_files,
)
from daymark.casework.reports.actions.receipts import issue_receipt
from daymark.casework.reports.actions.receiving import Arrival, file_reports
from daymark.casework.reports.models import Draft, Way
from daymark.casework.reports.rules.from_answers import Setting, understand_answers

# Long enough to fetch somebody or to eat; short enough for a shared computer.
IDLE = timedelta(hours=2)
FORM = "daymark-public-1"  # the layout of the document that is kept as received


@dataclass(frozen=True)
class Answers:
    """The content of a draft: fields as typed, the questions passed, the files, the language."""

    said: Mapping[str, str] = field(default_factory=dict)
    done: Sequence[str] = ()
    files: Sequence[DraftFile] = ()
    language: str = "en"

    def with_step(self, name: str, values: Mapping[str, str]) -> Answers:
        """With one question answered, or answered anew."""
        done = [*(each for each in self.done if each != name), name]
        return replace(self, said={**self.said, **values}, done=done)

    def to_document(self) -> dict[str, Any]:
        """For the database."""
        return asdict(self)

    @staticmethod
    def from_document(document: Mapping[str, Any]) -> Answers:
        """As `to_document` wrote it."""
        known = {**document, "files": tuple(DraftFile(**file) for file in document.get("files", ()))}
        return Answers(**known)


def begin_draft(*, draft: UUID, at: datetime) -> Draft:
    """Makes room for answers: on the first answer, not on the first look."""
    with acting_as_reporter(draft):
        return Draft.objects.create(id=draft, document={}, started_at=at, touched_at=at)


def find_draft(*, draft: UUID, at: datetime, lock: bool = False) -> Draft | None:
    """The draft, unless it is gone or was left alone too long. `lock` makes a second request wait for the first."""
    with acting_as_reporter(draft):
        rows = Draft.objects.select_for_update() if lock else Draft.objects.all()
        found = rows.filter(pk=draft).first()
    if found and found.touched_at < at - IDLE:
        forget_draft(draft=draft)
        return None
    return found


def save_answers(*, draft: Draft, answers: Answers, at: datetime) -> None:
    """Keeps the answers so far, sealed."""
    draft.document, draft.touched_at = answers.to_document(), at
    with acting_as_reporter(draft.pk):
        draft.save(update_fields=["document", "touched_at"])
    touch_files(draft=draft.pk)


def forget_draft(*, draft: UUID) -> None:
    """Deletes the answers and the files for good."""
    with acting_as_reporter(draft):
        Draft.objects.filter(pk=draft).delete()
    remove_files(draft=draft)


def forget_old_drafts(*, at: datetime) -> int:
    """Deletes what its writers left alone; says how many."""
    with acting_as_system():
        count, _ = Draft.objects.filter(touched_at__lt=at - IDLE).delete()
    sweep_folders(at=at, older_than=IDLE + timedelta(hours=1))
    return count


@transaction.atomic
def send_draft(*, draft: Draft, answers: Answers, setting: Setting, warnings: Sequence[str] = ()) -> str:
    """Makes the draft a report and gives its receipt code. The draft must be locked: a second call gives the same code.

    The files go to the vault first; when that fails, nothing is stored and the draft stays as it was.
    """
    if draft.sent_at:
        return str(draft.code)
    files = to_vault(draft=draft.pk, files=answers.files)
    understood = understand_answers(answers.said, setting, files=[file.said for file in files], warnings=warnings)
    arrival = Arrival(
        understood, Way.PUBLIC, body=_as_received(answers), media_type="application/json", name=FORM, files=files
    )
    with acting_as_system():
        report = file_reports(arrivals=[arrival], by=None, at=setting.at)[0].report
        code = issue_receipt(report=report, at=setting.at)
    _empty(draft, code, is_young=answers.said.get("who") == "CHILD", at=setting.at)
    return code


def _as_received(answers: Answers) -> bytes:
    """The answers exactly as typed, in one canonical form."""
    document = {"form": FORM, **answers.to_document()}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _empty(draft: Draft, code: str, *, is_young: bool, at: datetime) -> None:
    """Only the code stays, and whether a child reads it: other people to talk to are named then."""
    draft.document, draft.code, draft.sent_at, draft.touched_at = {"young": is_young}, code, at, at
    with acting_as_reporter(draft.pk):
        draft.save(update_fields=["document", "code", "sent_at", "touched_at"])
    identifier = draft.pk
    transaction.on_commit(lambda: remove_files(draft=identifier), robust=True)
