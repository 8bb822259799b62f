"""What a person is writing on the public report page, until it is sent."""

from __future__ import annotations

import uuid

from django.db import models

from daymark.casework.access.fields import SealedJSON, SealedText


class Draft(models.Model):
    """A half-filled report: not a report yet. Deleted when its writer leaves, and two hours after the last answer.

    Sending empties it and leaves the receipt code, so that a second press of the button finds the first one's report.
    The files lie sealed in a folder of their own (actions/draft_files.py) until then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = SealedJSON()
    code = SealedText(null=True)
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reports_draft"

    def __str__(self) -> str:
        return f"draft {self.id}"
