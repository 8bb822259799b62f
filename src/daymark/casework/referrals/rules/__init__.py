"""Who can act: what each fact says about a place, and which authorities follow from it. A person decides."""

from daymark.casework.referrals.rules.destinations import (
    Alternative,
    Frame,
    Proposal,
    Reason,
    propose_destinations,
    unplaced,
)
from daymark.casework.referrals.rules.facts import FactKind, LocationFact, Standing, Subject, ip_fact

__all__ = [
    "Alternative",
    "FactKind",
    "Frame",
    "LocationFact",
    "Proposal",
    "Reason",
    "Standing",
    "Subject",
    "ip_fact",
    "propose_destinations",
    "unplaced",
]
