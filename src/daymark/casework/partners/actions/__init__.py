"""What is done to agencies: made known, kept up to date, given keys, contacts and sign-ins for their machines."""

from daymark.casework.partners.actions.agencies import (
    AgencyFacts,
    AgencyRuleBroken,
    add_agency,
    change_agency,
    set_keys,
    undo_last_change,
)
from daymark.casework.partners.actions.contacts import ContactFacts, add_contact, change_contact, retire_contact
from daymark.casework.partners.actions.industry import IndustryLogin, close_industry_account, give_industry_account
from daymark.casework.partners.actions.seeding import establish_centre, seed_agencies

__all__ = [
    "AgencyFacts",
    "AgencyRuleBroken",
    "ContactFacts",
    "IndustryLogin",
    "add_agency",
    "add_contact",
    "change_agency",
    "change_contact",
    "close_industry_account",
    "establish_centre",
    "give_industry_account",
    "retire_contact",
    "seed_agencies",
    "set_keys",
    "undo_last_change",
]
