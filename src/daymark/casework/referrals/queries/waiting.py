"""What of the referrals waits for a person: of the centre, or of a partner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from daymark.casework.access.models import Role, User
from daymark.casework.access.rules import Section, Waiting, WaitingPart
from daymark.casework.referrals.models import Referral, ReferralEvent, ReferralState
from daymark.casework.referrals.queries.line import level_of
from daymark.casework.referrals.queries.reading import referrals_to, visible_referrals
from daymark.casework.referrals.rules.clocks import LEVEL_WORDS
from daymark.casework.reports.queries import first_of

SHOWN = 10  # lines of each kind on the home page; the totals say how many there are
CLIMBS_AT = 2  # from this level an overdue referral stands among the clocks, not among the referrals
FRESH = timedelta(days=3)  # how long an answer stands on the home page


def waiting_for(user: User, *, at: datetime) -> WaitingPart:
    """For staff: declined, overdue and unacknowledged referrals, drafts, answers. For a partner: what is new for us."""
    if user.reads_cases:
        return _staff(user, at)
    return _partner(user, at)


def pending_for(user: User, *, at: datetime) -> QuerySet[Referral]:
    """Sent and not acknowledged: a person's own, and to a supervisor every one that is overdue."""
    own = Q(drafted_by=user) | Q(sent_by=user) | Q(case__lead=user)
    shown = own | Q(due_at__lt=at) if user.has_role(Role.SUPERVISOR) else own
    return visible_referrals(user).filter(shown, state=ReferralState.SENT).order_by("due_at")


def declined_for(user: User) -> QuerySet[Referral]:
    """Declined, with no other referral of the case since: somebody must choose again."""
    later = Referral.objects.filter(case=OuterRef("case"), drafted_at__gt=OuterRef("answered_at"))
    mine = Q(case__lead=user) | Q(drafted_by=user)
    declined = visible_referrals(user).filter(mine, state=ReferralState.DECLINED, case__state="OPEN")
    return declined.exclude(Exists(later)).order_by("answered_at")


def answered_for(user: User, *, at: datetime) -> QuerySet[Referral]:
    """Where the partner had the last word in the last days."""
    last = ReferralEvent.objects.filter(referral=OuterRef("pk")).order_by("-at", "-place")
    mine = Q(case__lead=user) | Q(drafted_by=user) | Q(sent_by=user)
    rows = visible_referrals(user).filter(mine).exclude(state__in=[ReferralState.DRAFT, ReferralState.DECLINED])
    rows = rows.annotate(last_at=Subquery(last.values("at")[:1]), last_agency=Subquery(last.values("by__agency")[:1]))
    return rows.filter(last_agency=F("destination"), last_at__gte=at - FRESH).order_by("-last_at")


def _staff(user: User, at: datetime) -> WaitingPart:
    pending = list(_narrow(pending_for(user, at=at)))
    declined, declined_total = first_of(_narrow(declined_for(user)), SHOWN)
    own_drafts = visible_referrals(user).filter(drafted_by=user, state=ReferralState.DRAFT).order_by("drafted_at")
    drafts, drafts_total = first_of(_narrow(own_drafts), SHOWN)
    answered, answered_total = first_of(_narrow(answered_for(user, at=at)), SHOWN)
    lines = [
        *_lines(declined, at, lambda each: "Declined. Choose another authority", "Open"),
        *_lines(pending[:SHOWN], at, lambda each: _unacknowledged(each, at), "Open"),
        *_lines(drafts, at, lambda each: "Drafted, not sent", "Go on"),
        *_lines(answered, at, lambda each: f"{each.destination.name}: {each.get_state_display().lower()}", "Read"),
    ]
    late = sum(level_of(each, at) >= CLIMBS_AT for each in pending)
    waiting = declined_total + len(pending) - late + drafts_total
    totals = ((Section.CLOCKS, late), (Section.REFERRALS, waiting), (Section.ANSWERS, answered_total))
    return WaitingPart(tuple(lines), totals)


def _partner(user: User, at: datetime) -> WaitingPart:
    rows = referrals_to(user)
    new, new_total = first_of(_narrow(rows.filter(state=ReferralState.SENT).order_by("due_at")), SHOWN)
    acknowledged = rows.filter(state=ReferralState.ACKNOWLEDGED).order_by("acknowledged_at")
    undecided, undecided_total = first_of(_narrow(acknowledged), SHOWN)
    taken = rows.filter(state=ReferralState.ACCEPTED).order_by("answered_at")
    accepted, accepted_total = first_of(_narrow(taken), SHOWN)
    lines = (
        *_lines(new, at, lambda each: "New for you. Acknowledge it", "Open", partner=True),
        *_lines(undecided, at, lambda each: "Accept or decline it", "Open", partner=True),
        *_lines(accepted, at, lambda each: "Say what came of it", "Open", partner=True),
    )
    return WaitingPart(lines, ((Section.REFERRALS, new_total + undecided_total + accepted_total),))


def _unacknowledged(referral: Referral, at: datetime) -> str:
    level = level_of(referral, at)
    words = f"{referral.destination.name} has not acknowledged it"
    return f"{words}: {LEVEL_WORDS[level]}" if level else words


def _narrow(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    return rows.select_related("destination").defer("content", "choice_reason", "proposals")


def _lines(
    found: Sequence[Referral], at: datetime, said: Callable[[Referral], str], button: str, *, partner: bool = False
) -> list[Waiting]:
    page = "partner-referral" if partner else "referral"
    return [
        Waiting(
            section=_section(each, at, answered=hasattr(each, "last_at")),
            title=each.title,
            reference=each.reference,
            changed=said(each),
            url=reverse(page, args=[each.reference]),
            button=button,
            due_at=each.due_at if each.state == ReferralState.SENT else None,
            in_danger=each.child_in_danger,
        )
        for each in found
    ]


def _section(referral: Referral, at: datetime, *, answered: bool) -> Section:
    if answered:
        return Section.ANSWERS
    return Section.CLOCKS if level_of(referral, at) >= CLIMBS_AT else Section.REFERRALS
