"""Rotation of keys: a new key, everything sealed anew with it while the centre works on, then the old key dropped.

It may be interrupted at any moment and run again: what is sealed with which key is read from the values themselves.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection, connections, transaction

from daymark.casework.access.actions import record
from daymark.casework.access.context import acting_as_system
from daymark.casework.access.keyring import keyring, vault, vault_of_originals
from daymark.casework.partners.actions import establish_centre
from daymark.problems import Problem
from daymark.vault.keykinds import FIELDS, IDENTITY, KINDS, SIGNING, VAULT
from daymark.vault.keyring import NoSuchKey, drop_key, list_keys, rotate_key
from daymark.vault.keys import CannotOpen, key_id_of
from daymark.vault.store import Vault
from daymark.web.accounts import MFA_SECRET, SEALED
from daymark.web.maintenance import alone
from daymark.web.sealed_columns import Unopened, count_by_key, reseal, sealed_tables

MOST_PASSES = 5
PATIENCE = 600.0  # seconds for the requests and jobs under way to end before the old key goes
FACTORS = "mfa_authenticator"

Tell = Callable[[str], object]


class KeyKept(Problem):
    """Not everything could be sealed with the new key, so the old one stays. Nothing is lost. Run the same again."""

    exit_status = 1


def rotate_and_reseal(*, file: str | None, at: datetime, tell: Tell, keep_old: bool = False) -> None:
    """Rotates one key file, or the two that seal the centre's own data."""
    home = settings.DAYMARK.home
    if file is not None and file not in KINDS:
        raise NoSuchKey(f"There is no key file {file}. There are: {', '.join(KINDS)}.")
    with alone(home, "daymark keys rotate"):
        for name in [file] if file else [FIELDS, VAULT]:
            if name == FIELDS:
                _rotate_fields(at, tell, keep_old)
            elif name == VAULT:
                _rotate_vault(at, tell, keep_old)
            else:
                _rotate_only(name, at, tell)


def _rotate_fields(at: datetime, tell: Tell, keep_old: bool) -> None:
    newest, old = _new_key(FIELDS, tell)
    tables = sealed_tables()
    changed, left, unopened = 0, Counter[str](), list[Unopened]()
    for _ in range(MOST_PASSES):
        unopened.clear()
        for table in tables:
            done = reseal(table, newest)
            changed += done.changed
            unopened += done.unopened
        changed += _reseal_factors(newest, unopened)
        _wait_for_older_transactions(tell)
        left = _with(count_by_key(tables), _factors_by_key())
        if unopened or not any(left[key] for key in old):
            break
    tell(f"{changed} values sealed with the new key {newest}.")
    for fault in unopened[:20]:
        tell(f"Could not be opened: {fault.sentence}")
    _finish(FIELDS, newest, old, left, changed, at, tell, keep_old)


def _rotate_vault(at: datetime, tell: Tell, keep_old: bool) -> None:
    newest, old = _new_key(VAULT, tell)
    done = [each.rewrap_all(_every_tenth(tell)) for each in _vaults()]
    changed = sum(each.changed for each in done)
    tell(f"{changed} originals wrapped with the new key {newest}.")
    for address, why in [failure for each in done for failure in each.failed][:20]:
        tell(f"Could not be wrapped again: {address}: {why}")
    left = Counter[str]()
    for each in _vaults():
        left.update(each.keys_in_use())
    _finish(VAULT, newest, old, left, changed, at, tell, keep_old)


def _vaults() -> list[Vault]:
    """The centre's vault, that of seized originals, and the small one of each half-filled report."""
    drafts = sorted((settings.DAYMARK.home / "drafts").glob("*"))
    return [vault(), vault_of_originals(), *(Vault(draft, keyring()) for draft in drafts)]


def _rotate_only(file: str, at: datetime, tell: Tell) -> None:
    newest = rotate_key(settings.DAYMARK.home, file, master=settings.DAYMARK.master_key)
    with acting_as_system():
        record(act="key rotated", by=None, at=at, kind="key", reference=file, detail={"new": newest})
        if file in (SIGNING, IDENTITY):
            establish_centre(name=settings.DAYMARK.centre, country=settings.DAYMARK.country, at=at)
    tell(f"{file}: key {newest} is in use; the older ones go on opening or proving what they did.")
    if file in (SIGNING, IDENTITY):
        tell("Give partners the new fingerprints: daymark keys fingerprints")


def _new_key(file: str, tell: Tell) -> tuple[str, list[str]]:
    """The newest key and the older ones; a new key only when no earlier rotation waits to be finished."""
    home, master = settings.DAYMARK.home, settings.DAYMARK.master_key
    if len(_ids(file)) == 1:
        tell(f"{file}: new key {rotate_key(home, file, master=master)}.")
    else:
        tell(f"{file}: an earlier rotation was not finished. Finishing it.")
    newest, *old = _ids(file)
    return newest, old


def _ids(file: str) -> list[str]:
    entries = list_keys(settings.DAYMARK.home, master=settings.DAYMARK.master_key)
    return [entry.key_id for entry in entries if entry.file == file]


def _finish(
    file: str, newest: str, old: list[str], left: Counter[str], changed: int, at: datetime, tell: Tell, keep_old: bool
) -> None:
    still = {key: left[key] for key in old if left[key]}
    with acting_as_system():
        detail = {"new": newest, "old": old, "resealed": changed, "still_sealed": still}
        record(act="key rotated", by=None, at=at, kind="key", reference=file, detail=detail)
    if still:
        held = "; ".join(f"key {key} still opens {count}" for key, count in still.items())
        raise KeyKept(f"{file}: {held}. It stays and nothing is lost. Mend what is listed, run it again.")
    if keep_old:
        tell(f"{file}: nothing needs the old key any more; it is kept. Without --keep-old it goes.")
        return
    for key in old:
        drop_key(settings.DAYMARK.home, file, key, still_sealed=left[key], master=settings.DAYMARK.master_key)
        tell(f"{file}: old key {key} dropped. Older back-ups need the key files that lie with them.")


def _reseal_factors(newest: str, unopened: list[Unopened]) -> int:
    """Second factors lie sealed inside a JSON column, as allauth keeps them."""
    changed = 0
    with transaction.atomic("owner"):
        for factor in Authenticator.objects.using("owner").select_for_update().order_by("pk"):
            try:
                renewed = _each_sealed(factor.data, lambda sealed: _renewed_factor(sealed, newest))
            except CannotOpen as problem:
                unopened.append(Unopened(FACTORS, "data", str(factor.pk), problem.message))
                continue
            if renewed != factor.data:
                factor.data = renewed
                factor.save(using="owner", update_fields=["data"])
                changed += 1
    return changed


def _renewed_factor(sealed: bytes, newest: str) -> bytes:
    if key_id_of(sealed) == newest:
        return sealed
    return keyring().seal(keyring().open_sealed(sealed, MFA_SECRET), MFA_SECRET)


def _factors_by_key() -> Counter[str]:
    counts: Counter[str] = Counter()

    def count(sealed: bytes) -> bytes:
        counts[key_id_of(sealed)] += 1
        return sealed

    for data in Authenticator.objects.using("owner").values_list("data", flat=True):
        _each_sealed(data, count)
    return counts


def _each_sealed(data: Any, change: Callable[[bytes], bytes]) -> Any:
    """The same JSON with every sealed text in it changed."""
    if isinstance(data, dict):
        return {key: _each_sealed(value, change) for key, value in data.items()}
    if isinstance(data, list):
        return [_each_sealed(value, change) for value in data]
    if isinstance(data, str) and data.startswith(SEALED):
        return SEALED + change(bytes.fromhex(data.removeprefix(SEALED))).hex()
    return data


def _with(one: Counter[str], other: Counter[str]) -> Counter[str]:
    return Counter({key: one[key] + other[key] for key in {*one, *other}})


def _wait_for_older_transactions(tell: Tell) -> None:
    """A request that began before may still hold, or write, what the old key sealed. Every request is a transaction."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
    deadline, told = time.monotonic() + PATIENCE, False
    while _older_than(moment):
        if time.monotonic() > deadline:
            raise KeyKept("A request or job of ten minutes may need the old key, so it stays. Run it again.")
        if not told:
            tell("Waiting for the requests and jobs under way.")
            told = True
        time.sleep(0.2)


def _older_than(moment: datetime) -> int:
    # As the application's role, which sees when its own sessions began; the web and the jobs use no other.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid() AND xact_start < %s",
            [moment],
        )
        (count,) = cursor.fetchone()
    return int(count)


def _every_tenth(tell: Tell) -> Callable[[int, int], None]:
    def progress(done: int, of: int) -> None:
        if of >= 1000 and done % (of // 10) == 0:
            tell(f"{done} of {of} originals.")

    return progress
