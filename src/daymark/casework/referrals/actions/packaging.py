"""The one file that travels: the PDF that people read, the JSON that programs read, and the files of the reports."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings

from daymark.casework.access.keyring import keyring, vault
from daymark.casework.referrals.queries import pdf_of
from daymark.exchange.referral import ReferralDocument, write_referral
from daymark.vault.labels import SealedObject
from daymark.vault.packages import LIMIT, Part, build_package
from daymark.vault.store import Vault


def seal_package(document: ReferralDocument, *, recipient_key: str, at: datetime) -> SealedObject:
    """Builds the package, encrypted to the recipient's key when there is one, and keeps it in the vault.

    Between the two it lies in a folder of ours for the owner alone; without a key that is the clear zip, which is why
    a person has to say that it is handed over in person.
    """
    store = vault()
    with _workplace() as folder:
        info = build_package(
            folder / f"{document.reference}.zip",
            _parts(document, store),
            keys=keyring(),
            kind="referral",
            reference=document.reference,
            sender=document.sender.name,
            recipient=document.recipient.name,
            recipient_keys=[recipient_key] if recipient_key else [],
            at=at,
        )
        with info.path.open("rb") as file:
            return store.put(file, limit=LIMIT)


def package_name(reference: str, *, encrypted: bool) -> str:
    """What a downloaded package is called."""
    return f"{reference}.daymark.age" if encrypted else f"{reference}.daymark.zip"


def _parts(document: ReferralDocument, store: Vault) -> list[Part]:
    written = [
        Part.from_bytes("referral.pdf", pdf_of(document).data),
        Part.from_bytes("referral.json", write_referral(document)),
    ]
    return [*written, *(Part.from_vault(file.part, store, file.sha256) for file in document.files if file.part)]


@contextmanager
def _workplace() -> Iterator[Path]:
    making = Path(settings.DAYMARK.home) / "packages"
    making.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=making) as folder:
        yield Path(folder)
