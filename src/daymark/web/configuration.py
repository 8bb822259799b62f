"""The `DAYMARK_*` settings: each one named here, read once, checked at start.

Every setting may instead be given as `NAME_FILE`, the path of a file that holds the value. An unknown `DAYMARK_*`
variable stops the start: a misspelt setting must not be ignored quietly.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from daymark.problems import Problem
from daymark.vault.masterkey import MasterKey, read_master_key


class BadSetting(Problem):
    """A DAYMARK_* setting cannot be used. Correct it and start again; docs/operators/settings.md lists them all."""


@dataclass(frozen=True)
class Setting:
    """One environment variable."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting("DAYMARK_HOME", "~/.local/share/daymark", "Where data, keys, the database and sealed originals live."),
    Setting("DAYMARK_DATABASE_URL", "", "An external PostgreSQL (15 or later) for the application role."),
    Setting("DAYMARK_DATABASE_OWNER_URL", "", "The same database for the role that owns the tables (migrations)."),
    Setting("DAYMARK_CENTRE", "Practice centre", "The centre's name, shown on every page and in every referral."),
    Setting("DAYMARK_COUNTRY", "GB", "The centre's country (ISO 3166 alpha-2): default region of telephone numbers."),
    Setting("DAYMARK_HOST", "127.0.0.1", "The address that the pages are served on."),
    Setting("DAYMARK_PORT", "8000", "The port that the pages are served on."),
    Setting("DAYMARK_HOSTNAMES", "localhost,127.0.0.1", "Host names that the pages answer to, separated by commas."),
    Setting("DAYMARK_TLS", "auto", "`auto`: TLS everywhere but in a practice centre; `off`: behind a TLS proxy only."),
    Setting(
        "DAYMARK_PRACTICE", "", "`1` marks a practice centre: everything in it is invented, and every page says so."
    ),
    Setting("DAYMARK_MASTER_KEY", "", "Wraps the keysets on disk, when given (64 hexadecimal digits)."),
    Setting("DAYMARK_IDLE_MINUTES", "30", "Minutes without a click after which a person is signed out."),
    Setting("DAYMARK_EXIT_URL", "https://www.bbc.co.uk/weather", "Where 'Leave this page quickly' leads."),
    Setting(
        "DAYMARK_CHECKPOINTS", "", "Folder for signed audit checkpoints, best on another disk; default in the home."
    ),
    Setting("DAYMARK_LOG_LEVEL", "INFO", "How much is logged. Case content never is."),
    Setting("DAYMARK_UPLOAD_MB", "50", "Largest single file taken from the public page and the industry server."),
    Setting("DAYMARK_SMALL_NUMBER", "5", "Counts below this are not shown in the strategic picture."),
)
_NAMES = {setting.name: setting for setting in SETTINGS}
# Read by the Makefile and the tests, not by the program.
_OUTSIDE = {"DAYMARK_FIXTURES", "DAYMARK_TEST_HOME", "DAYMARK_TEST_DATABASE"}


def value_of(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """One setting's value: the variable, else its `_FILE` twin, else the default."""
    setting = _NAMES[name]
    if name in environment:
        return environment[name]
    if path := environment.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE names {path}, which cannot be read: {error.strerror}.") from error
    return setting.default


def refuse_unknown(environment: Mapping[str, str] = os.environ) -> None:
    """Stops on a DAYMARK_* variable that no setting knows."""
    known = set(_NAMES) | {f"{name}_FILE" for name in _NAMES} | _OUTSIDE
    unknown = sorted(name for name in environment if name.startswith("DAYMARK_") and name not in known)
    if unknown:
        raise BadSetting(f"Unknown setting {', '.join(unknown)}. Known ones: {', '.join(sorted(_NAMES))}.")


def home_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """DAYMARK_HOME, absolute."""
    return Path(value_of("DAYMARK_HOME", environment)).expanduser().absolute()


@dataclass(frozen=True)
class Configuration:
    """The settings as the program uses them."""

    home: Path
    centre: str
    country: str
    host: str
    port: int
    hostnames: tuple[str, ...]
    tls: bool
    practice: bool
    master_key: MasterKey | None
    idle_minutes: int
    exit_url: str
    checkpoints: Path
    log_level: str
    upload_bytes: int
    small_number: int


def configuration(environment: Mapping[str, str] = os.environ) -> Configuration:
    """Reads and checks every setting."""
    refuse_unknown(environment)

    def text(name: str) -> str:
        return value_of(name, environment)

    home = home_folder(environment)
    practice = text("DAYMARK_PRACTICE") == "1" or (home / "practice.json").exists()
    return Configuration(
        home=home,
        centre=text("DAYMARK_CENTRE"),
        country=text("DAYMARK_COUNTRY").upper(),
        host=text("DAYMARK_HOST"),
        port=_number("DAYMARK_PORT", text("DAYMARK_PORT"), 1, 65535),
        hostnames=tuple(name.strip() for name in text("DAYMARK_HOSTNAMES").split(",") if name.strip()),
        tls=text("DAYMARK_TLS") == "auto" and not practice,
        practice=practice,
        master_key=read_master_key(environment),
        idle_minutes=_number("DAYMARK_IDLE_MINUTES", text("DAYMARK_IDLE_MINUTES"), 1, 1440),
        exit_url=text("DAYMARK_EXIT_URL"),
        checkpoints=Path(text("DAYMARK_CHECKPOINTS") or home / "checkpoints"),
        log_level=text("DAYMARK_LOG_LEVEL").upper(),
        upload_bytes=_number("DAYMARK_UPLOAD_MB", text("DAYMARK_UPLOAD_MB"), 1, 10_000) * 1024 * 1024,
        small_number=_number("DAYMARK_SMALL_NUMBER", text("DAYMARK_SMALL_NUMBER"), 0, 100),
    )


def _number(name: str, text: str, low: int, high: int) -> int:
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise BadSetting(f"{name} is {text!r}; it must be a whole number from {low} to {high}.")
    return int(text)
