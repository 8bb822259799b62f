"""Every identifier that a report names, with whose it is."""

from __future__ import annotations

from collections.abc import Iterator

from daymark.casework.reports.rules.understood import IdentifierSaid, PartyRole, Understood


def identifiers_of(said: Understood) -> Iterator[tuple[PartyRole, IdentifierSaid]]:
    """Of the people first, then of the incident itself, then of its files."""
    for party in said.parties:
        for identifier in party.identifiers:
            yield party.role, identifier
    for identifier in said.identifiers:
        yield PartyRole.PLACE, identifier
    for file in said.files:
        for identifier in file.identifiers:
            yield PartyRole.FILE, identifier
