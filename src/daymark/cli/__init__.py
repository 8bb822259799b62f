"""The command line: one file for each command, loaded when it is called."""

from __future__ import annotations

import importlib
import sys

import click

from daymark import __version__
from daymark.problems import Problem

# Command -> module of this package. `daymark --help` reads the one-line help from the module's docstring-like `help`.
COMMANDS = {
    "audit": "audit",
    "backup": "backup",
    "bench": "bench",
    "cluster": "cluster",
    "demo": "demo",
    "doctor": "doctor",
    "export": "export",
    "hash": "hash",
    "import": "import_",
    "import-geo": "import_geo",
    "init": "init",
    "keys": "keys",
    "match": "match",
    "restore": "restore",
    "screenshots": "screenshots",
    "seize": "seize",
    "serve": "serve",
    "vault": "vault",
    "work": "work",
}


class LazyGroup(click.Group):
    """Loads a command's module only when that command is asked for, so that small ones stay quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"daymark.cli.{COMMANDS[cmd_name]}")
        command: click.Command = module.command
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="daymark")
def cli() -> None:
    """Daymark: from a report to a safeguarded child.

    Data live in DAYMARK_HOME. Exit status: 0 done, 1 done with refusals (listed), 2 the person's mistake,
    3 an outside system.
    """


def main() -> None:
    """Runs the command line; a Problem is printed as it is worded and ends with its own exit status."""
    try:
        cli(standalone_mode=False)
    except Problem as problem:
        click.echo(problem.message, err=True)
        sys.exit(problem.exit_status)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
