"""The sign-ins of a practice centre: `practice.json` in its home, readable by its owner alone."""

from __future__ import annotations

import json
import os
import time
from base64 import b32decode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from daymark.problems import Problem

FILE = "practice.json"
PART = ".practice.json.part"
_STEP = 30  # seconds that a code holds (RFC 6238)


class NoPracticeCentre(Problem):
    """There is no practice centre in this home. Make one: daymark demo"""


class NobodyOfThisName(Problem):
    """Nobody in the practice centre has this sign-in name. `daymark demo` lists them."""


@dataclass(frozen=True)
class SignIn:
    """One person's way in."""

    name: str
    username: str
    roles: tuple[str, ...]
    role_words: str
    agency: str
    password: str
    totp_secret: str

    @property
    def totp_uri(self) -> str:
        """For an authenticator app."""
        return f"otpauth://totp/{quote(f'Daymark practice:{self.username}')}?secret={self.totp_secret}&issuer=Daymark"


@dataclass(frozen=True)
class IndustrySignIn:
    """One company's way in at /ispws/."""

    company: str
    username: str
    password: str


@dataclass(frozen=True)
class ReceiptCode:
    """A reporter's way back to one report."""

    code: str
    report: str
    title: str


def write_sign_ins(
    home: Path,
    *,
    people: list[SignIn],
    industry: list[IndustrySignIn],
    receipts: list[ReceiptCode],
    made: Mapping[str, Any],
) -> None:
    """Writes the file beside its place; `publish_sign_ins` puts it there once the centre is stored."""
    document = {
        "about": "A practice centre: everything in it is invented. These sign-ins open nothing else.",
        **made,
        "people": [{**asdict(each), "totp_uri": each.totp_uri} for each in people],
        "industry": [asdict(each) for each in industry],
        "receipts": [asdict(each) for each in receipts],
    }
    unfinished = home / PART
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(document, file, indent=1, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())


def publish_sign_ins(home: Path) -> None:
    """From now on the home is a practice centre."""
    os.replace(home / PART, home / FILE)


def read_sign_ins(home: Path) -> dict[str, Any]:
    """The file. Raises NoPracticeCentre when there is none."""
    try:
        found: dict[str, Any] = json.loads((home / FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        raise NoPracticeCentre() from None
    return found


def code_of(home: Path, username: str, *, at: float | None = None) -> str:
    """The six digits that a person's authenticator app would show now."""
    people = read_sign_ins(home)["people"]
    person = next((each for each in people if each["username"] == username), None)
    if person is None:
        raise NobodyOfThisName()
    moment = int(time.time() if at is None else at)
    # SHA-1 is what every authenticator app uses (RFC 6238's default).
    totp = TOTP(b32decode(person["totp_secret"]), 6, SHA1(), _STEP, enforce_key_length=False)  # noqa: S303
    return totp.generate(moment).decode()
