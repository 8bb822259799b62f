"""One bundle, and what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from daymark.casework.access.models import Role, User
from daymark.casework.reports.models import Report
from daymark.casework.reports.rules.understood import Understood
from daymark.casework.triage.models import Assessment, Bundle
from daymark.casework.triage.rules import Decided, Reason, RecordKept, Weighed, records_of, weigh
from daymark.engine.ipcountry import country_of
from daymark.problems import Problem

# Whose duty it is to take rows from the queue and decide on them.
QUEUE_ROLES = (Role.TRIAGE_OFFICER, Role.INVESTIGATOR, Role.SUPERVISOR)


class RowNotSeen(Problem):
    """This is a copy of a report that is worked in a case which only its members see. Ask a supervisor."""


def bundle_of(report: Report) -> Bundle:
    """The bundle that a report stands in."""
    bundle = bundle_seen(report)
    if bundle is None:
        raise RowNotSeen()
    return bundle


def bundle_seen(report: Report) -> Bundle | None:
    """The same, or None where its row belongs to a case that only its members see."""
    inside = Assessment.objects.filter(report=report, is_current=True).values("bundle")
    return Bundle.objects.select_related("held_by", "ended_by", "lead").filter(pk__in=inside).first()


def copies_of(bundle: Bundle) -> QuerySet[Report]:
    """Every report of a bundle, the earliest first."""
    inside = Assessment.objects.filter(bundle=bundle, is_current=True).values("report")
    return (
        Report.objects.filter(pk__in=inside)
        .select_related("source_agency")
        .defer("understood")
        .order_by("received_at", "reference")
    )


def with_copies(reports: Sequence[Report]) -> list[Report]:
    """These reports and every copy of them, the earliest first: a case takes a bundle as a whole."""
    bundles = Assessment.objects.filter(report__in=reports, is_current=True).values("bundle")
    copies = Assessment.objects.filter(bundle__in=bundles, is_current=True).values("report")
    return list(Report.objects.filter(pk__in=copies).order_by("received_at", "reference"))


def standing_of(bundle: Bundle) -> tuple[Weighed, Decided | None]:
    """What the rules say of a bundle, and what a person decided about it."""
    weighed = weigh(Reason.from_document(document) for document in bundle.reasons)
    if bundle.decided_priority is None or bundle.decided_over is None:
        return weighed, None
    return weighed, Decided(bundle.decided_priority, bundle.decided_over)


def officers() -> QuerySet[User]:
    """People who may hold a row of the queue."""
    return User.objects.filter(is_active=True, roles__overlap=[role.value for role in QUEUE_ROLES])


def records_that_lead_to_a_door(said: Understood) -> tuple[RecordKept, ...]:
    """The internet addresses of a report, with how long each one's provider keeps its records."""
    return records_of(said, country_of=lambda address: country_of(address).code)
