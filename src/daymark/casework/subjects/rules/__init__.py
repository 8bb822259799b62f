"""How an identifier is read: typed, made comparable, kept as received, and never refused; what is near it."""

from daymark.casework.subjects.rules.everybodys import too_common, why_it_links_nobody
from daymark.casework.subjects.rules.identifiers import Identifier, IdentifierKind, normalise
from daymark.casework.subjects.rules.mentions import recognise
from daymark.casework.subjects.rules.nearness import near_forms, why_near

__all__ = [
    "Identifier",
    "IdentifierKind",
    "near_forms",
    "normalise",
    "recognise",
    "too_common",
    "why_it_links_nobody",
    "why_near",
]
