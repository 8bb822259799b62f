"""Which stretches of a film are known, and which are new beside them."""

from __future__ import annotations

from django.db import models

from daymark.casework.media.models.seizures import Content


class FilmParts(models.Model):
    """A film of which lists know a part: the stretches that they know, and the pieces of the whole that follow.

    Written by `actions.note_known` alone, as often as what lists say of the film changes.
    """

    content = models.OneToOneField(Content, on_delete=models.CASCADE, primary_key=True, related_name="parts")
    known = models.JSONField()  # lists of: from, to in milliseconds, known as abuse, confirmed by a person
    pieces = models.JSONField()  # lists of: from, to in milliseconds, new
    new_ms = models.PositiveBigIntegerField()

    class Meta:
        db_table = "media_film_parts"

    def __str__(self) -> str:
        return f"Parts of {self.content_id}"
