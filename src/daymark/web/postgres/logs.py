"""The server's own log: kept small, and read when the server did not start."""

from __future__ import annotations

from pathlib import Path

from daymark.web.postgres.locations import Location

LINES_SHOWN = 6
BYTES_READ = 8192


def keep_small(folder: Path, limit: int) -> None:
    """Remove the oldest log files until the rest is below the limit in bytes; the newest always stays."""
    newest_first = sorted(folder.glob("postgresql-*.log"), reverse=True)
    kept = 0
    for number, path in enumerate(newest_first):
        kept += path.lstat().st_size
        if number and kept > limit:
            path.unlink(missing_ok=True)


def last_words(location: Location) -> str:
    """What the server said last, for a Problem."""
    found = [*sorted(location.log.glob("postgresql-*.log"))[-1:], location.start_log]
    tails = (_tail(path) for path in found if path.is_file())
    return "\n".join(tail for tail in tails if tail) or "It said nothing."


def _tail(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - BYTES_READ))
        text = file.read().decode(errors="replace")
    return "\n".join(text.strip().splitlines()[-LINES_SHOWN:])
