"""This centre's keys and sealed originals, as kept in `DAYMARK_HOME`."""

from __future__ import annotations

from django.conf import settings

from daymark.vault.keys import Keys, load_keys
from daymark.vault.store import Vault


def keyring() -> Keys:
    """The keys of the running installation."""
    return load_keys(settings.DAYMARK.home, master=settings.DAYMARK.master_key)


def vault() -> Vault:
    """The sealed originals of the running installation."""
    return Vault(settings.DAYMARK.home, keyring())


def vault_of_originals() -> Vault:
    """The seized files that were sealed. A vault of their own: to destroy one must not take a report's file along, and
    a report that arrives meanwhile must not rest on what is being destroyed."""
    return Vault(settings.DAYMARK.home / "originals", keyring())
