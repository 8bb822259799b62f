"""Every stage's models, for Django alone: nothing else may import this module."""

from daymark.casework.access.models import AuditLink, AuditRecord, Enrolment, User
from daymark.casework.cases.models import Case, CaseMember, CaseReport, LogEntry, Task
from daymark.casework.media.models import Content, CustodyEntry, Exhibit, SeizedFile, Seizure
from daymark.casework.media.research.models import Cohort, CohortCoding, CohortItem
from daymark.casework.outcomes.models import Outcome
from daymark.casework.partners.models import Agency, Contact
from daymark.casework.prevention.models import Button, DailyCount
from daymark.casework.referrals.models import Referral, ReferralEvent
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
from daymark.casework.strategic.models import CountedPicture
from daymark.casework.subjects.models import Sighting
from daymark.casework.triage.models import Assessment, Bundle

__all__ = [
    "Agency",
    "Assessment",
    "Attachment",
    "AuditLink",
    "AuditRecord",
    "Bundle",
    "Button",
    "Case",
    "CaseMember",
    "CaseReport",
    "Cohort",
    "CohortCoding",
    "CohortItem",
    "Contact",
    "Content",
    "CountedPicture",
    "CustodyEntry",
    "DailyCount",
    "Draft",
    "Enrolment",
    "Exhibit",
    "IndustryAccount",
    "LogEntry",
    "Message",
    "Outcome",
    "Receipt",
    "Received",
    "Referral",
    "ReferralEvent",
    "Report",
    "SeizedFile",
    "Seizure",
    "Sighting",
    "Submission",
    "SubmissionFile",
    "SubmissionFileDetails",
    "Task",
    "User",
]
