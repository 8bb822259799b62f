"""Each reason in two or three words, for the tags of a list."""

from __future__ import annotations

from collections.abc import Mapping

TAGS: Mapping[str, str] = {
    "IMMEDIATE_DANGER": "In danger now",
    "LIVE_ABUSE": "Abuse going on",
    "SELF_HARM": "Self-harm",
    "FIRST_GENERATION": "New material",
    "ACCESS_TO_CHILDREN": "Access to children",
    "POSITION_OF_TRUST": "Position of trust",
    "KNOWN_OFFENDER": "Known from before",
    "TRAFFICKING": "Trafficking",
    "CONTACT_ABUSE": "Contact abuse",
    "INCITING": "Urged to an act",
    "GROOMING": "Grooming",
    "OWN_IMAGES": "Own pictures out",
    "MEETING_ASKED": "Asked to meet",
    "THREATS_REPORTED": "Under pressure",
    "IMAGES": "Abuse images",
    "WEBSITE": "Website",
    "OTHER": "Harm to a child",
    "INFANT": "Under 5",
    "YOUNG": "5 to 10",
    "AGE": "Young",
    "CONTACT_CONTINUES": "Contact continues",
    "MAY_CONTINUE": "May continue",
    "THREATS_MADE": "Threats",
    "ESCALATED": "Sender asks for priority",
    "NO_ADULT_KNOWS": "No adult knows",
    "MEETING": "Meeting arranged",
    "REPEATED": "Reported before",
    "IN_CASE_BEFORE": "In a case before",
    "RECORDS": "Records run out",
    "KNOWN_CHILD_UNIDENTIFIED": "Known child, not found",
    "NEVER_SEEN_MATERIAL": "New material",
    "LINKED": "Linked",
    "CONFLICT": "Held elsewhere",
    "PARTNER_WARNED": "Partner warned",
    "COPY_AFTER_CLOSING": "Came again",
    "COPY_OF_CASE": "Came again",
    "WITHDRAWN": "Withdrawn",
    "ANSWERED": "Answered",
}


def tag_of(code: str) -> str:
    """The tag of a reason; empty for one that only sums up others."""
    return TAGS.get(code, "")
