"""How much an archive from outside may be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes as expanded; `ratio` is expanded to packed, asked of members from `ratio_from_bytes` on."""

    members: int = 200_000
    member_bytes: int = 8 * 1024**3  # one long video
    total_bytes: int = 512 * 1024**3
    # Text that repeats itself packs about 100:1; deflate cannot pass 1032:1, which only bombs come near.
    ratio: int = 200
    ratio_from_bytes: int = 10 * 1024**2  # smaller members cannot hurt, whatever their ratio
