"""What people fill in about exhibits, and what they say that a stack shows."""

from daymark.casework.media.forms.exhibits import CustodyForm, ExhibitForm
from daymark.casework.media.forms.grading import FactsForm, TasteForm

__all__ = ["CustodyForm", "ExhibitForm", "FactsForm", "TasteForm"]
