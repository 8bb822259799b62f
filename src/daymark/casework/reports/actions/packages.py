"""Law-enforcement packages become reports: kept as received, understood, filed once, whoever stops us and when."""

from __future__ import annotations

import hashlib
import random
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import structlog
from django.db import DataError, IntegrityError, OperationalError

from daymark.casework.access.context import acting_as_system
from daymark.casework.partners.models import Agency
from daymark.casework.reports.actions.completing import complete_files, lack_files
from daymark.casework.reports.actions.package_files import seal, stored, wanted_files, with_files
from daymark.casework.reports.actions.receiving import Arrival, Document, Filed, file_reports
from daymark.casework.reports.actions.refusing import keep_refused
from daymark.casework.reports.models import Report, Way
from daymark.casework.reports.rules.from_lepackage import understand_lepackage
from daymark.casework.reports.rules.understood import Understood
from daymark.exchange.archive import RefusedMember
from daymark.exchange.lepackage import LePackage, Package, UnreadablePackage, read_package
from daymark.exchange.lepackage.reading import MAX_DOCUMENT_BYTES

log = structlog.get_logger()
_MOST_TRIES = 6  # two imports that fold the same copies may deadlock: the server ends one, which tries again
_AGAIN = frozenset({"40P01", "40001"})  # deadlock, serialisation
_TYPES = {"json": "application/json", "xml": "text/xml"}


class Fate(StrEnum):
    """What became of a package."""

    TAKEN = "taken"
    COMPLETED = "completed"  # it was here, and files that it lacked have come
    HERE = "here already"
    DIFFERS = "differs"  # it is here with other contents; both are kept, a person must compare
    REFUSED = "refused"


@dataclass(frozen=True)
class Outcome:
    """What became of one package. `why` is a sentence for whoever imports; `claimed` are the shared media it took."""

    package: str
    fate: Fate
    external_reference: str = ""
    report: str = ""
    report_id: uuid.UUID | None = None
    why: str = ""
    warnings: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Ready:
    """A package that was read and understood."""

    package: Package
    read: LePackage
    said: Understood

    @property
    def reference(self) -> str:
        return self.read.report_id

    @property
    def body(self) -> bytes:
        return self.read.documents[0].data


def take_packages(*, packages: Sequence[Package], agency: Agency, at: datetime) -> list[Outcome]:
    """Files the reports of some hundred packages from one agency, in transactions of its own.

    A package that is here already changes nothing; one that cannot be read is kept with the reason. Interrupted at any
    point, run again: what was not acknowledged is taken then, and nothing is taken twice. `VaultFull` and a database
    that does not answer end the whole call.
    """
    opened = [_opened(package, agency) for package in packages]
    ready = [each for each in opened if isinstance(each, _Ready)]
    here = _here([each.reference for each in ready], agency)
    outcomes = _taken([each for each in ready if each.reference not in here], agency, at)
    outcomes += _met_again([(each, here[each.reference]) for each in ready if each.reference in here], at)
    outcomes += [_refused(package, why, at) for package, why in _faults(opened)]
    return outcomes


def _opened(package: Package, agency: Agency) -> _Ready | tuple[Package, str]:
    try:
        read = read_package(package, verify_media=bool(package.media or package.shared))
        read = replace(read, report_id=read.report_id[:80])
        return _Ready(package, read, understand_lepackage(read, sender=agency.name))
    except UnreadablePackage as problem:
        return package, f"{problem.message} Ask the sender for this package again."
    except Exception as fault:  # one package with a fault of ours must not keep thousands of others out
        return package, _fault_of_ours(fault)


def _fault_of_ours(fault: Exception) -> str:
    number = uuid.uuid4().hex[:12]
    log.error("package not understood", error_number=number, exc_info=fault)
    return f"Daymark met a fault of its own here (number {number}). The documents are kept; tell the administrator."


def _faults(opened: Iterable[_Ready | tuple[Package, str]]) -> list[tuple[Package, str]]:
    return [each for each in opened if not isinstance(each, _Ready)]


def _here(references: Sequence[str], agency: Agency) -> dict[str, Report]:
    with acting_as_system():
        found = Report.objects.select_related("received").defer("received__body", "understood")
        # The empty reference is left out in words, or the database would not see that its index has all the others.
        found = found.filter(source_agency=agency, external_reference__in=references).exclude(external_reference="")
        return {report.external_reference: report for report in found}


def _taken(fresh: Sequence[_Ready], agency: Agency, at: datetime) -> list[Outcome]:
    # In the order of their references, so that two imports of the same reports wait for each other and never in a ring.
    ordered = sorted(fresh, key=lambda each: each.reference)
    pairs = list(zip(ordered, _filed(_sealed(ordered, agency), at), strict=True))
    outcomes = [_refused(each.package, filed, at) for each, filed in pairs if isinstance(filed, str)]
    known = [(each, filed) for each, filed in pairs if isinstance(filed, Filed)]
    outcomes += [_outcome(each, Fate.TAKEN, filed.report) for each, filed in known if filed.is_new]
    return outcomes + _met_again([(each, filed.report) for each, filed in known if not filed.is_new], at)


def _sealed(ready: Sequence[_Ready], agency: Agency) -> list[Arrival]:
    """Seals the files of all packages in one batch, before the transaction: fsync must hold no lock of the database."""
    wanted = [wanted_files(each.package, each.read, each.said) for each in ready]
    answers = iter(seal([file for files in wanted for file in files]))
    arrivals = []
    for each, files in zip(ready, wanted, strict=True):
        sealed = [next(answers) for _ in files]
        kept = [stored(file, answer) for file, answer in zip(files, sealed, strict=True)]
        first, *beside = _documents(each.read)
        arrivals.append(
            Arrival(
                understood=with_files(each.said, kept, sealed),
                way=Way.PACKAGE,
                body=first.body,
                media_type=first.media_type,
                name=first.name,
                agency=agency,
                files=tuple(kept),
                beside=tuple(beside),
            )
        )
    return arrivals


def _documents(read: LePackage) -> list[Document]:
    return [Document(each.data, _type_of(each.name), each.name) for each in read.documents]


def _type_of(name: str) -> str:
    return _TYPES.get(name.rsplit(".", 1)[-1].lower(), "")


def _filed(arrivals: Sequence[Arrival], at: datetime) -> list[Filed | str]:
    """Files all in one transaction. When the database cannot hold one of them, the others are filed without it."""
    if not arrivals:
        return []
    try:
        return list(_filed_together(arrivals, at))
    except (DataError, IntegrityError) as fault:
        if len(arrivals) == 1:
            return [_fault_of_ours(fault)]
    middle = len(arrivals) // 2
    return _filed(arrivals[:middle], at) + _filed(arrivals[middle:], at)


def _filed_together(arrivals: Sequence[Arrival], at: datetime) -> list[Filed]:
    for attempt in range(1, _MOST_TRIES + 1):
        try:
            with acting_as_system():
                return file_reports(arrivals=arrivals, by=None, at=at)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") not in _AGAIN or attempt == _MOST_TRIES:
                raise
            time.sleep(random.uniform(0, 0.05) * attempt)  # noqa: S311 - no secret
    raise AssertionError("the last try returns or raises")


def _met_again(pairs: Sequence[tuple[_Ready, Report]], at: datetime) -> list[Outcome]:
    """Packages whose report is here: the same again, with files that were lacking, or with other contents."""
    if not pairs:
        return []
    with acting_as_system():
        lacking = lack_files([report for _, report in pairs])
        return [_compared(each, report, at, lacks_files=report.pk in lacking) for each, report in pairs]


def _compared(each: _Ready, report: Report, at: datetime, *, lacks_files: bool) -> Outcome:
    if hashlib.sha256(each.body).hexdigest() != report.received.sha256:
        return _differs(each, report, at)
    wanted = wanted_files(each.package, each.read, each.said) if lacks_files else []
    added = complete_files(report=report, wanted=wanted, at=at)
    if not added:
        return _outcome(each, Fate.HERE, report)
    return _outcome(each, Fate.COMPLETED, report, f"{added} of the files that it lacked were added.")


def _differs(each: _Ready, report: Report, at: datetime) -> Outcome:
    why = (
        f"{report.reference} has the same number ({each.reference}) and other contents. Both documents are kept; "
        "compare them, and tell whoever works on it."
    )
    papers = _documents(each.read)
    keep_refused(documents=papers, way=Way.PACKAGE, why=why, at=at, kind="report", reference=report.reference)
    return _outcome(each, Fate.DIFFERS, report, why)


def _outcome(each: _Ready, fate: Fate, report: Report, why: str = "") -> Outcome:
    claimed = tuple(file.media for file in each.read.uploaded_files if file.media)
    return Outcome(
        each.package.name, fate, each.reference, report.reference, report.pk, why, each.said.warnings, claimed
    )


def _refused(package: Package, why: str, at: datetime) -> Outcome:
    kept, lost = _raw(package)
    with acting_as_system():
        keep_refused(documents=kept, way=Way.PACKAGE, why=why[:2000], at=at)
    return Outcome(package.name, Fate.REFUSED, why=" ".join([why, *lost]))


def _raw(package: Package) -> tuple[list[Document], list[str]]:
    """The documents as bytes, and why some could not even be read as such."""
    kept, lost = [], []
    for member in package.documents.values():
        try:
            kept.append(Document(member.read(at_most=MAX_DOCUMENT_BYTES), _type_of(member.name), member.name))
        except RefusedMember as refusal:
            lost.append(refusal.message)
    return kept, lost
