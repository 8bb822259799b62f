"""Every stage's models, for Django alone: nothing else may import this module."""

from daymark.casework.access.models import (
    AuditLink,
    AuditRecord,
    Enrolment,
    User,
)
from daymark.casework.cases.models import (
    Case,
    CaseMember,
    CaseReport,
    LogEntry,
    Task,
)
from daymark.casework.matching.models import (
    Bank,
    Change,
    Dispute,
    Edition,
    Entry,
    EntryFrames,
    Hit,
    Turned,
    Verdict,
)
from daymark.casework.media.models import (
    Content,
    ContentFrames,
    CustodyEntry,
    Exhibit,
    FilmParts,
    GradingPlace,
    GradingTaste,
    SeizedFile,
    Seizure,
    SeriesSum,
    Stack,
    StackMember,
    StackMove,
    StackVote,
    SweepPart,
    VoteUndone,
)
from daymark.casework.media.research.models import (
    Cohort,
    CohortCoding,
    CohortItem,
)
from daymark.casework.monitoring.models import (
    Chain,
    Counting,
    SeenFile,
    SightingBatch,
    SightingFile,
)
from daymark.casework.outcomes.models import (
    Outcome,
)
from daymark.casework.partners.models import (
    Agency,
    Contact,
)
from daymark.casework.prevention.models import (
    Button,
    DailyCount,
)
from daymark.casework.referrals.models import (
    Referral,
    ReferralEvent,
)
from daymark.casework.reports.models import (
    Attachment,
    Draft,
    IndustryAccount,
    Message,
    Receipt,
    Received,
    Report,
    Submission,
    SubmissionFile,
    SubmissionFileDetails,
)
from daymark.casework.strategic.models import (
    CountedPicture,
)
from daymark.casework.subjects.models import (
    Sighting,
)
from daymark.casework.triage.models import (
    Assessment,
    Bundle,
)
from daymark.casework.welfare.models import (
    Break,
    DeskState,
    Exposure,
    LeftOut,
    Lift,
    Pair,
    PolicyVersion,
    Session,
    Tally,
)

__all__ = [
    "Agency",
    "Assessment",
    "Attachment",
    "AuditLink",
    "AuditRecord",
    "Bank",
    "Break",
    "Bundle",
    "Button",
    "Case",
    "CaseMember",
    "CaseReport",
    "Chain",
    "Change",
    "Cohort",
    "CohortCoding",
    "CohortItem",
    "Contact",
    "Content",
    "ContentFrames",
    "CountedPicture",
    "Counting",
    "CustodyEntry",
    "DailyCount",
    "DeskState",
    "Dispute",
    "Draft",
    "Edition",
    "Enrolment",
    "Entry",
    "EntryFrames",
    "Exhibit",
    "Exposure",
    "FilmParts",
    "GradingPlace",
    "GradingTaste",
    "Hit",
    "IndustryAccount",
    "LeftOut",
    "Lift",
    "LogEntry",
    "Message",
    "Outcome",
    "Pair",
    "PolicyVersion",
    "Receipt",
    "Received",
    "Referral",
    "ReferralEvent",
    "Report",
    "SeenFile",
    "SeizedFile",
    "Seizure",
    "SeriesSum",
    "Session",
    "Sighting",
    "SightingBatch",
    "SightingFile",
    "Stack",
    "StackMember",
    "StackMove",
    "StackVote",
    "Submission",
    "SubmissionFile",
    "SubmissionFileDetails",
    "SweepPart",
    "Tally",
    "Task",
    "Turned",
    "User",
    "Verdict",
    "VoteUndone",
]
