"""How an identifier is read: typed, made comparable, kept as received, and never refused."""

from daymark.casework.subjects.rules.identifiers import Identifier, IdentifierKind, normalise
from daymark.casework.subjects.rules.mentions import recognise

__all__ = ["Identifier", "IdentifierKind", "normalise", "recognise"]
