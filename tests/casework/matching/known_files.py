"""Contents and lists of harmless bytes, made by code, for the tests of what is known."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from daymark.casework.access.models import User
from daymark.casework.matching import actions
from daymark.casework.matching.actions import Given, Imported, import_list, opened
from daymark.casework.matching.actions.looking import Looker
from daymark.casework.matching.rules import Says
from daymark.casework.media.models import Content
from daymark.casework.media.rules import Standing
from examples import NOON

LOOK = bytes(range(7, 39))  # a PDQ hash with as many bits set as not, nearly


def look(number: int, *, flipped: Iterable[int] = ()) -> bytes:
    """The look of a picture, far from that of every other number, with these bits flipped."""
    value = int.from_bytes(hashlib.sha256(b"look %d" % number).digest(), "big")
    for bit in flipped:
        value ^= 1 << bit
    return value.to_bytes(32, "big")


def content(number: int, *, pdq: bytes | None = None, quality: int = 90) -> Content:
    """A content of ours, not yet matched."""
    return content_of(b"file %d" % number, pdq=pdq, quality=quality)


def content_of(data: bytes, *, pdq: bytes | None = None, quality: int = 90) -> Content:
    """A content of ours with these bytes."""
    digests = {kind: hashlib.new(kind, data).digest() for kind in ("sha256", "sha1", "md5")}
    looked = {"pdq": pdq, "quality": quality if pdq else None}
    return Content.objects.create(
        **digests, **looked, size=len(data), kind="image/png", group="still", first_seen_at=NOON
    )


def digest(number: int, kind: str = "sha256") -> str:
    """A digest of the content of this number in hexadecimal."""
    return hashlib.new(kind, b"file %d" % number).hexdigest()


def csv(rows: Sequence[Mapping[str, object]]) -> str:
    """A table of these rows."""
    names = list(dict.fromkeys(name for row in rows for name in row)) or ["sha256"]
    lines = [",".join(names)] + [",".join(str(row.get(name, "")) for name in names) for row in rows]
    return "\n".join(lines) + "\n"


def bring(
    text: str,
    name: str = "Rome list",
    standing: Says | None = Says.BAD,
    *,
    giver: str = "",
    file_name: str = "list.csv",
    by: User | None = None,
    is_complete: bool = False,
    although_good: bool = False,
) -> Imported:
    """Brings a list, as the command and the page do."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file_name
        path.write_text(text)
        given = Given(name, giver or f"Unit of {name}", standing, "", is_complete, although_good)
        hash_list, kept = opened(path, given)
        return import_list(hash_list=hash_list, standing=kept, given=given, by=by, at=NOON)


def vics(media: Sequence[Mapping[str, object]]) -> str:
    """A VICS hash set."""
    context = "http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml/US/$metadata#Media"
    return json.dumps({"odata.metadata": context, "value": list(media)})


def arrive(*contents: Content, looker: Looker | None = None) -> None:
    """Matches contents as they arrive."""
    actions.check_contents([each.pk for each in contents], Looker() if looker is None else looker, at=NOON)


def standing_of(content: Content) -> Standing:
    """As the database has it now."""
    return Standing(Content.objects.values_list("standing", flat=True).get(pk=content.pk))
