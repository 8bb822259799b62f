"""The vault: sealed originals, found by their SHA-256, encrypted, verified on every read, destroyed with proof.

Below `DAYMARK_HOME/vault/aa/bb/` each object has two files: `<sha256>` (content, encrypted with a data key of its own)
and `<sha256>.label` (what it is, and the wrapped data key). An object exists when its label and its content are there.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from daymark.engine.digests import Readable, chunks, copy_digesting
from daymark.problems import OutsideProblem, Problem
from daymark.vault.datakeys import DataKey
from daymark.vault.destruction import AlreadyDestroyed, Destroyed, ProofBroken, add_stub, prove_destruction, read_stubs
from daymark.vault.durable import create_private, locked, private_folder, replace_file, sync_all, sync_folder
from daymark.vault.keykinds import VAULT
from daymark.vault.keys import CannotOpen, Keys
from daymark.vault.labels import (
    Label,
    NotInVault,
    ObjectDamaged,
    SealedObject,
    checked_address,
    content_binding,
    damaged,
    new_object_id,
)
from daymark.vault.places import (
    has_content,
    label_at,
    label_of,
    label_or_what_is_left,
    modified,
    remove,
    stubs_of,
    sync_file,
    write_label,
)
from daymark.vault.readers import open_verified

UNREADABLE = "unreadable"  # counted beside the key ids when a label cannot be understood


class NotThatContent(Problem):
    """The file is not what was to be sealed: its content is another one. Nothing was stored."""


class StoredLately(Problem):
    """Somebody has stored this content lately, so it stays. Look again tomorrow."""


class VaultFull(OutsideProblem):
    """There is no room left in the vault. Nothing was stored; free some room and send it again."""


@dataclass(frozen=True, slots=True)
class _Drafted:
    """An object of a batch before it has its place."""

    content: Path
    label_file: Path
    label: Label


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """What a rewrapping did: labels seen, labels changed, and those that could not be, each with the reason."""

    seen: int
    changed: int
    failed: tuple[tuple[str, str], ...]


class Vault:
    """The vault of one centre. Safe to use from many threads and processes at once."""

    def __init__(self, home: Path, keys: Keys) -> None:
        self._folder = home / "vault"
        self._arriving = self._folder / ".arriving"
        self._keys = keys

    def put(self, stream: Readable, *, limit: int, expected: str | None = None) -> SealedObject:
        """Seal the rest of a stream of at most `limit` bytes. On return it is on the disk, once, whatever came before.

        `TooLarge`, `VaultFull` and `NotThatContent` (its SHA-256 is not the `expected` one) leave nothing behind. At no
        time is the content on the disk unencrypted.
        """
        with self._draft() as draft:
            label = self._encrypt(draft, stream, limit)
            if expected not in (None, label.sealed.sha256):
                raise NotThatContent
            self._publish(draft, label)
        return label.sealed

    def put_many(self, openers: Iterable[Callable[[], BinaryIO]], *, limit: int) -> list[SealedObject | Problem]:
        """Seal many streams, synchronising the disk twice for all instead of four times for each.

        The answers stand in the order given: the object, or the Problem of that stream alone. `VaultFull` is raised
        and nothing is acknowledged. On return all that was sealed is on the disk.
        """
        with ExitStack() as held:
            answers = [self._drafted(opener, limit, held) for opener in openers]
            drafted = [answer for answer in answers if isinstance(answer, _Drafted)]
            with _room_needed():
                sync_all(private_folder(self._arriving))
                for each in drafted:
                    self._publish_synced(each)
                sync_all(self._arriving)
        return [answer.label.sealed if isinstance(answer, _Drafted) else answer for answer in answers]

    def exists(self, sha256: str) -> bool:
        """Whether this object can be opened: stored whole and not destroyed. Its bytes are not read."""
        place = self._place(sha256)
        label = self._label(place)
        return label is not None and has_content(place, label)

    def describe(self, sha256: str) -> SealedObject:
        """The digests and size of an object, or `NotInVault`, or `AlreadyDestroyed`."""
        return self._standing(self._place(sha256)).sealed

    def object_id(self, sha256: str) -> str:
        """The random name of this storing of the content: another one after it was destroyed and stored again."""
        return self._standing(self._place(sha256)).object_id

    def has_content(self, sha256: str) -> bool:
        """Whether there is a content beside the label, whole or not."""
        return self._place(sha256).exists()

    def stored_size(self, sha256: str) -> int:
        """Bytes on the disk; 0 when the content is gone."""
        try:
            return self._place(sha256).stat().st_size
        except FileNotFoundError:
            return 0

    def stored_at(self, sha256: str) -> datetime:
        """When somebody last stored this content, also one who found it there already."""
        place = self._place(sha256)
        there = [path.stat().st_mtime for path in (place, label_of(place)) if path.exists()]
        if not there:
            raise NotInVault
        return datetime.fromtimestamp(max(there), UTC)

    def open(self, sha256: str) -> BinaryIO:
        """A stream of the content, to be used in a `with`. `ObjectDamaged` comes before any byte that is not authentic.

        The digest of the whole is known only at the end: act on the content when it has been read to the end, or
        `verify` first.
        """
        place = self._place(sha256)
        label = self._standing(place)
        try:
            source = place.open("rb")
        except FileNotFoundError:
            raise damaged(sha256, "its content is gone") from None
        try:
            return open_verified(source, label, self._keys)
        except BaseException:
            source.close()
            raise

    def verify(self, sha256: str) -> SealedObject:
        """Read a whole object and see that it is what its address says; `ObjectDamaged` says what is wrong."""
        with self.open(sha256) as stream:
            for _ in chunks(stream):
                continue
        return self.describe(sha256)

    def destroy(
        self, sha256: str, *, at: datetime, by: str, why: str, unless_stored_since: datetime | None = None
    ) -> Destroyed:
        """Destroy an object for good: first the signed stub, then its data key, then its content.

        Run again after an interruption it finishes the work and returns the same proof. Copies in back-ups stay
        readable as long as the back-up holds both the label and the vault keys. `StoredLately` when somebody has stored
        it since the time given: no arrival can begin between that look and the end of the object.
        """
        place = self._place(sha256)
        if not place.parent.is_dir():
            raise NotInVault
        with locked(place.parent):
            if unless_stored_since and self.stored_at(sha256) >= unless_stored_since:
                raise StoredLately
            label = label_or_what_is_left(place)
            if label is None:
                return self._earlier_destruction(place)
            destroyed = self._stub_for(place, label)
            if destroyed is None:
                destroyed = prove_destruction(self._keys, label, at=at, by=by, why=why)
                add_stub(stubs_of(place), destroyed)
            remove(place)
        return destroyed

    def destructions(self, sha256: str) -> list[Destroyed]:
        """The signed stubs of an address, oldest first; `ProofBroken` when one was altered."""
        return read_stubs(stubs_of(self._place(sha256)), self._keys.public_keys)

    def addresses(self) -> Iterator[str]:
        """The address of every object, in order."""
        for folder in self._folders():
            yield from (path.stem for path in sorted(folder.glob("*.label")))

    def keys_in_use(self) -> Counter[str]:
        """How many objects each vault key wraps, by key id: a key may be dropped when it wraps none."""
        return Counter(self._wrapping_key(sha256) for sha256 in self.addresses())

    def rewrap_all(self, progress: Callable[[int, int], None]) -> Rewrapped:
        """Wrap every data key with the newest vault key; contents are not touched. `progress(done, of)` as it goes.

        Run it after rotating `vault.keyset`. It may be interrupted and run again, while others store and read.
        """
        seen = sum(1 for _ in self.addresses())
        changed, failed = 0, []
        for done, sha256 in enumerate(self.addresses(), start=1):
            try:
                changed += self._rewrap(sha256)
            except Problem as problem:
                failed.append((sha256, problem.message))
            progress(done, seen)
        return Rewrapped(seen, changed, tuple(failed))

    def sweep(self, *, at: datetime, older_than: timedelta = timedelta(days=1)) -> int:
        """Remove what interrupted arrivals left: nothing of it was ever acknowledged. Returns how many files."""
        before = (at - older_than).timestamp()
        old = [path for path in self._leftovers() if modified(path) < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _folders(self) -> Iterator[Path]:
        for first in sorted(self._folder.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(first.iterdir())

    def _leftovers(self) -> Iterator[Path]:
        yield from self._arriving.glob("*.part")
        for folder in self._folders():
            yield from folder.glob(".*.part")
            yield from (path for path in folder.iterdir() if not path.suffix and not label_of(path).exists())

    def _place(self, sha256: str) -> Path:
        checked_address(sha256)
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    @contextmanager
    def _draft(self) -> Iterator[Path]:
        private_folder(self._arriving)
        draft = self._arriving / f"{secrets.token_hex(16)}.part"
        try:
            with _room_needed():
                yield draft
        finally:
            draft.unlink(missing_ok=True)

    def _drafted(self, opener: Callable[[], BinaryIO], limit: int, held: ExitStack) -> _Drafted | Problem:
        """Content and label in two unsynchronised files, held until the batch ends; or what is wrong with this one."""
        with ExitStack() as own:
            content, label_file = own.enter_context(self._draft()), own.enter_context(self._draft())
            try:
                with opener() as stream:
                    label = self._encrypt(content, stream, limit)
            except VaultFull:
                raise
            except Problem as problem:
                return problem
            with _room_needed(), create_private(label_file) as file:
                file.write(label.to_bytes())
            held.push(own.pop_all())
        return _Drafted(content, label_file, label)

    def _publish_synced(self, drafted: _Drafted) -> None:
        """Gives two synchronised drafts their names; the caller sees the names on the disk."""
        place = self._place(drafted.label.sealed.sha256)
        private_folder(place.parent)
        with locked(place.parent):
            if self._intact(place):
                os.utime(label_of(place))  # it is needed from now on: see `stored_at`
                return
            if label_of(place).exists() or place.exists():
                remove(place)
            drafted.content.replace(place)
            drafted.label_file.replace(label_of(place))

    def _encrypt(self, draft: Path, stream: Readable, limit: int) -> Label:
        key, object_id = DataKey.generate(), new_object_id()
        with create_private(draft) as file, key.encrypting(file, content_binding(object_id)) as sealing:
            digests = copy_digesting(stream, sealing, limit=limit)
        return Label.of(self._keys, key, object_id, digests, draft.stat().st_size)

    def _publish(self, draft: Path, label: Label) -> None:
        place = self._place(label.sealed.sha256)
        private_folder(place.parent)
        with locked(place.parent):
            if self._intact(place):
                os.utime(label_of(place))  # it is needed from now on: see `stored_at`
                sync_folder(place.parent)  # a batch that is under way may have named it and not synchronised yet
                return
            sync_file(draft)
            remove(place)  # what an interruption left, or damage that this copy mends
            draft.replace(place)
            write_label(place, label)

    def _intact(self, place: Path) -> bool:
        try:
            label = self._label(place)
            if label is None or not has_content(place, label):
                return False
            label.data_key(self._keys)
        except (CannotOpen, ObjectDamaged, ProofBroken):
            return False
        return True

    def _label(self, place: Path) -> Label | None:
        label = label_at(place)
        return None if label is None or self._stub_for(place, label) else label

    def _standing(self, place: Path) -> Label:
        label = self._label(place)
        if label is not None:
            return label
        if stubs_of(place).exists():
            raise AlreadyDestroyed
        raise NotInVault

    def _stub_for(self, place: Path, label: Label) -> Destroyed | None:
        stubs = read_stubs(stubs_of(place), self._keys.public_keys)
        return next((stub for stub in stubs if stub.object_id == label.object_id), None)

    def _earlier_destruction(self, place: Path) -> Destroyed:
        stubs = read_stubs(stubs_of(place), self._keys.public_keys)
        if not stubs:
            raise NotInVault
        remove(place)
        return stubs[-1]

    def _wrapping_key(self, sha256: str) -> str:
        try:
            label = label_at(self._place(sha256))
        except ObjectDamaged:
            return UNREADABLE
        return label.wrapping_key if label else UNREADABLE

    def _rewrap(self, sha256: str) -> bool:
        place = self._place(sha256)
        with locked(place.parent):
            label = self._label(place)
            if label is None or label.wrapping_key == self._keys.sealing_key(VAULT):
                return False
            replace_file(label_of(place), label.rewrapped(self._keys).to_bytes())
        return True


@contextmanager
def _room_needed() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise VaultFull from error
        raise
