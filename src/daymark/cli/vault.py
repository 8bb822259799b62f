"""`daymark vault`: whether everything that was sealed stands as it was stored."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from daymark.cli.progress import progress
from daymark.cli.running import django_ready

if TYPE_CHECKING:
    from daymark.vault.inspection import Finding
    from daymark.web.vault_check import Outcome

GB = 1e9


@click.group("vault")
def command() -> None:
    """Look after what is sealed."""


@command.command("verify")
@click.option(
    "--remove-orphans",
    is_flag=True,
    help="Destroy, with proof and on record, what has lain without a row for a day; not where anything else is wrong.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object for each finding, and one with the sums at the end."
)
def verify(remove_orphans: bool, as_json: bool) -> None:
    """Read every sealed file whole and hold it against its row, and every row against its file.

    One line for each finding, with what is to be done. Exit status 1 when there is any. The centre works on meanwhile.
    """
    with django_ready():
        from django.utils import timezone

        from daymark.web.vault_check import Outcome, check_whole, size_of_vaults

        outcome, (objects, size) = Outcome(), size_of_vaults()

        def words() -> str:
            return f"{outcome.read / GB:.2f} of {size / GB:.2f} GB in {objects:,} files, {len(outcome.found)} findings"

        with progress("Reading", size, words) as step:
            at = timezone.now()
            for name, finding in check_whole(at=at, step=step, outcome=outcome, remove_orphans=remove_orphans):
                _tell(name, finding, as_json)
    _sum_up(outcome, as_json)
    raise SystemExit(1 if outcome.found else 0)


def _tell(name: str, finding: Finding, as_json: bool) -> None:
    if as_json:
        said = {"vault": name, "sha256": finding.sha256, "kind": finding.kind, "why": finding.why, "mend": finding.mend}
        click.echo(json.dumps(said))
    else:
        click.echo(f"{finding.kind.upper():9} {name} {finding.sha256}: {finding.why} -> {finding.mend}")


def _sum_up(outcome: Outcome, as_json: bool) -> None:
    removed = [{"vault": name, "sha256": each.sealed.sha256} for name, each in outcome.removed]
    sums = {"objects": outcome.objects, "bytes": outcome.read, "findings": len(outcome.found), "removed": removed}
    if as_json:
        click.echo(json.dumps(sums))
        return
    for each in removed:
        click.echo(f"Removed from {each['vault']}, with proof and on record: {each['sha256']}")
    found = "All stand as they were stored." if not outcome.found else f"{len(outcome.found)} findings."
    click.echo(f"{outcome.objects:,} sealed files read, {outcome.read / GB:.2f} GB. {found}")
