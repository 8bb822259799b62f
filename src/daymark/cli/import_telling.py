"""What `daymark import` says: to a person in sentences, to a program one JSON object a line."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from daymark.cli.import_sources import Refusal
from daymark.cli.progress import progress

if TYPE_CHECKING:
    from daymark.cli.import_work import Result

_SHOWN = 20  # of what was taken; what was refused is shown whole
FOLDED = "folded"
_FAULTS = ("refused", "differs")


class Telling:
    """Counts, tells as it goes, and knows how the command ends."""

    def __init__(self, *, as_json: bool, of: int) -> None:
        self.of = of
        self.counts: Counter[str] = Counter()
        self.warnings = 0
        self.faults: list[str] = []
        self._as_json = as_json
        self._told: list[str] = []
        self._began = time.monotonic()

    def refused(self, refusals: Sequence[Refusal]) -> None:
        """Files of the archives that were not taken."""
        for each in refusals:
            if self._as_json:
                _object({"source": each.source, "member": each.name, "outcome": "refused", "why": each.why})
            self.counts["files refused"] += 1
            where = f"{each.source}: {each.name}" if each.name else each.source
            self.faults.append(f"Refused: {where}: {each.why}")

    def results(self, results: Sequence[Result]) -> None:
        """What became of some packages."""
        for result in results:
            outcome = result.outcome
            fate = FOLDED if result.copy_of else outcome.fate.value
            self.counts[fate] += 1
            self.warnings += bool(outcome.warnings)
            if self._as_json:
                _object(_described(result, fate))
            elif fate in _FAULTS:
                self.faults.append(f"{fate.capitalize()}: {outcome.package}: {outcome.why}")
            elif len(self._told) < _SHOWN:
                self._told.append(_sentence(result, fate))

    @contextmanager
    def progress(self) -> Iterator[Callable[[int], None]]:
        """Progress on standard error. Call what is given with each portion's size."""
        done = 0

        def words() -> str:
            return f"{done:,} of {self.of:,}, {self._rate():,.0f} a second"

        with progress("Importing", self.of, words) as step:

            def count(portion: int) -> None:
                nonlocal done
                done += portion
                step(portion)

            yield count

    def end(self, *, status: int | None = None) -> int:
        """Says how it ended and gives the exit status: 0 done, 1 done with refusals."""
        if not self._as_json:
            for line in (*self._told, *self.faults):
                click.echo(line)
            click.echo(self._summary())
        faulty = any(self.counts[name] for name in (*_FAULTS, "files refused"))
        return status if status is not None else int(faulty)

    def _summary(self) -> str:
        parts = [f"{count:,} {name}" for name, count in sorted(self.counts.items()) if count]
        done = sum(count for name, count in self.counts.items() if name != "files refused")
        taken = time.monotonic() - self._began
        first = f"{done:,} reports in {taken:.1f} s ({self._rate():,.0f} a second): {', '.join(parts) or 'nothing'}."
        more = f" {self.warnings:,} have warnings: their pages show them." if self.warnings else ""
        return first + more

    def _rate(self) -> float:
        done = sum(count for name, count in self.counts.items() if name != "files refused")
        return done / max(time.monotonic() - self._began, 0.001)


def _described(result: Result, fate: str) -> dict[str, Any]:
    outcome = result.outcome
    return {
        "source": str(result.source),
        "package": outcome.package,
        "outcome": fate,
        "external_reference": outcome.external_reference,
        "report": outcome.report,
        "copy_of": result.copy_of,
        "why": outcome.why,
        "warnings": list(outcome.warnings),
    }


def _sentence(result: Result, fate: str) -> str:
    outcome = result.outcome
    ending = f", a copy of {result.copy_of}" if result.copy_of else ""
    return f"{fate.capitalize()}: {outcome.external_reference} as {outcome.report}{ending}. {outcome.why}".rstrip()


def _object(content: dict[str, Any]) -> None:
    click.echo(json.dumps(content, ensure_ascii=False))
