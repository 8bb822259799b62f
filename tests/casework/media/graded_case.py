"""A case of ours whose files are named, read, stacked and graded, for the tests of what goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from casework.matching.known_files import look
from casework.referrals.referral_cases import Scene, make_scene
from daymark.casework.access.context import acting_as_system
from daymark.casework.cases.models import Case
from daymark.casework.media import actions
from daymark.casework.media.actions.files import Listed
from daymark.casework.media.models import Content, SeizedFile, Seizure, Stack
from daymark.casework.media.rules import Act, AgeBand, Facts, Made, Said, is_drawn
from daymark.engine.digests import digest_bytes
from daymark.engine.hashing import Hashed
from daymark.engine.kinds import kind_of
from daymark.engine.sandbox.seen import FrameSeen, Seen
from examples import NOON

ABUSE = Facts(AgeBand.PREPUBESCENT, Act.SOLO, Made.PHOTOGRAPH, self_made=Said.YES)
HARMLESS = Facts(AgeBand.ADULT, Act.NONE, Made.PHOTOGRAPH)
UNDECIDED = Facts(AgeBand.PREPUBESCENT, Act.SOLO, Made.PSEUDO)  # on Project VIC's scale a person decides
CHANGED_NS = 1_767_225_600_123_456_789  # 1 January 2026, and a fraction


def picture_bytes(number: int) -> bytes:
    """The beginning of a picture, and its number. No second person is drawn for it."""
    for more in range(1000):
        data = b"\x89PNG\r\n\x1a\n%d-%d" % (number, more)
        if not is_drawn(bytes.fromhex(digest_bytes(data).sha256), 10):
            return data
    raise AssertionError("every one is drawn")


@dataclass
class Graded:
    """The scene with its seizure; files by what they show."""

    scene: Scene
    seizure: Seizure
    data: dict[str, bytes]

    @property
    def case(self) -> Case:
        """The case."""
        return self.scene.case

    def content(self, name: str) -> Content:
        """The content of this name."""
        return Content.objects.get(sha256=bytes.fromhex(digest_bytes(self.data[name]).sha256))

    def stack(self, name: str) -> Stack:
        """The stack whose face it is."""
        return Stack.objects.get(case=self.case, face=self.content(name))


def graded_case() -> Graded:
    """Four pictures and a text; abuse (twice, once in an archive), harmless, undecided, and one that nobody graded."""
    scene = make_scene()
    with acting_as_system():
        data = {name: picture_bytes(number) for number, name in enumerate(("abuse", "harmless", "undecided", "new"))}
        data["text"] = b"=words of a text"
        names = {
            b"DCIM/abuse.png": "abuse",
            b"old.zip\0a/abuse again.png": "abuse",
            b"harm\xffless.png": "harmless",
            b"undecided.png": "undecided",
            b"=new.png": "new",
            b"text.txt": "text",
        }
        seizure = _read(scene.case, {path: data[name] for path, name in names.items()})
        graded = Graded(scene, seizure, data)
        for name, facts in (("abuse", ABUSE), ("harmless", HARMLESS), ("undecided", UNDECIDED)):
            actions.grade(stack=graded.stack(name), facts=facts, by=scene.cast.ines, at=NOON)
    return graded


def _read(case: Case, files: Mapping[bytes, bytes]) -> Seizure:
    exhibit = actions.add_exhibit(case=case, name="ABC/1", by=None, at=NOON)
    seizure = actions.begin_or_resume(exhibit=exhibit, folder=b"/evidence", by=None, at=NOON)
    archive = b"PK\x03\x04 an archive"
    listed = [Listed(path, len(held), CHANGED_NS) for path, held in files.items()]
    listed += [Listed(b"old.zip", len(archive), 0), Listed(b"broken.jpg", why_not="It is a link.")]
    actions.list_files(seizure=seizure, listed=listed)
    actions.end_listing(seizure=seizure, at=NOON)
    held = {**files, b"old.zip": archive}
    rows = SeizedFile.objects.filter(seizure=seizure, reason="")
    readings = {row.pk: _hashed(bytes(row.path), held[bytes(row.path)]) for row in rows}
    seizure = actions.take_readings(seizure=seizure, readings=readings, at=NOON)
    contents = SeizedFile.objects.filter(seizure=seizure, is_first=True).values_list("content", flat=True)
    actions.Stacking(case).place(contents=list(contents), at=NOON)
    return seizure


def _hashed(path: bytes, data: bytes) -> Hashed:
    kind = kind_of(data)
    number = sum(data)
    seen = Seen(frames=(FrameSeen(0, 0, 90, (look(number),)),), width=8, height=8) if data[1:4] == b"PNG" else None
    return Hashed(Path(path.decode("utf-8", "backslashreplace")), kind, digest_bytes(data), seen)
