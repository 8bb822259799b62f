"""This centre's keys, as kept in `DAYMARK_HOME/keys`."""

from __future__ import annotations

from django.conf import settings

from daymark.vault.keys import Keys, load_keys


def keyring() -> Keys:
    """The keys of the running installation."""
    return load_keys(settings.DAYMARK.home, master=settings.DAYMARK.master_key)
