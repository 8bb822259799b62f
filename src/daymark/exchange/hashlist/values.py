"""Gathers the values of one entry while its parts are read, whatever each maker calls them."""

from __future__ import annotations

from typing import Any

from daymark.engine.known.kinds import EITHER
from daymark.engine.known.standing import Standing
from daymark.engine.video.frames import NotVpdq, parse_vpdq
from daymark.exchange.hashlist.entries import NO_FACTS, BadRow, Facts, KnownEntry, bad_row, judged
from daymark.exchange.hashlist.hexadecimal import BY_DIGITS, DIGITS, HEX, unhexed, what_is_wrong
from daymark.exchange.hashlist.kinds import kind_named
from daymark.exchange.remarks import Remarks, shortened


class Values:
    """What one entry gives to match by, what it gives that is only stored, and what of it could not be read."""

    __slots__ = ("faults", "found", "stored")

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}  # by the fields of KnownEntry
        self.stored: dict[str, str] = {}
        self.faults: list[str] = []

    def put(self, kind: str, text: str) -> None:
        """Take a value of a kind as `kind_named` gives it; a kind that is not matched here is stored as it came."""
        digits = DIGITS.get(kind)
        if digits is not None:
            value = unhexed(text, digits)
            if value is None:
                self.faults.append(what_is_wrong(text, kind))
            elif self.found.setdefault(kind, value) != value:
                self._store(kind, text)
        elif kind == "video":
            self._put_film(text)
        else:
            self._store(kind, text)

    def put_named(self, name: str, text: str) -> None:
        """Take a value under the name that its maker gives the kind."""
        self.put(kind_named(name) or name[:60], text)

    def put_digest(self, text: str, signal_type: str | None) -> None:
        """Take a value of which only its length tells what it is; `signal_type` says what 64 digits are."""
        kind = BY_DIGITS.get(len(text)) if HEX.fullmatch(text) else None
        if kind == EITHER and signal_type in ("sha256", "pdq"):
            kind = signal_type
        if kind is None:
            self.faults.append(f"“{shortened(text)}” is no hash")
        elif kind == EITHER:
            self.put("sha256", text)
            self.put("pdq", text)
        else:
            self.put(kind, text)

    def row(
        self,
        where: int,
        standing: Standing,
        facts: Facts,
        remarks: Remarks,
        *,
        quality: int | None = None,
        unit: str = "line",
    ) -> KnownEntry | BadRow:
        """The entry, with a warning for each value that is none; a bad row when nothing is left."""
        if not self.found and not self.stored:
            return bad_row(where, "; ".join(self.faults) or f"the {unit} holds no hash")
        for fault in self.faults:
            remarks.warn(f"{unit} {where}", f"{fault}; the other values were taken")
        return self.entry(where, standing, facts, quality)

    def entry(self, where: int, standing: Standing, facts: Facts = NO_FACTS, quality: int | None = None) -> KnownEntry:
        """The entry of what was taken."""
        if self.stored:
            facts = facts._replace(stored=self.stored)
        get = self.found.get
        frames = get("frames", ())
        return judged(
            KnownEntry(
                where, get("md5"), get("sha1"), get("sha256"), get("pdq"), quality, frames, standing, facts=facts
            )
        )

    def _put_film(self, text: str) -> None:
        try:
            frames = tuple(parse_vpdq(text))
        except NotVpdq as problem:
            self.faults.append(problem.message)
            return
        if frames:
            self.found["frames"] = (*self.found.get("frames", ()), *frames)
        else:
            self.faults.append("the film holds no frame")

    def _store(self, kind: str, text: str) -> None:
        """Keep a value beside what is there: a second one of the same kind may contradict the first."""
        another = kind in self.found or self.stored.get(kind, text) != text
        self.stored[f"{kind} (another)" if another else kind] = text
