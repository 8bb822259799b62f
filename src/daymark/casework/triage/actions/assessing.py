"""Every report that arrives is assessed, and stands in the queue or with its copies, where it is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from daymark.casework.access.recording import Act, record_many
from daymark.casework.access.rows import insert_rows
from daymark.casework.reports.models import Report
from daymark.casework.reports.rules.documents import from_document
from daymark.casework.reports.rules.understood import SourceKind
from daymark.casework.steps import Announcement
from daymark.casework.triage.actions.folding import CHANGED_BY_COPIES, fold_in
from daymark.casework.triage.models import Assessment, Bundle, BundleState
from daymark.casework.triage.queries import records_that_lead_to_a_door, seen_before
from daymark.casework.triage.rules import RULES_VERSION, TriageContext, Verdict, assess

COPIES_OF_CASE: Announcement[Sequence[Report]] = Announcement("copies have come of reports that are worked in a case")


@dataclass(frozen=True)
class Judged:
    """A report with what the rules say of it."""

    report: Report
    verdict: Verdict


Stack = list[Judged]  # copies of one another, in the order received; the first leads


@transaction.atomic
def assess_reports(reports: Sequence[Report], *, at: datetime) -> None:
    """Assesses new reports and puts each into the queue, or to its copies when it has come before.

    Set-based: a handful of queries, however many reports. Two connections that file copies at the same time make one
    bundle: rows are made and locked in the order of their fingerprints.
    """
    judged = _judge(reports, at)
    stacks = _stacks(judged)
    made = {key: _bundle(stack) for key, stack in stacks.items()}
    standing = _made_or_found(made)
    folded = [(standing[key], stacks[key]) for key in made if standing[key].pk != made[key].pk]
    _fold(folded, at)
    insert_rows([_assessment(each, standing[key], at) for key, stack in stacks.items() for each in stack])
    _tell_cases(folded, at)


def _judge(reports: Sequence[Report], at: datetime) -> Stack:
    seen = seen_before(reports)
    judged = []
    for report in reports:
        said = from_document(report.understood)
        context = TriageContext(
            at=at,
            seen_before=seen[report.pk],
            records=records_that_lead_to_a_door(said),
            reporter_can_be_asked=said.source_kind is SourceKind.PUBLIC,
        )
        judged.append(Judged(report, assess(said, context)))
    return judged


def _stacks(judged: Stack) -> dict[str, Stack]:
    stacks: dict[str, Stack] = {}
    for each in judged:
        stacks.setdefault(each.report.fingerprint or str(each.report.pk), []).append(each)
    return stacks


def _bundle(stack: Stack) -> Bundle:
    """A new row of the queue for a report and the copies that came with it."""
    first = stack[0]
    bundle = Bundle(
        fingerprint=first.report.fingerprint or None,
        lead=first.report,
        title=first.report.title,
        harm=first.report.harm,
        source_kind=first.report.source_kind,
        first_received_at=first.report.received_at,
        due_at=first.report.received_at + first.verdict.clock,
        priority=first.verdict.priority,
        rank=first.verdict.rank,
        floor=first.verdict.floor,
        child_in_danger=first.verdict.child_in_danger,
        reasons=[reason.to_document() for reason in first.verdict.reasons],
        questions=[question.to_document() for question in first.verdict.questions],
    )
    for copy in stack[1:]:
        fold_in(bundle, copy.report, copy.verdict, copy.report.received_at)
    return bundle


def _made_or_found(made: Mapping[str, Bundle]) -> dict[str, Bundle]:
    """Inserts what is new; where a bundle of these copies stands already, locks it and gives that one."""
    ordered = [made[key] for key in sorted(made)]
    standing = insert_rows(ordered, on_conflict="(fingerprint) DO UPDATE SET fingerprint = EXCLUDED.fingerprint")
    own = {bundle.pk for bundle in ordered}
    older = Bundle.objects.select_related("lead").in_bulk([pk for pk in standing if pk not in own])
    return {**made, **{str(bundle.fingerprint): bundle for bundle in older.values()}}


def _fold(folded: Sequence[tuple[Bundle, Stack]], at: datetime) -> None:
    """Adds copies to rows that stand already."""
    acts = []
    for bundle, stack in folded:
        for copy in stack:
            reopened = fold_in(bundle, copy.report, copy.verdict, at)
            detail = {"with": bundle.lead.reference, "reopened": reopened}
            acts.append(Act("copy folded", "report", copy.report.reference, detail))
    if folded:
        changed = ", ".join(f"{column} = EXCLUDED.{column}" for column in CHANGED_BY_COPIES)
        insert_rows([bundle for bundle, _ in folded], on_conflict=f"(id) DO UPDATE SET {changed}")
        record_many(acts=acts, by=None, at=at)


def _assessment(each: Judged, bundle: Bundle, at: datetime) -> Assessment:
    verdict = each.verdict
    return Assessment(
        report=each.report,
        bundle=bundle,
        assessed_at=at,
        rules_version=RULES_VERSION,
        rule_priority=verdict.priority,
        priority=verdict.priority,
        rank=verdict.rank,
        floor=verdict.floor,
        child_in_danger=verdict.child_in_danger,
        reasons=[reason.to_document() for reason in verdict.reasons],
        questions=[question.to_document() for question in verdict.questions],
    )


def _tell_cases(folded: Sequence[tuple[Bundle, Stack]], at: datetime) -> None:
    copies = [copy.report for bundle, stack in folded if bundle.state == BundleState.IN_CASE for copy in stack]
    if copies:
        COPIES_OF_CASE.announce(copies, at=at)
