"""`daymark bench`: the figures that README and docs claim, measured here and now, beside a peer where one exists."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path

import click

import daymark
from daymark.problems import Problem

# Beside `src` in a checkout; the wheel leaves the benchmarks out.
FOLDER = Path(daymark.__file__).parents[2] / "bench"


class NoBenchmarks(Problem):
    """The benchmarks are part of a checkout, not of an installed wheel."""


@click.command("bench", context_settings={"ignore_unknown_options": True})
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each figure, nothing else.")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def command(name: str | None, as_json: bool, options: tuple[str, ...]) -> None:
    """Measure NAME. Without a name: which benchmarks there are."""
    known = benchmarks()
    if name is None:
        click.echo("\n".join(f"{each}  {_first_line(path)}" for each, path in known.items()))
        return
    if name not in known:
        raise NoBenchmarks(f"There is no benchmark {name}. Known: {', '.join(known)}.")
    _main_of(known[name])(as_json, list(options))


def benchmarks() -> dict[str, Path]:
    """Every benchmark of this checkout by name; files that begin with an underscore are what they share."""
    if not FOLDER.is_dir():
        raise NoBenchmarks(
            f"The benchmarks are not installed: they lie in the folder `bench` of a checkout, and {FOLDER} is missing. "
            "Clone the repository and run `make run` or `make test` there first."
        )
    return {path.stem: path for path in sorted(FOLDER.glob("[a-z]*.py"))}


def _main_of(path: Path) -> Callable[[bool, list[str]], None]:
    sys.path.insert(0, str(path.parent))  # what the benchmarks share lies beside them
    spec = importlib.util.spec_from_file_location(f"bench_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise NoBenchmarks(f"{path} cannot be loaded.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # what dataclasses ask for
    spec.loader.exec_module(module)
    main: Callable[[bool, list[str]], None] = module.main
    return main


def _first_line(path: Path) -> str:
    text = path.read_text(encoding="utf-8").lstrip('"')
    return text.splitlines()[0].strip('"')
