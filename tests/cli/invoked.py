"""A command of ours in this process, its arguments as a person gives them."""

from __future__ import annotations

from click import Command
from click.testing import CliRunner, Result


def invoked(command: Command, *arguments: object) -> Result:
    """What it printed and how it ended; nothing is raised."""
    return CliRunner().invoke(command, [str(each) for each in arguments])
