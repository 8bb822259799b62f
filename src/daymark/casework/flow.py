"""START HERE: the stages in order, and every step that happens by itself.

    prevention   a child, a parent or a professional finds the report button and advice
    reports      what was reported is kept unchanged, then understood
    monitoring   what officers see in peer-to-peer networks: whom sightings hold together, who comes first
    triage       ordered rules say how urgent it is and why; copies fold into one bundle; an officer takes it
    cases        an investigation with tasks, members and an append-only decision log
    welfare      who looked, how long and at how grave a severity: limits, breaks, pairs, counselling
    media        what was seized: exhibits with who held them, their files, each read once, and what they show
    matching     what lists know of the files, what looks like it, and where a copy has been
    referrals    the case goes to the authority that can act, and comes back acknowledged
    outcomes     what came of it: children safeguarded, arrests
    strategic    the picture over the year, from counts

Beneath them lie `access` (people, gates, audit), `partners` (agencies) and `subjects` (identifiers and where they
were seen). A stage never calls a later one: it announces what happened, and this module says what follows.
"""

from __future__ import annotations

from daymark.casework.cases import actions as cases
from daymark.casework.cases.page_parts import CASE_PARTS
from daymark.casework.matching import actions as matching
from daymark.casework.media import actions as media
from daymark.casework.media import queries as media_queries
from daymark.casework.monitoring import actions as monitoring
from daymark.casework.outcomes import queries as outcomes
from daymark.casework.referrals import queries as referrals
from daymark.casework.referrals.page_parts import REFERRAL_PARTS
from daymark.casework.reports import actions as reports
from daymark.casework.triage import actions as triage


def connect() -> None:
    """Connects every automatic step. Called once, when Django has loaded the app."""
    # Every report is assessed in the transaction that stores it: none can be stored and not stand in the queue.
    reports.REPORTS_RECEIVED.follow(triage.assess_reports)
    # A withdrawn report leaves the queue with its reason, unless a person already holds it.
    reports.REPORT_WITHDRAWN.follow(triage.close_withdrawn)
    # An answer from the reporter puts the report back in front of the officer who asked.
    reports.REPORTER_ANSWERED.follow(triage.bring_back)
    # A report that is worked in a case: its copies join it, answers and withdrawals are told to its log.
    triage.COPIES_OF_CASE.follow(cases.take_copies)
    reports.REPORTER_ANSWERED.follow(cases.note_answer)
    reports.REPORT_WITHDRAWN.follow(cases.note_withdrawal)
    # Nothing is stored without being matched with every list; what is graded here becomes a list of its own, by a
    # job that is stored with the grade: grading never waits for a seizure that is being matched.
    media.CONTENTS_ARRIVED.follow(matching.check_arrived)
    media.STACK_GRADED.follow(matching.note_stack)
    # What lists say of series stands in the sentence of a seizure; a job counts it anew as lists change.
    media.SEIZURE_READ.follow(matching.count_series_of)
    # Only files that known-bad lists name count in peer-to-peer networks, by the lists as they stand at the counting.
    monitoring.SIGHTINGS_COUNTED.follow(matching.count_lists_of_seen)
    # What the centre's policy wants kept of a settled grade is sealed by a job.
    media.STACK_GRADED.follow(media.seal_by_policy)
    # What later stages show on the pages of earlier ones.
    CASE_PARTS.show(media_queries.part_of_case)
    CASE_PARTS.show(referrals.part_of_case)
    CASE_PARTS.show(outcomes.part_of_case)
    REFERRAL_PARTS.show(outcomes.part_of_referral)
