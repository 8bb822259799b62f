"""Names, accounts and addresses as people type them: one a line, in a sentence, in any form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from daymark.casework.reports.rules.understood import Environment
from daymark.casework.subjects.rules import Identifier, IdentifierKind, normalise, recognise
from daymark.casework.subjects.rules.mentions import platforms

# A line of at most this many words that names nothing we recognise is taken for an account name; a longer one is prose.
NAME_WORDS = 2
NAME_LENGTH = 60
LINES_READ = 200
KIND_OF_NAME = {
    Environment.GAME.value: IdentifierKind.GAME_TAG,
    Environment.INSTANT_MESSAGES.value: IdentifierKind.MESSENGER_HANDLE,
}


def read_accounts(text: str, *, platform: str = "", where: str = "", region: str | None = None) -> list[Identifier]:
    """Every account, number or address in the text, each once. Names without a service are read as names on
    `platform`, where it happened."""
    found: dict[str, Identifier] = {}
    for line in _lines(text):
        for identifier in recognise(line, region=region) or list(_name(line, platform, where)):
            placed = _placed(identifier, platform, where)
            found.setdefault(placed.key, placed)
    return list(found.values())


def left_unread(text: str, *, region: str | None = None) -> bool:
    """Whether some line holds words that no identifier was read from."""
    return any(not recognise(line, region=region) and not _is_name(line) for line in _lines(text))


def _lines(text: str) -> list[str]:
    pieces = [piece.strip() for line in text.splitlines() for piece in _pieces(line)]
    return [piece for piece in pieces if piece][:LINES_READ]


def _pieces(line: str) -> list[str]:
    parts = re.split(r"[,;]\s", line)
    return parts if all(_is_name(part) for part in parts) else [line]


def _is_name(line: str) -> bool:
    return 0 < len(line.strip()) <= NAME_LENGTH and len(line.split()) <= NAME_WORDS


def _name(line: str, platform: str, where: str) -> Iterator[Identifier]:
    if _is_name(line):
        yield _name_on(line, platform, where)


def _name_on(name: str, platform: str, where: str) -> Identifier:
    """A name on the service that the reporter named: as that service's names are called, where we know it, so that
    two reports about one account meet."""
    words = " ".join(platform.split()).casefold()
    known = (
        next((each for each in platforms() if words in (each.name.casefold(), *each.words)), None) if words else None
    )
    kind = known.kind if known else KIND_OF_NAME.get(where, IdentifierKind.USERNAME)
    return normalise(kind, name, platform=(known.name if known else platform) or None)


def _placed(identifier: Identifier, platform: str, where: str) -> Identifier:
    """A bare "@name" belongs to the service that the reporter named."""
    accounts = (IdentifierKind.USERNAME, IdentifierKind.GAME_TAG, IdentifierKind.MESSENGER_HANDLE)
    if platform and identifier.platform is None and identifier.kind in accounts:
        return _name_on(identifier.received, platform, where)
    return identifier
