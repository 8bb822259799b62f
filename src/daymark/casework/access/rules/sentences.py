"""The audit record in words: one sentence for each act, and its details as pairs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# Kinds of thing whose details hold nothing of a case. The details of all others are for supervisors.
OPEN_KINDS = frozenset({"", "person", "agency", "audit", "industry account", "report button", "vault"})

SENTENCES = {
    "person added": "let {reference} in",
    "person changed": "changed the duties of {reference}",
    "person shut out": "shut {reference} out",
    "person let in again": "let {reference} in again",
    "person's last change undone": "undid the last change of {reference}",
    "person read": "opened the page of {reference}",
    "enrolment link made": "made an enrolment link for {reference}",
    "way in renewed from the command line": "gave {reference} a new way in from the command line",
    "enrolment link used": "enrolled with the link",
    "signed in": "signed in",
    "signed out": "signed out",
    "signed out everywhere": "ended every session of {reference}",
    "sign-in refused": "refused a sign-in as {reference}",
    "sign-in locked": "locked out sign-ins as {reference}",
    "second factor refused": "gave a wrong second factor",
    "password changed": "changed the own password",
    "audit record exported": "exported the audit record",
    "audit record checked": "checked the audit record",
    "vaults read whole": "read every sealed file and held it against its row",
    "vaults sampled": "read a sample of the sealed files and held every row against its file",
    "orphan removed from vault": "removed a sealed file from {reference} that never had a row",
}
NOBODY = "a name that nobody has"


@dataclass(frozen=True)
class Line:
    """One act as a page shows it: who did what to which thing, and the details that this reader may see."""

    who: str
    words: str
    reference: str
    kind: str
    details: tuple[tuple[str, str], ...]
    is_withheld: bool


def line_of(*, who: str, act: str, kind: str, reference: str, detail: str, sees_all: bool) -> Line:
    """An act in words. Acts without a sentence of their own are words already, such as "report read"."""
    words = SENTENCES.get(act, act).format(reference=reference or NOBODY)
    is_open = sees_all or kind in OPEN_KINDS
    details = tuple(_pairs(json.loads(detail))) if is_open else ()
    return Line(who, words, reference, kind, details, is_withheld=not is_open and detail != "{}")


def _pairs(detail: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in detail.items():
        if isinstance(value, dict):
            yield from _pairs(value, f"{before}{name} ")
        else:
            yield f"{before}{name}", _written(value)


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_written(each) for each in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value in (None, "") else str(value)
