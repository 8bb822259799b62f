"""The files of one object: its content at a place, the label and the proofs of its destructions beside it."""

from __future__ import annotations

import math
import os
from pathlib import Path

from daymark.vault.durable import replace_file, sync_folder, wipe
from daymark.vault.labels import Label, ObjectDamaged, lost_label


def label_of(place: Path) -> Path:
    """What the object is, and its wrapped data key."""
    return place.with_name(f"{place.name}.label")


def stubs_of(place: Path) -> Path:
    """The signed proofs of its destructions."""
    return place.with_name(f"{place.name}.destroyed")


def label_at(place: Path) -> Label | None:
    """The label that lies there; `ObjectDamaged` when nobody understands it."""
    try:
        return Label.read(label_of(place))
    except FileNotFoundError:
        return None


def label_or_what_is_left(place: Path) -> Label | None:
    """The label, or one made from the address alone where it cannot be understood."""
    try:
        return label_at(place)
    except ObjectDamaged:
        return lost_label(place.name)


def write_label(place: Path, label: Label) -> None:
    """Puts the label and, with it, the new name of the content on the disk; neither is left when that fails."""
    try:
        replace_file(label_of(place), label.to_bytes())
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def has_content(place: Path, label: Label) -> bool:
    """Whether the content lies there in the length that its label tells. Its bytes are not read."""
    try:
        return place.stat().st_size == label.sealed_size
    except FileNotFoundError:
        return False


def remove(place: Path) -> None:
    """Ends the object: the data key first, so that what is left of the content says nothing."""
    wipe(label_of(place))
    place.unlink(missing_ok=True)
    sync_folder(place.parent)


def sync_file(path: Path) -> None:
    """Returns when the bytes of the file are on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def modified(path: Path) -> float:
    """Seconds since 1970; infinite where the file was published or removed this moment."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf
