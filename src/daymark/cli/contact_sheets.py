"""Contact sheets of films, kept in a folder: one PNG each, named by the film's SHA-256."""

from __future__ import annotations

import os
from pathlib import Path

from daymark.engine.hashing import Hashed
from daymark.engine.video.sheet import contact_sheet
from daymark.problems import Problem

TILES = 20


class NoFolder(Problem):
    """The folder for contact sheets cannot be used. Give another."""


class Sheets:
    """The folder; readable by its owner alone, for what the sheets show is evidence."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise NoFolder(f"The folder {folder} cannot be made ({error.strerror}). Give another.") from None

    def keep(self, hashed: Hashed) -> Path | None:
        """Write the film's sheet and say where; None for whatever has no small pictures. Raises OSError.

        Equal files share one sheet.
        """
        if hashed.seen is None or not hashed.seen.tiles or hashed.digests is None:
            return None
        path = self._folder / f"{hashed.digests.sha256}.png"
        unfinished = path.with_suffix(".unfinished")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(contact_sheet(hashed.seen.tiles))
        unfinished.replace(path)
        return path
