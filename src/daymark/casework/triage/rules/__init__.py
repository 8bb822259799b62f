"""How urgent a report is, and why: ordered rules that a child-protection lead can read. Not KIRAT; no score decides.

Read `what_is_said.py` first: it is the table. Each rule that holds gives a reason with a grade:

    grade 1  a child is in danger now
    grade 2  grave
    grade 3  noted
    grade 4  told, and without effect on the priority

The gravest grade is the priority. Grave reasons that come together raise it (`weighing.py`). A reason may also hold a
floor: no person and no later rule sets the priority under it. What nobody said is unknown, never no: it becomes a
question.
"""

from daymark.casework.triage.rules.assessing import RULES_VERSION, TriageContext, Verdict, assess
from daymark.casework.triage.rules.questions import Question, question_from
from daymark.casework.triage.rules.reasons import Reason
from daymark.casework.triage.rules.records import RecordKept, records_of
from daymark.casework.triage.rules.signals import SIGNALS, Signal, reason_of_signal
from daymark.casework.triage.rules.standing import Decided, allowed, standing_priority
from daymark.casework.triage.rules.tags import TAGS, tag_of
from daymark.casework.triage.rules.weighing import CLOCKS, Weighed, weigh

__all__ = [
    "CLOCKS",
    "RULES_VERSION",
    "SIGNALS",
    "TAGS",
    "Decided",
    "Question",
    "Reason",
    "RecordKept",
    "Signal",
    "TriageContext",
    "Verdict",
    "Weighed",
    "allowed",
    "assess",
    "question_from",
    "reason_of_signal",
    "records_of",
    "standing_priority",
    "tag_of",
    "weigh",
]
