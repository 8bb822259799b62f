"""What can be wrong with a file of sightings so that none of it can be read."""

from __future__ import annotations

from daymark.problems import Problem


class UnreadableSightings(Problem):
    """No sighting could be read from this file. Check that it is a table, JSON or JSON lines of a monitoring tool."""


class WrongColumns(UnreadableSightings):
    """A needed column is missing. Look at the first line of the file, and name the columns as they stand there."""


class UnreadableLayout(Problem):
    """The layout cannot be used. `docs/exchange/sightings.md` shows one."""
