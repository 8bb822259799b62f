"""What was received, the reports made of it, the talk with reporters, and industry's open submissions."""

from daymark.casework.reports.models.conversation import Message, Receipt
from daymark.casework.reports.models.draft import Draft
from daymark.casework.reports.models.industry import (
    IndustryAccount,
    Submission,
    SubmissionFile,
    SubmissionFileDetails,
    SubmissionState,
)
from daymark.casework.reports.models.received import Received, Way
from daymark.casework.reports.models.report import Attachment, Report

__all__ = [
    "Attachment",
    "Draft",
    "IndustryAccount",
    "Message",
    "Receipt",
    "Received",
    "Report",
    "Submission",
    "SubmissionFile",
    "SubmissionFileDetails",
    "SubmissionState",
    "Way",
]
