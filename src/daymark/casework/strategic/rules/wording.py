"""The words of the picture: what rows are called, and what must be known to read a table."""

from __future__ import annotations

from collections.abc import Mapping

from daymark.casework.outcomes.rules import Kind
from daymark.casework.reports.rules.understood import ENVIRONMENT_WORDS as ENVIRONMENTS
from daymark.casework.reports.rules.understood import HARM_WORDS as HARMS
from daymark.casework.reports.rules.understood import SourceKind

Words = Mapping[str, str]

HARM_WORDS: Words = {each.value: words for each, words in HARMS.items()}
ENVIRONMENT_WORDS: Words = {each.value: words for each, words in ENVIRONMENTS.items()}
SOURCE_WORDS: Words = {
    SourceKind.PUBLIC.value: "The public",
    SourceKind.INDUSTRY.value: "Industry",
    SourceKind.AGENCY.value: "Agencies",
}
PRIORITY_WORDS: Words = {"1": "1, immediate", "2": "2, soon", "3": "3, without undue delay", "": "None yet"}
STATE_WORDS: Words = {
    "WAITING": "Waiting in the queue",
    "IN_HAND": "In hand",
    "ASKED": "Waiting for the reporter",
    "IN_CASE": "In a case",
    "CLOSED": "Closed without a case",
    "": "Not assessed",
}
OUTCOME_WORDS: Words = {
    Kind.CHILD_SAFEGUARDED.value: "Children safeguarded",
    Kind.ARREST.value: "Arrests",
    Kind.CHARGE.value: "Charges",
    Kind.CONVICTION.value: "Convictions",
    Kind.TAKEDOWN.value: "Content taken down",
    Kind.LETTER.value: "Warning letters",
    Kind.NO_FURTHER_ACTION.value: "No further action",
}

MONTH_CAVEATS = (
    "A report counts in the month in which it arrived, by the centre's clock.",
    "The period before is compared month by month, the first with the first.",
)
HARM_CAVEATS = (
    "Each report counts once, under the kind that the reporter or the sender gave; nobody has confirmed it.",
    "Companies' incident types fit these kinds only roughly.",
)
SOURCE_CAVEATS = (
    "Who sent the report to this centre. A report that a company passed on from a child counts as industry.",
)
ENVIRONMENT_CAVEATS = (
    "Where it happened as the report says. When a company names only its platform, it counts as a social site.",
)
PRIORITY_CAVEATS = (
    "The priority in force when the counts were made, rules and people's decisions together.",
    "Copies have the priority of the report that they were folded with.",
)
STATE_CAVEATS = ("Where the report stood when the counts were made, not at the end of the period.",)
DESTINATION_CAVEATS = (
    "Referrals count in the month in which they were sent. One case may go to several authorities.",
    "Kind and source are those of the case's earliest report.",
)
SPEED_CAVEATS = (
    "Measured from the arrival of the case's earliest report to the authority's acknowledgement.",
    "Referrals that nobody has acknowledged yet stand in a row of their own and are left out of the median.",
)
OUTCOME_CAVEATS = (
    "Results count in the month in which they happened, as agencies reported them; many come years later or never.",
    "Where several agencies report children of one case, the largest number counts, so that no child counts twice.",
)
