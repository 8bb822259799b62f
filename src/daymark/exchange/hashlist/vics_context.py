"""The context of a VICS document: which version it is, whose profile its categories follow, what it says it holds."""

from __future__ import annotations

import re
from typing import NamedTuple

KEYS = ("@odata.context", "odata.metadata")
_CONTEXT = re.compile(r"/DataModels/([0-9.]{1,9})\.xml(?:/([^/#]{1,40})/\$metadata)?#(Media|Cases)$")


class Context(NamedTuple):
    """The parts of a context, each None where it does not say. `kind` is Media or Cases."""

    version: str | None = None
    region: str | None = None
    kind: str | None = None


def read_context(text: str) -> Context:
    """What a context says; nothing when it is none of VICS."""
    found = _CONTEXT.search(text)
    return Context(found[1], found[2], found[3]) if found else Context()
