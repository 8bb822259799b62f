"""What a decoder's complaint about a still means to the reader of the result.

Decoders tell most of it only in words. Those below are Pillow 13's, libjpeg-turbo 3's and libheif 1.23's; a complaint
in other words counts as damage, which is true of it too.
"""

from __future__ import annotations

import re

from daymark.engine.sandbox.reasons import Reason

_NO_MEMORY = re.compile(r"memory", re.IGNORECASE)
_FOREIGN = re.compile(
    r"unsupported(?! marker)|not supported|cannot handle|unknown pixel mode|unknown compression", re.IGNORECASE
)
_CUT = re.compile(r"truncated|end of (jpeg )?file|unexpected end|not enough data", re.IGNORECASE)


def unopened(problem: Exception) -> Reason:
    """Why nothing of a file could be opened."""
    words = str(problem)
    if isinstance(problem, MemoryError) or _NO_MEMORY.search(words):
        return Reason.TOO_MUCH_MEMORY
    return Reason.NOT_SUPPORTED if _FOREIGN.search(words) else Reason.BROKEN


def broken_off(problem: Exception) -> Reason:
    """Why only part of a file could be looked at."""
    if isinstance(problem, MemoryError) or _NO_MEMORY.search(str(problem)):
        return Reason.TOO_MUCH_MEMORY
    return Reason.CUT_SHORT if isinstance(problem, EOFError) or _CUT.search(str(problem)) else Reason.DAMAGED
