"""`daymark doctor`: goes through the whole installation and says what is well and what is not."""

from __future__ import annotations

import json
from typing import Any

import click

from daymark.cli.running import database, load_django
from daymark.problems import Problem


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each line.")
def command(as_json: bool) -> None:
    """Look at every part of the installation. Exit status 1 when something is wrong; each such line says what mends it.

    Looks at a sample of what is sealed; `daymark audit verify` reads the whole audit record.
    """
    wrong = 0
    try:
        with database():
            load_django()
            from django.db import connections
            from django.utils import timezone

            from daymark.web.checkup import findings

            for finding in findings(at=timezone.now()):
                wrong += not finding.well
                _tell(vars(finding), as_json)
            connections.close_all()
    except Problem as problem:  # settings that cannot be read, or a database that does not start
        wrong += 1
        _tell({"part": "start", "well": False, "sentence": problem.message, "mend": ""}, as_json)
    if not as_json:
        click.echo(f"{wrong} {'thing is' if wrong == 1 else 'things are'} wrong." if wrong else "All is well.")
    if wrong:
        raise SystemExit(1)


def _tell(finding: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(finding))
        return
    click.echo(f"{'ok   ' if finding['well'] else 'WRONG'}  {finding['part']:17} {finding['sentence']}")
    if finding["mend"]:
        click.echo(f"{'':25}-> {finding['mend']}")
