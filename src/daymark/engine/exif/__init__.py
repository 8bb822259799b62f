"""What a file says about itself, as facts with doubt: `facts(tags)` makes `MediaFacts` of a sandbox's tags.

Every one of them is asserted by the file, and anybody can write anything into a file: they are leads, never proof.
No decoder is used here; the strings come from the sandbox and become trusted only through these checks.
"""

from daymark.engine.exif.asserted import (
    Camera,
    KeyKind,
    LinkingKey,
    MediaFacts,
    Moment,
    Position,
    Provenance,
    Role,
    Said,
    Strength,
)
from daymark.engine.exif.reading import facts

__all__ = [
    "Camera",
    "KeyKind",
    "LinkingKey",
    "MediaFacts",
    "Moment",
    "Position",
    "Provenance",
    "Role",
    "Said",
    "Strength",
    "facts",
]
