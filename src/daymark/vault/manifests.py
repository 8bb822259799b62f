"""The manifest of a package between agencies: who sends what to whom, every part with its size and SHA-256."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from daymark.problems import Problem
from daymark.vault.canonical import NotCanonical, canonical_json, parse_canonical, parse_hex

FORMAT = "daymark package 1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
MANIFEST_LIMIT = 16 * 1024 * 1024  # bytes: about 100,000 parts, far more than any referral has

_SEGMENT = r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*"
_NAME = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT}){{0,3}}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
# Names that Windows gives to devices, whatever the extension; partners may unpack there.
_DEVICES = {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}


class PackageDamaged(Problem):
    """The package is not as it was sent: something in it was altered, added, lost or cut. Ask for it again."""


class UnsafeName(Problem):
    """A part of a package has a name that could do harm when it is unpacked. Use letters, digits, - _ . and /."""


@dataclass(frozen=True, slots=True)
class PartEntry:
    """One part as the manifest names it: size in bytes, SHA-256 in lower-case hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package says of itself. `sender` and `recipient` are claims; `sender_key` is proved by the signature."""

    kind: str
    reference: str
    sender: str
    sender_key: bytes
    recipient: str
    recipient_keys: tuple[str, ...]
    created_at: datetime
    parts: tuple[PartEntry, ...]

    def to_bytes(self) -> bytes:
        """The bytes that are signed."""
        return canonical_json(
            {
                "format": FORMAT,
                "kind": self.kind,
                "reference": self.reference,
                "sender": self.sender,
                "sender_key": self.sender_key.hex(),
                "recipient": self.recipient,
                "recipient_keys": list(self.recipient_keys),
                "created_at": self.created_at.astimezone(UTC).isoformat(),
                "parts": [{"name": part.name, "size": part.size, "sha256": part.sha256} for part in self.parts],
            }
        )

    @classmethod
    def from_bytes(cls, raw: bytes) -> Manifest:
        """A manifest from outside: every field checked for its type, every name safe; else `PackageDamaged`."""
        try:
            return _parse(raw)
        except (NotCanonical, KeyError, TypeError, ValueError) as error:
            raise PackageDamaged(
                "The list of contents in the package cannot be understood. Ask for it again."
            ) from error


def check_names(names: list[str]) -> None:
    """Refuse names that leave the folder, clash, or hide each other on any file system."""
    taken = {MANIFEST, SIGNATURE}
    folders: set[str] = set()
    for name in names:
        folded = name.lower()
        if (
            len(name) > 200
            or not _NAME.fullmatch(name)
            or _DEVICES & {part.split(".")[0] for part in folded.split("/")}
        ):
            raise UnsafeName
        if folded in taken:
            raise UnsafeName(f"Two parts of the package have the name {name}. Give each its own.")
        taken.add(folded)
        folders |= {folded[:at] for at, character in enumerate(folded) if character == "/"}
    if clash := folders & taken:
        raise UnsafeName(f"{min(clash)} is the name of a part and of a folder in the package. Give each its own.")


def _parse(raw: bytes) -> Manifest:
    fields = parse_canonical(raw)
    if fields.pop("format") != FORMAT:
        raise NotCanonical("It is of another format.")
    created_at = datetime.fromisoformat(_text(fields.pop("created_at")))
    if created_at.tzinfo is None:
        raise NotCanonical("It was created at no definite time.")
    parts = tuple(_entry(part) for part in fields.pop("parts"))
    check_names([part.name for part in parts])
    recipient_keys = tuple(_text(key) for key in fields.pop("recipient_keys"))
    sender_key = parse_hex(_text(fields.pop("sender_key")))
    texts = {name: _text(value) for name, value in fields.items()}
    return Manifest(sender_key=sender_key, recipient_keys=recipient_keys, created_at=created_at, parts=parts, **texts)


def _entry(fields: dict[str, object]) -> PartEntry:
    name, size, sha256 = _text(fields["name"]), fields["size"], _text(fields["sha256"])
    if len(fields) != 3 or type(size) is not int or size < 0 or not _SHA256.fullmatch(sha256):
        raise NotCanonical("A part is not described as it must be.")
    return PartEntry(name, size, sha256)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise NotCanonical("A text is not a text.")
    return value
