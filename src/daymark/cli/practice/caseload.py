"""The many cases: opened, referred, acknowledged or not, concluded, closed, each in its time."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from daymark.casework.access.models import User
from daymark.casework.cases import actions as cases
from daymark.casework.cases.models import Case, ClosingOutcome
from daymark.casework.outcomes.actions import record_outcome, record_referral_outcome
from daymark.casework.outcomes.models import OutcomeKind
from daymark.casework.referrals import actions as referrals
from daymark.casework.referrals.models import Referral
from daymark.casework.reports.models import Report
from daymark.cli.practice.people import Cast
from daymark.cli.practice.planning import Planned, sentences
from daymark.cli.practice.timeline import Timeline
from daymark.cli.practice.volumes import Year

LEADS = ("helen.marsh", "samir.haddad", "ruth.adeyemi", "owen.pritchard", "inge.larsen", "tom.ashworth")
REFERRED = 0.86  # of all cases; the others are worked here
# Hours from the referral to the acknowledgement: the shortest, the usual, the longest, for each priority.
ACKNOWLEDGED = {1: (0.2, 0.6, 4), 2: (0.3, 1, 9), 3: (0.5, 4, 40)}
LATELY = timedelta(days=2)
# Of the referrals of these last days, this part is not answered yet: they age before everybody's eyes.
UNANSWERED, UNANSWERED_SINCE = 0.35, timedelta(days=12)
WITHDRAWN_OF, DECLINED_OF = 40, 20  # of so many that are sent or acknowledged, one


@dataclass
class Line:
    """One case while it is worked."""

    planned: Planned
    report: Report
    priority: int
    lead: User
    case: Case | None = None
    referral: Referral | None = None

    @property
    def open_case(self) -> Case:
        if self.case is None:
            raise RuntimeError("a case is opened before it is worked")
        return self.case

    @property
    def sent(self) -> Referral:
        if self.referral is None:
            raise RuntimeError("a referral is drafted before it is sent")
        return self.referral


class Caseload:
    """Every case besides the stories."""

    def __init__(self, timeline: Timeline, year: Year, cast: Cast, chance: random.Random) -> None:
        self.timeline, self.year, self.cast, self.chance = timeline, year, cast, chance
        self.number = self.sent = self.answered = 0

    def begin(self, planned: Planned, report: Report, priority: int) -> None:
        """Puts the work on one report on the line: taken, a case, and what follows."""
        line = Line(planned, report, priority, self.cast.people[self.chance.choice(LEADS)])
        self.number += 1
        at = planned.at + timedelta(hours=self.chance.uniform(0.2, {1: 0.8, 2: 5, 3: 30}[priority]))
        self.timeline.put(at, lambda now: self._open(line, now))
        soon = at + timedelta(minutes=self.chance.randrange(15, 70))
        if self.chance.random() < REFERRED:
            self.timeline.put(soon, lambda now: self._refer(line, now))
        else:
            self._work_here(line, soon)

    def _open(self, line: Line, at: datetime) -> None:
        line.case = cases.open_case(reports=[line.report], by=line.lead, at=at)
        if self.number % 40 == 0:
            cases.restrict(case=line.case, reason="A person who works with us is named.", by=line.lead, at=at)

    def _refer(self, line: Line, at: datetime) -> None:
        agency = self.cast.agencies[line.planned.place.authority]
        reason = f"The child is said to live in {line.planned.place.town}."
        line.referral = referrals.draft_referral(
            case=line.open_case, destination=agency, choice_reason=reason, by=line.lead, at=at
        )
        if self.chance.random() < 0.35:
            text, why = self.chance.choice(sentences()["decisions"])
            cases.record_decision(case=line.open_case, text=text, reason=why, by=line.lead, at=at)
        roll = self.chance.random()
        if roll < 0.02 or (at > self.year.now - LATELY and roll < 0.3):
            return  # it stays a draft
        self.timeline.put(at + timedelta(minutes=self.chance.randrange(3, 25)), lambda now: self._send(line, now))

    def _send(self, line: Line, at: datetime) -> None:
        by_hand = not line.sent.destination.public_key
        line.referral = referrals.send_referral(referral=line.sent, by=line.lead, at=at, by_hand=by_hand)
        roll = self.chance.random()
        self.sent += 1
        if self.sent % WITHDRAWN_OF == 0:
            self.timeline.put(at + timedelta(hours=1), lambda now: self._withdraw(line, now))
        elif at < self.year.now - UNANSWERED_SINCE or roll > UNANSWERED:
            low, usual, high = ACKNOWLEDGED[line.priority]
            hours = self.chance.triangular(low, high, usual)
            self.timeline.put(at + timedelta(hours=hours), lambda now: self._acknowledge(line, now))

    def _withdraw(self, line: Line, at: datetime) -> None:
        referrals.withdraw(referral=line.sent, reason="The child has been found by another way.", by=line.lead, at=at)

    def _acknowledge(self, line: Line, at: datetime) -> None:
        by, heard_from = self._voice(line)
        referrals.acknowledge(referral=line.sent, by=by, heard_from=heard_from, at=at)
        later = at + timedelta(hours=self.chance.uniform(1, 40))
        self.answered += 1
        declined = self.answered % DECLINED_OF == 0
        self.timeline.put(later, lambda now: self._decline(line, now) if declined else self._accept(line, now))

    def _decline(self, line: Line, at: datetime) -> None:
        reason = self.chance.choice(sentences()["declines"])
        by, heard_from = self._voice(line)
        referrals.decline(referral=line.sent, reason=reason, by=by, heard_from=heard_from, at=at)

    def _accept(self, line: Line, at: datetime) -> None:
        by, heard_from = self._voice(line)
        referrals.accept(referral=line.sent, by=by, heard_from=heard_from, at=at)
        if self.chance.random() < 0.3:
            self._task(line, at)
        found = at + timedelta(days=self.chance.uniform(1, 45))
        self.timeline.put(found, lambda now: self._results(line, now))

    def _results(self, line: Line, at: datetime) -> None:
        kinds = self.chance.choices(_RESULTS, [34, 22, 14, 8, 22])[0]
        for kind, most in kinds:
            record_referral_outcome(
                referral=line.sent,
                kind=OutcomeKind(kind),
                number=self.chance.choice(range(1, most + 1)),
                happened_on=at.date(),
                by=self._voice(line)[0],
                at=at,
            )
        ended = at + timedelta(days=self.chance.uniform(2, 30))
        self.timeline.put(ended, lambda now: self._conclude(line, kinds, now))

    def _conclude(self, line: Line, kinds: Sequence[tuple[str, int]], at: datetime) -> None:
        by, heard_from = self._voice(line)
        referrals.conclude(referral=line.sent, by=by, heard_from=heard_from, at=at)
        safe = any(kind == OutcomeKind.CHILD_SAFEGUARDED for kind, _ in kinds)
        outcome = ClosingOutcome.CHILD_SAFEGUARDED if safe else ClosingOutcome.PASSED_ON
        self._close_later(line, outcome, at)

    def _work_here(self, line: Line, at: datetime) -> None:
        self.timeline.put(at, lambda now: self._task(line, now))
        later = at + timedelta(days=self.chance.uniform(4, 120))
        outcome = self.chance.choice([ClosingOutcome.NOT_TRACEABLE, ClosingOutcome.NO_CHILD_AT_RISK])
        self.timeline.put(later, lambda now: self._close(line, outcome, now))

    def _task(self, line: Line, at: datetime) -> None:
        text = self.chance.choice(sentences()["tasks"])
        due = at.date() + timedelta(days=self.chance.randrange(1, 10))
        task = cases.add_task(case=line.open_case, text=text, by=line.lead, at=at, assigned_to=line.lead, due_on=due)
        cases.write_note(case=line.open_case, text=self.chance.choice(sentences()["notes"]), by=line.lead, at=at)
        if self.chance.random() < 0.85:
            done = at + timedelta(days=self.chance.uniform(0.2, 9))
            self.timeline.put(
                done, lambda now: _if_open(line, lambda: cases.finish_task(task=task, by=line.lead, at=now))
            )

    def _close_later(self, line: Line, outcome: ClosingOutcome, at: datetime) -> None:
        self.timeline.put(
            at + timedelta(days=self.chance.uniform(0.5, 12)), lambda now: self._close(line, outcome, now)
        )

    def _close(self, line: Line, outcome: ClosingOutcome, at: datetime) -> None:
        if outcome is ClosingOutcome.CHILD_SAFEGUARDED and self.chance.random() < 0.1:
            record_outcome(
                case=line.open_case, kind=OutcomeKind.TAKEDOWN, number=1, happened_on=at.date(), by=line.lead, at=at
            )
        cases.close_case(case=line.open_case, outcome=outcome, reason=_REASONS[outcome], by=line.lead, at=at)

    def _voice(self, line: Line) -> tuple[User, str]:
        """Who answers: the partner's own person, or the lead whom the duty desk has told."""
        person = self.cast.answers_for(line.sent.destination)
        return (person, "") if person else (line.lead, "the duty desk, by telephone")


def _if_open(line: Line, act: Callable[[], object]) -> None:
    line.open_case.refresh_from_db(fields=["state"])
    if line.open_case.state == "OPEN":
        act()


_RESULTS = (
    (("CHILD_SAFEGUARDED", 2),),
    (("CHILD_SAFEGUARDED", 3), ("ARREST", 1)),
    (("ARREST", 1),),
    (("LETTER", 1),),
    (("NO_FURTHER_ACTION", 1),),
)
_REASONS = {
    ClosingOutcome.CHILD_SAFEGUARDED: "The authority has told us that the child is safe.",
    ClosingOutcome.PASSED_ON: "The authority has finished its work and told us the result.",
    ClosingOutcome.NOT_TRACEABLE: "The accounts lead to nobody; the company's records have run out.",
    ClosingOutcome.NO_CHILD_AT_RISK: "Everything named was checked; no child at risk was found.",
}
