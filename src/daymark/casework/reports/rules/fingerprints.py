"""When two reports are copies of one another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from daymark.casework.reports.rules.understood import PartyRole, Understood

# A text shorter than this says too little to be a copy of another ("help me" comes from many children).
ENOUGH_TEXT = 40


def fingerprint_text(said: Understood, file_digests: Iterable[str]) -> str:
    """What makes a report itself: its words and its files. Equal texts are copies; empty means it never folds.

    Files alone make a copy only when the report also complains of the same accounts: one viral picture reported
    against two people is two reports.
    """
    digests = sorted({digest.lower() for digest in file_digests if digest})
    words = _plain(said.narrative)
    if not digests and len(words) < ENOUGH_TEXT:
        return ""
    accused = sorted(
        f"{each.kind}:{each.platform}:{each.received.strip().casefold()}"
        for party in said.of(PartyRole.PERSON_COMPLAINED_OF)
        for each in party.identifiers
        if each.kind != "IP_ADDRESS"
    )
    return "\n".join(["files", *digests, "words", words, "accused", *accused])


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", " ", folded).strip()
