"""What people fill in about exhibits, and what they say that a stack shows."""

from daymark.casework.media.forms.exhibits import CustodyForm, ExhibitForm
from daymark.casework.media.forms.grading import FactsForm, TasteForm
from daymark.casework.media.forms.originals import DestroyForm, SealForm
from daymark.casework.media.forms.sealing import SealingPolicyForm
from daymark.casework.media.forms.taking import TakeForm

__all__ = [
    "CustodyForm",
    "DestroyForm",
    "ExhibitForm",
    "FactsForm",
    "SealForm",
    "SealingPolicyForm",
    "TakeForm",
    "TasteForm",
]
