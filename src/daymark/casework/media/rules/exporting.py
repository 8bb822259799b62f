"""What of a content goes out, and as what: a VICS medium, a row of ICSE's table, a row of a file list.

A grade goes out only when it holds and its value follows from the facts. What a person still has to decide goes out
without a category, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from daymark.casework.media.rules.facts import Facts, Said, severity
from daymark.casework.media.rules.scales import SCALES, VERSION, Derived, derive
from daymark.casework.media.rules.seizing import Standing, shown_name
from daymark.casework.media.rules.votes import Grading, Stage, Vote, stage_of
from daymark.engine.known.unmatchable import why_never_by_look
from daymark.exchange.filelist import ListedFile
from daymark.exchange.icse import IcseRow
from daymark.exchange.moments import Moment, moment_of
from daymark.exchange.spreadsheet import Cell
from daymark.exchange.vics import AlternativeHash, Media, MediaFile, MediaMetadata, Segment
from daymark.problems import Problem

# VICS knows categories as numbers only: these scales have them.
NUMBERED = ("VICS_US", "UK_SAP")
FILE_COLUMNS = (
    "Exhibit",
    "Seizure",
    "Path",
    "Size",
    "Kind",
    "Changed",
    "Lists say",
    "Grading",
    "Age band",
    "Act",
    "Made",
    *SCALES,
    "Remark",
)
_STANDINGS = {
    Standing.KNOWN_BAD: "known bad by lists",
    Standing.KNOWN_GOOD: "known good by lists",
    Standing.DISPUTED: "lists disagree",
    Standing.LOOKS_KNOWN: "looks like a known one",
}
_NOT_GRADED = "not graded"
_NOT_YET = {
    Stage.WAITING: _NOT_GRADED,
    Stage.SECOND: "waits for a second person",
    Stage.DISPUTED: "graders disagree",
}
_DECIDES = "a person decides"
_NO_NUMBER = "no category on this scale"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NotNumbered(Problem):
    """VICS knows categories as numbers only. Take VICS_US or UK_SAP."""


@dataclass(frozen=True, slots=True)
class Place:
    """One file that holds a content: where it lies, by its path below the folder of its seizure."""

    exhibit: str
    seizure: str
    path: bytes
    changed_ns: int
    parent_md5: bytes | None = None  # of the archive that it lies in


@dataclass(frozen=True, slots=True)
class Stretch:
    """What people said of a part of a film."""

    from_ms: int
    to_ms: int
    votes: tuple[Vote, ...]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One content of a case with its places; `grading` is None when it is in no stack."""

    md5: bytes
    sha1: bytes
    sha256: bytes
    pdq: bytes | None
    quality: int | None
    size: int
    kind: str
    group: str
    standing: Standing
    places: tuple[Place, ...]
    grading: Grading | None = None
    stretches: tuple[Stretch, ...] = ()

    @property
    def facts(self) -> Facts | None:
        """The facts that hold; None while nobody, or not everybody who has to, has said them."""
        return self.grading.facts if self.grading and self.grading.stage is Stage.GRADED else None


@dataclass(frozen=True, slots=True)
class Category:
    """The category that may be passed on, or why there is none. `derived` is what follows from the facts."""

    number: int | None
    why_not: str = ""
    derived: Derived | None = None


def category_of(content: Outgoing, scale: str) -> Category:
    """The number of a scale for a content. Raises NotNumbered for a scale of letters."""
    if scale not in NUMBERED:
        raise NotNumbered()
    if content.facts is None:
        return Category(None, _NOT_YET[content.grading.stage] if content.grading else _NOT_GRADED)
    return _numbered(derive(content.facts, scale))


def as_vics(content: Outgoing, scale: str) -> Media:
    """A medium of a case, with every place where it lay."""
    category = category_of(content, scale)
    facts = content.facts
    made_by_child = {Said.YES: True, Said.NO: False}.get(facts.self_made) if facts else None
    return Media(
        md5=content.md5,
        sha1=content.sha1,
        category=category.number,
        media_size=content.size,
        mime_type=content.kind,
        tags=_tags(content, category) or None,
        self_generated=made_by_child,
        alternative_hashes=_other_hashes(content),
        media_files=tuple(_media_file(place) for place in content.places),
        segments=tuple(_segment(number, each, scale) for number, each in enumerate(content.stretches, start=1)),
        media_metadata=_metadata(facts, category),
    )


def as_hash_set(content: Outgoing, scale: str) -> Media | None:
    """A medium of a hash set: no path, no word of the case. None without a category that may be passed on."""
    category = category_of(content, scale)
    if category.number is None:
        return None
    return Media(
        md5=content.md5,
        sha1=content.sha1,
        category=category.number,
        media_size=content.size,
        mime_type=content.kind,
        alternative_hashes=_other_hashes(content),
    )


def as_icse(content: Outgoing) -> IcseRow | None:
    """A row of ICSE's table, which its readers take for known bad as a whole: None for what no grade says is so."""
    if content.facts is None or not severity(content.facts):
        return None
    derived = derive(content.facts, "BASELINE")
    said = None if derived.needs_a_person else {"yes": True, "no": False}.get(derived.value)
    kind = {"still": "Image", "film": "Video"}.get(content.group)
    return IcseRow(md5=content.md5, sha1=content.sha1, media_type=kind, baseline=said)


def as_listed(content: Outgoing) -> list[ListedFile]:
    """A row for each place, with the facts and what follows from them on every scale."""
    facts = content.facts
    said: tuple[Cell, ...] = (facts.age_band, facts.act, facts.made) if facts else ("", "", "")
    scales = [_in_a_cell(derive(facts, scale)) if facts else "" for scale in SCALES]
    grading = content.grading.why if content.grading else ""
    return [
        ListedFile(
            content.md5,
            content.sha1,
            content.sha256,
            _look(content),
            (
                place.exhibit,
                place.seizure,
                shown_name(place.path),
                content.size,
                content.kind,
                changed_at(place.changed_ns),
                _STANDINGS.get(content.standing, ""),
                grading,
                *said,
                *scales,
                "",
            ),
        )
        for place in content.places
    ]


def not_read(place: Place, size: int, why: str) -> ListedFile:
    """The row of a file that could not be read, or was not read yet."""
    known: tuple[Cell, ...] = (place.exhibit, place.seizure, shown_name(place.path), size, "")
    empty = ("",) * (len(FILE_COLUMNS) - len(known) - 2)
    return ListedFile(cells=(*known, changed_at(place.changed_ns), *empty, why))


def changed_at(nanoseconds: int) -> datetime | None:
    """The time of the last change as a disk has it; None for 0, which says nothing, and beyond the calendar."""
    try:
        return _EPOCH + timedelta(microseconds=nanoseconds // 1000) if nanoseconds else None
    except OverflowError:
        return None


def archive_of(path: bytes) -> bytes | None:
    """The path of the archive that a file lies in; None for one that lies on the disk itself."""
    parts = path.split(b"\0")
    last = 3 if len(parts) > 3 and not parts[-2] and parts[-1].isdigit() else 1  # `a.jpg [2]` takes three
    return b"\0".join(parts[:-last]) if len(parts) > last else None


def _numbered(derived: Derived) -> Category:
    if derived.needs_a_person:
        return Category(None, _DECIDES, derived)
    return Category(int(derived.value), "", derived) if derived.value else Category(None, _NO_NUMBER, derived)


def _tags(content: Outgoing, category: Category) -> str:
    lists = "" if content.facts else _STANDINGS.get(content.standing, "")  # what was graded here is on a list of ours
    tags = [tag for tag in (lists, category.why_not) if tag]
    if category.derived and category.derived.needs_a_person:
        tags.append(f"{category.derived.scale}: {category.derived.label} ({category.derived.qualifier})")
    return ", ".join(tag.replace(",", ";") for tag in tags)


def _metadata(facts: Facts | None, category: Category) -> tuple[MediaMetadata, ...]:
    """What was seen, and how the category follows from it: the scale, its qualifier and the edition of the table."""
    if facts is None or category.derived is None:
        return ()
    said = {
        "Daymark.AgeBand": facts.age_band,
        "Daymark.Act": facts.act,
        "Daymark.Made": facts.made,
        "Daymark.Sureness": facts.sureness,
        "Daymark.Scale": category.derived.scale,
        "Daymark.Qualifier": category.derived.qualifier,
        "Daymark.ScaleTable": VERSION,
    }
    return tuple(MediaMetadata(name, str(value)) for name, value in said.items())


def _other_hashes(content: Outgoing) -> tuple[AlternativeHash, ...]:
    hashes = [AlternativeHash("SHA256", content.sha256.hex().upper())]
    look = _look(content)
    return (*hashes, AlternativeHash("PDQ", look.hex().upper())) if look else tuple(hashes)


def _look(content: Outgoing) -> bytes | None:
    """The look, unless it has too few features to be compared: nobody would be told so elsewhere."""
    if content.pdq is None or why_never_by_look(content.pdq, content.quality) is not None:
        return None
    return content.pdq


def _media_file(place: Place) -> MediaFile:
    path, archive = shown_name(place.path), archive_of(place.path)
    parent = shown_name(archive) if archive is not None else None
    return MediaFile(
        file_name=_last_name(path),
        file_path=path,
        written=_moment(place.changed_ns),
        source_id=place.exhibit,
        parent_md5=place.parent_md5,
        parent_file_name=_last_name(parent) if parent else None,
        parent_file_path=parent,
    )


def _last_name(path: str) -> str:
    return path.rsplit(" » ", 1)[-1].rsplit("/", 1)[-1]


def _moment(nanoseconds: int) -> Moment | None:
    at = changed_at(nanoseconds)
    return moment_of(at) if at else None


def _segment(number: int, stretch: Stretch, scale: str) -> Segment:
    grading = stage_of(stretch.votes, second_drawn=False)
    holds = grading.facts if grading.stage is Stage.GRADED else None
    category = _numbered(derive(holds, scale)).number if holds else None
    return Segment(number, film_time(stretch.from_ms), film_time(stretch.to_ms), category)


def film_time(milliseconds: int) -> str:
    """A place in a film: 01:02:03.004."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _in_a_cell(derived: Derived) -> str:
    said = derived.value or derived.label
    return f"{said} ({derived.qualifier}: a person decides)" if derived.needs_a_person else said


def why_without(categories: Sequence[tuple[str, int]]) -> list[str]:
    """Media that go out without a category: a reason and how often, a sentence each."""
    return [f"{number:,} without a category: {why}." for why, number in sorted(categories)]
