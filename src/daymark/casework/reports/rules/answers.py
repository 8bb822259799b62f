"""What a person said on the public report page: flat, field by field, exactly as typed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

Said = Mapping[str, str]

# Reports that may concern no child whom the reporter knows.
OF_MATERIAL = ("IMAGES", "WEBSITE")


class Subject(StrEnum):
    """Whom the report is about, which decides what is asked and in which words."""

    YOU = "YOU"  # the child who writes
    CHILD = "CHILD"  # a child whom the reporter knows of
    NOBODY = "NOBODY"  # pictures or a website, no child known


def subject_of(said: Said) -> Subject:
    """Whom the answers so far are about."""
    if said.get("who") == "CHILD" and said.get("about") == "ME":
        return Subject.YOU
    if said.get("harm") in OF_MATERIAL and said.get("known_child") != "YES":
        return Subject.NOBODY
    return Subject.CHILD
