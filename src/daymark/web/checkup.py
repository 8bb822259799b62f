"""What `daymark doctor` looks at: each part of an installation, in words, with the command that mends it."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection, connections

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.keyring import keyring
from daymark.casework.access.models import AuditLink, AuditRecord
from daymark.casework.access.queries import last_checkpoint_at
from daymark.casework.access.queries.vaults import vaults_standing
from daymark.casework.media.queries.progress import kept_waiting, stopped_by_faults
from daymark.casework.media.taking import shelves_of_centre
from daymark.casework.partners.placing import shelf as address_tables
from daymark.engine.sandbox.pool import prove_sealed
from daymark.problems import Problem
from daymark.vault.keykinds import FIELDS, VAULT
from daymark.vault.keyring import list_keys
from daymark.web.backups import last_backup_at
from daymark.web.certificates import Pair
from daymark.web.postgres import role_faults
from daymark.web.restored import originals, seized_originals
from daymark.web.sealed_columns import sample_faults, sealed_tables
from daymark.web.setting_up import has_administrator, pending_migrations, refuse_newer_tables

PRIVATE = (
    *("keys", "vault", "originals", "drafts", "tls", "checkpoints", "address-tables", "django-secret"),
    *("practice.json", "maintenance.lock"),
)
ROOM_NEEDED = 2 * 1024**3  # bytes: a back-up of a young centre, and the database's log beside it
CHECKPOINT_AGE = timedelta(hours=3)
BACKUP_AGE = timedelta(days=2)
SILENT_WORKER = timedelta(minutes=1)
STYLE = Path(__file__).parent / "static" / "built" / "daymark.css"
COUNTRIES = Path(__file__).parents[1] / "engine" / "ipcountry.built.bin"


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, whether it is well, what was found, and the command that mends it."""

    part: str
    well: bool
    sentence: str
    mend: str = ""


class Unwell(Exception):
    """A check's own way to say what is wrong and what mends it."""

    def __init__(self, sentence: str, mend: str) -> None:
        super().__init__(sentence)
        self.mend = mend


Check = Callable[[datetime], str]


def findings(*, at: datetime) -> Iterator[Finding]:
    """Every check in turn; one that fails does not keep the next from being made."""
    for part, check, mend in CHECKS:
        yield _made(part, check, mend, at)


def _made(part: str, check: Check, mend: str, at: datetime) -> Finding:
    try:
        with acting_as_system():
            return Finding(part, True, check(at))
    except Unwell as unwell:
        return Finding(part, False, str(unwell), unwell.mend)
    except Problem as problem:
        return Finding(part, False, problem.message, mend)
    except (DatabaseError, psycopg.Error, OSError, ValueError) as error:
        return Finding(part, False, f"It could not be checked ({type(error).__name__}).", mend)


def _home(at: datetime) -> str:
    home = settings.DAYMARK.home
    for path in (home / name for name in PRIVATE):
        if path.exists() and path.stat().st_mode & 0o077:
            loose = stat.filemode(path.stat().st_mode)
            raise Unwell(f"{path} can be reached by others ({loose}).", f"chmod -R go-rwx {path}")
    if home.stat().st_mode & 0o022:
        raise Unwell(f"Others may write into {home}.", f"chmod go-w {home}")
    return f"{home} is private."


def _user(at: datetime) -> str:
    if os.geteuid() != 0:
        return "An ordinary user runs it."
    if settings.DAYMARK.practice:
        return "Root runs it, which is well enough for a practice centre."
    raise Unwell("Root runs it: a fault in it would be a fault of the whole machine.", "docs/operators/install.md")


def _room(at: datetime) -> str:
    for place in {settings.DAYMARK.home, _existing(settings.DAYMARK.checkpoints)}:
        free = shutil.disk_usage(place).free
        if free < ROOM_NEEDED:
            raise Unwell(f"Only {free / 1e9:.1f} GB are free on the disk of {place}.", "Make room, or move it.")
    return f"{shutil.disk_usage(settings.DAYMARK.home).free / 1e9:.0f} GB are free."


def _existing(path: Path) -> Path:
    return next(each for each in (path, *path.parents) if each.exists())


def _clock(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    if abs(there - datetime.now(UTC)) > timedelta(seconds=5):
        raise Unwell(f"This machine's clock and the database's differ: {there:%Y-%m-%d %H:%M:%S} there.", "timedatectl")
    last = AuditRecord.objects.order_by("-at", "-id").values_list("at", flat=True).first()
    if last and last > at + timedelta(minutes=1):
        raise Unwell(
            f"The last record is of {last:%Y-%m-%d %H:%M}, later than now: the clock went back.", "timedatectl"
        )
    return f"{at:%Y-%m-%d %H:%M} UTC, and nothing on record is later."


def _keys(at: datetime) -> str:
    entries = list_keys(settings.DAYMARK.home, master=settings.DAYMARK.master_key)
    keyring().sign(b"daymark doctor")
    for file in (FIELDS, VAULT):
        if sum(entry.file == file for entry in entries) > 1:
            raise Unwell(f"A rotation of {file} was not finished.", f"daymark keys rotate {file}")
    return f"{len(entries)} keys in {len({entry.file for entry in entries})} files can be read."


def _roles(at: datetime) -> str:
    login = connections["default"].get_connection_params()
    known = {name: login[name] for name in ("host", "port", "user", "password", "dbname", "sslmode") if name in login}
    if faults := role_faults(psycopg.conninfo.make_conninfo("", **known)):
        raise Unwell(f"The application's role {login['user']} {'; it '.join(faults)}.", "docs/operators/database.md")
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone()
    return f"PostgreSQL {version}; the application's role owns nothing."


def _tables(at: datetime) -> str:
    refuse_newer_tables()
    if pending := pending_migrations():
        raise Unwell(f"{pending} steps are missing.", "daymark init")
    if not has_administrator():
        raise Unwell("There is no administrator.", "daymark init --name 'Full Name' --username sign-in-name")
    return "Up to date, and there is an administrator."


def _sealed(at: datetime) -> str:
    tables = sealed_tables()
    for table in tables:
        if faults := sample_faults(table, 5):
            raise Unwell(f"A sealed value cannot be opened: {faults[0].sentence}", "daymark restore (a back-up)")
    return f"A sample in {len(tables)} tables opens."


def _originals(at: datetime) -> str:
    return f"{originals(10)} {seized_originals(10, at=at)}"


def _vaults(at: datetime) -> str:
    standing = vaults_standing()
    if standing.findings:
        raise Unwell(f"Found wrong when the vaults were read: {standing.findings}.", "daymark vault verify")
    if standing.last_at is None:
        return "Not read yet: the worker reads a sample each night."
    whole = f"{standing.whole_at:%Y-%m-%d}" if standing.whole_at else "never"
    return f"Last sample or check of {standing.last_at:%Y-%m-%d %H:%M} UTC found nothing; read whole: {whole}."


def _audit(at: datetime) -> str:
    last = AuditLink.objects.order_by("-sequence").first()
    first = AuditRecord.objects.order_by("at", "id").values_list("at", flat=True).first()
    if last is None or first is None:
        return "Nothing was ever recorded yet."
    checkpoint = last_checkpoint_at()
    if checkpoint is None and at - first < CHECKPOINT_AGE:
        return f"{last.sequence} records; the first checkpoint is written within the hour."
    if checkpoint is None or at - checkpoint > CHECKPOINT_AGE:
        when = f"is of {checkpoint:%Y-%m-%d %H:%M} UTC" if checkpoint else "is missing"
        raise Unwell(f"The last checkpoint {when}; there should be one each hour.", "daymark audit checkpoint")
    return f"{last.sequence} records, the last checkpoint of {checkpoint:%Y-%m-%d %H:%M} UTC."


def _worker(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        (heard,) = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
        (failed,) = cursor.fetchone()
    if heard is None or at - heard > SILENT_WORKER:
        raise Unwell("No worker runs: checkpoints and clocks stand still.", "daymark serve (or daymark work)")
    if failed:
        raise Unwell(f"{failed} jobs failed. The log says which and why.", "Read the log of `daymark serve`.")
    return "A worker runs, and no job failed."


def _seizures(at: datetime) -> str:
    if stopped := stopped_by_faults():
        first = f"{stopped[0].reference} was stopped by a fault: {stopped[0].problem}"
        more = f" So were {len(stopped) - 1} more." if len(stopped) > 1 else ""
        raise Unwell(f"{first}{more}", "Mend it, then `Go on` on the page of the seizure.")
    if waiting := kept_waiting(at - SILENT_WORKER):
        mend = "daymark serve with DAYMARK_SEIZURE_ROOTS (or daymark work --seizures)"
        raise Unwell(f"{'1 seizure waits' if waiting == 1 else f'{waiting} seizures wait'}, and nobody reads it.", mend)
    shelves = shelves_of_centre()
    if not shelves.are_there:
        return "None is taken in from a page: DAYMARK_SEIZURE_ROOTS names no folder."
    missing = shelves.missing()
    return f"Not mounted now: {', '.join(missing)}." if missing else "Each folder of DAYMARK_SEIZURE_ROOTS is there."


def _certificate(at: datetime) -> str:
    if not settings.DAYMARK.tls:
        return "Practice centre: no TLS." if settings.DAYMARK.practice else "A proxy speaks TLS for it."
    pair = Pair.read(settings.DAYMARK.home / "tls" / "pages.pem")
    if pair is None:
        return "It is made at the first `daymark serve`."
    ends = pair.certificate.not_valid_after_utc
    if ends < at + timedelta(days=20) or not pair.is_for(settings.DAYMARK.hostnames):
        raise Unwell(f"The certificate ends on {ends:%Y-%m-%d} or is for other names.", "Start `daymark serve` again.")
    return f"The certificate lasts until {ends:%Y-%m-%d}."


def _assets(at: datetime) -> str:
    missing = [path.name for path in (STYLE, COUNTRIES) if not path.exists()]
    if missing:
        raise Unwell(f"{', '.join(missing)} was not built: pages have no look.", "make assets")
    return "Styles, scripts and tables are built."


def _address_tables(at: datetime) -> str:
    shelf = address_tables()
    if shelf.faults:
        raise Unwell(shelf.faults[0], "daymark import-geo FILE")
    newest = ", ".join(f"{table.name} of {table.about.built_on}" for table in shelf.tables)
    return f"{len(shelf.tables)} can be read: {newest}."


def _backup(at: datetime) -> str:
    last = last_backup_at(settings.DAYMARK.home)
    if settings.DAYMARK.practice:
        return "A practice centre needs none."
    if last is None or at - last > BACKUP_AGE:
        when = f"The last one is of {last:%Y-%m-%d %H:%M} UTC." if last else "None was ever made."
        raise Unwell(when, "daymark backup FOLDER")
    return f"The last one is of {last:%Y-%m-%d %H:%M} UTC."


def _sandbox(at: datetime) -> str:
    return prove_sealed()


CHECKS: tuple[tuple[str, Check, str], ...] = (
    ("home", _home, "daymark init"),
    ("user", _user, ""),
    ("disk", _room, ""),
    ("clock", _clock, ""),
    ("database", _roles, "daymark serve"),
    ("tables", _tables, "daymark init"),
    ("keys", _keys, "Restore the keys folder from back-up."),
    ("sealed values", _sealed, "daymark restore (a back-up)"),
    ("sealed originals", _originals, "daymark restore (a back-up)"),
    ("vaults", _vaults, "daymark vault verify"),
    ("audit record", _audit, "daymark audit verify"),
    ("sandbox", _sandbox, "apt install libseccomp2"),
    ("worker", _worker, "daymark serve"),
    ("seizures", _seizures, "daymark serve"),
    ("certificate", _certificate, "Start `daymark serve` again."),
    ("assets", _assets, "make assets"),
    ("address tables", _address_tables, "daymark import-geo FILE"),
    ("back-up", _backup, "daymark backup FOLDER"),
)
