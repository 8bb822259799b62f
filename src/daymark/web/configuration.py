"""The `DAYMARK_*` settings: each one named here, read once, checked at start.

Every setting may instead be given as `NAME_FILE`, the path of a file that holds the value. An unknown `DAYMARK_*`
variable stops the start: a misspelt setting must not be ignored quietly.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from daymark.problems import Problem
from daymark.vault.masterkey import MasterKey, read_master_key
from daymark.web.postgres.locations import ELSEWHERE as DATABASES_OF_ROOT


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
    Setting("DAYMARK_PROXIES", "127.0.0.1", "With `DAYMARK_TLS=off`: addresses of the proxies, separated by commas."),
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
    Setting("DAYMARK_SEIZURE_ROOTS", "", "Folders whose contents may be taken in from a page, separated by colons."),
    Setting("DAYMARK_SEIZURE_WORKERS", "", "Processes that read a seizure begun from a page; one for each core."),
    Setting("DAYMARK_SMALL_NUMBER", "5", "Counts below this are not shown in the strategic picture."),
)
_NAMES = {setting.name: setting for setting in SETTINGS}
# Read by the Makefile and the tests, not by the program.
_OUTSIDE = {"DAYMARK_FIXTURES", "DAYMARK_TEST_HOME", "DAYMARK_TEST_POSTGRES"}
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_HOSTNAME = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?)*$", re.I)


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
    """Stops on a DAYMARK_* variable that no setting knows, and on a setting that is given twice."""
    known = set(_NAMES) | {f"{name}_FILE" for name in _NAMES} | _OUTSIDE
    unknown = sorted(name for name in environment if name.startswith("DAYMARK_") and name not in known)
    if unknown:
        raise BadSetting(f"Unknown setting {', '.join(unknown)}. Known ones: {', '.join(sorted(_NAMES))}.")
    twice = sorted(name for name in _NAMES if environment.get(name) and environment.get(f"{name}_FILE"))
    if twice:
        raise BadSetting(f"{twice[0]} and {twice[0]}_FILE are both given. Keep one of them.")


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
    proxies: tuple[str, ...]
    practice: bool
    master_key: MasterKey | None
    idle_minutes: int
    exit_url: str
    checkpoints: Path
    log_level: str
    upload_bytes: int
    small_number: int
    seizure_roots: tuple[Path, ...]
    seizure_workers: int | None

    @property
    def own_folders(self) -> tuple[Path, ...]:
        """Where keys, the database and sealed originals lie: nobody takes these in as evidence."""
        return (self.home, self.checkpoints, DATABASES_OF_ROOT)


def configuration(environment: Mapping[str, str] = os.environ) -> Configuration:
    """Reads and checks every setting."""
    refuse_unknown(environment)

    def text(name: str) -> str:
        return value_of(name, environment)

    home = home_folder(environment)
    checkpoints = Path(text("DAYMARK_CHECKPOINTS") or home / "checkpoints").expanduser().absolute()
    practice = _one_of(text, "DAYMARK_PRACTICE", ("", "0", "1")) == "1" or (home / "practice.json").exists()
    return Configuration(
        home=home,
        centre=_line("DAYMARK_CENTRE", text("DAYMARK_CENTRE")),
        country=_matching("DAYMARK_COUNTRY", text("DAYMARK_COUNTRY").upper(), "[A-Z]{2}", "two letters such as GB"),
        host=_host(text("DAYMARK_HOST")),
        port=_number("DAYMARK_PORT", text("DAYMARK_PORT"), 1, 65535),
        hostnames=_hostnames(text("DAYMARK_HOSTNAMES")),
        tls=_one_of(text, "DAYMARK_TLS", ("auto", "off")) == "auto" and not practice,
        proxies=_networks(text("DAYMARK_PROXIES")),
        practice=practice,
        master_key=read_master_key(environment),
        idle_minutes=_number("DAYMARK_IDLE_MINUTES", text("DAYMARK_IDLE_MINUTES"), 1, 1440),
        exit_url=_matching("DAYMARK_EXIT_URL", text("DAYMARK_EXIT_URL"), r"https?://[^\s\"'<>]+", "a web address"),
        checkpoints=checkpoints,
        log_level=_one_of(lambda name: text(name).upper(), "DAYMARK_LOG_LEVEL", _LEVELS),
        upload_bytes=_number("DAYMARK_UPLOAD_MB", text("DAYMARK_UPLOAD_MB"), 1, 10_000) * 1024 * 1024,
        small_number=_number("DAYMARK_SMALL_NUMBER", text("DAYMARK_SMALL_NUMBER"), 0, 100),
        seizure_roots=_roots(text("DAYMARK_SEIZURE_ROOTS"), (home, checkpoints, DATABASES_OF_ROOT)),
        seizure_workers=_workers(text("DAYMARK_SEIZURE_WORKERS")),
    )


def address_of_pages(settings: Configuration) -> str:
    """The address of the pages, for a person to open. Behind a proxy it is the proxy's: https, without our port."""
    host = settings.hostnames[0]
    host = f"[{host}]" if ":" in host else host
    if settings.practice:
        return f"http://{host}:{settings.port}/"
    return f"https://{host}:{settings.port}/" if settings.tls else f"https://{host}/"


def _number(name: str, text: str, low: int, high: int) -> int:
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise BadSetting(f"{name} is {text!r}; it must be a whole number from {low} to {high}.")
    return int(text)


def _one_of(text: Callable[[str], str], name: str, allowed: tuple[str, ...]) -> str:
    if (value := text(name)) not in allowed:
        words = ", ".join(each or "nothing" for each in allowed)
        raise BadSetting(f"{name} is {value!r}; it must be one of: {words}.")
    return value


def _matching(name: str, value: str, pattern: str, words: str) -> str:
    if not re.fullmatch(pattern, value):
        raise BadSetting(f"{name} is {value!r}; it must be {words}.")
    return value


def _line(name: str, value: str) -> str:
    if not value.strip() or not value.isprintable() or len(value) > 160:
        raise BadSetting(f"{name} must be one line of at most 160 characters.")
    return value.strip()


def _parts(name: str, text: str) -> list[str]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise BadSetting(f"{name} is empty. Leave it out, or name at least one.")
    return parts


def _roots(text: str, own: tuple[Path, ...]) -> tuple[Path, ...]:
    """Folders that need not be there yet: an image is mounted when it is needed."""
    roots = tuple(Path(part) for part in dict.fromkeys(text.split(":")) if part)
    for root in roots:
        if not root.is_absolute():
            raise BadSetting(f"DAYMARK_SEIZURE_ROOTS names {root}, which is no whole path such as /mnt/evidence.")
        for each in own:
            real, kept = root.resolve(), each.resolve()
            if real.is_relative_to(kept) or kept.is_relative_to(real):
                raise BadSetting(
                    f"DAYMARK_SEIZURE_ROOTS names {root}, which holds or lies in {each}, where this centre keeps keys, "
                    "database or sealed originals. Name a folder that holds mounted images and nothing else."
                )
    return roots


def _workers(text: str) -> int | None:
    return _number("DAYMARK_SEIZURE_WORKERS", text, 1, 64) if text else None


def _host(text: str) -> str:
    try:
        ipaddress.ip_address("127.0.0.1" if text == "localhost" else text)
    except ValueError:
        raise BadSetting(f"DAYMARK_HOST is {text!r}; it must be an address of this machine such as 0.0.0.0.") from None
    return text


def _hostnames(text: str) -> tuple[str, ...]:
    names = _parts("DAYMARK_HOSTNAMES", text)
    for name in names:
        if not _HOSTNAME.match(name) and not _is_address(name):
            raise BadSetting(
                f"DAYMARK_HOSTNAMES names {name!r}, which is no host name. Leave out https:// and the port."
            )
    return tuple(dict.fromkeys(name.lower() for name in names))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _networks(text: str) -> tuple[str, ...]:
    for part in (parts := _parts("DAYMARK_PROXIES", text)):
        try:
            ipaddress.ip_network(part)
        except ValueError:
            raise BadSetting(f"DAYMARK_PROXIES names {part!r}, which is no address such as 10.0.0.5.") from None
    return tuple(parts)
