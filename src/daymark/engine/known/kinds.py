"""The kinds of values by which entries match. Imports nothing heavy."""

from __future__ import annotations

EITHER = "sha256 or pdq"  # 32 bytes of which the list does not say what they are
SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "pdq": 32, EITHER: 32}  # bytes
