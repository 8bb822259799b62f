"""Every stage's models, for Django alone: nothing else may import this module."""

from daymark.casework.access.models import AuditLink, AuditRecord, Enrolment, User
from daymark.casework.cases.models import Case, CaseMember, CaseReport, LogEntry, Task
from daymark.casework.matching.models import Bank, Change, Dispute, Edition, Entry, EntryFrames, Hit, Turned, Verdict
from daymark.casework.media.models import Content, CustodyEntry, Exhibit, SeizedFile, Seizure
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
    "Bank",
    "Bundle",
    "Button",
    "Case",
    "CaseMember",
    "CaseReport",
    "Change",
    "Contact",
    "Content",
    "CountedPicture",
    "CustodyEntry",
    "DailyCount",
    "Dispute",
    "Draft",
    "Edition",
    "Enrolment",
    "Entry",
    "EntryFrames",
    "Exhibit",
    "Hit",
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
    "Turned",
    "User",
    "Verdict",
]
