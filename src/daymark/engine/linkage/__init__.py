"""Which records are of one person: probabilistic record linkage without labels.

    found = deduplicate(columns)                   # {"given_name": [...], "surname": [...], ...}
    for proposal in found.proposals:               # the strongest first
        print(proposal.left, proposal.right, proposal.probability, *proposal.reasons)
    found.clusters                                 # records of one person each
    link(our_columns, their_columns, one_to_one=True)

Nothing is decided here: a person accepts or rejects each proposal. `docs/engine/linkage.md` tells how it works.
"""

from daymark.engine.linkage.blocking import KeyReport, OverCommon
from daymark.engine.linkage.columns import UnusableRecords
from daymark.engine.linkage.kinds import Kind
from daymark.engine.linkage.linking import Linked, Report, deduplicate, link
from daymark.engine.linkage.model import Model
from daymark.engine.linkage.proposals import Proposal, Proposals, Reason
from daymark.engine.linkage.saved import UnusableModel, model_as_json, model_from_json
from daymark.engine.linkage.schemes import PERSON, Field, Key, Part, Scheme, UnusableScheme

__all__ = [
    "PERSON",
    "Field",
    "Key",
    "KeyReport",
    "Kind",
    "Linked",
    "Model",
    "OverCommon",
    "Part",
    "Proposal",
    "Proposals",
    "Reason",
    "Report",
    "Scheme",
    "UnusableModel",
    "UnusableRecords",
    "UnusableScheme",
    "deduplicate",
    "link",
    "model_as_json",
    "model_from_json",
]
