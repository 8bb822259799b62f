"""The house in figures: names that say nothing, functions and files that grew past what a person reads at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "daymark"
# A drawer that takes everything: nobody knows what is in it.
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "common", "services", "manager", "managers", "misc", "base"}
MOST_LINES_OF_A_FUNCTION = 60  # the hard stop; most are under 10
MOST_LINES_OF_A_FILE = 500  # the hard stop; most are under 150
WRITTEN_BY_HAND = (".py", ".html", ".js", ".scss")


def files(*endings: str) -> Iterator[Path]:
    """Every file that a person wrote, in the package, the build hooks, the tests, the benchmarks and the assets."""
    for folder in (SOURCE, ROOT / "build_hooks", ROOT / "tests", ROOT / "bench", ROOT / "assets"):
        for path in sorted(folder.rglob("*")):
            inside = set(path.relative_to(ROOT).parts)
            if path.suffix in endings and not inside & {"built", "node_modules", "__pycache__", "migrations"}:
                yield path


def named(path: Path) -> str:
    """A path as the report of a failing test shows it."""
    return str(path.relative_to(ROOT))


def long_functions(path: Path) -> Iterator[str]:
    """The functions of one file that are longer than the hard stop."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_LINES_OF_A_FUNCTION:
                yield f"{named(path)}:{node.lineno} {node.name} has {lines} lines"


def test_no_module_is_called_utils_helpers_or_common() -> None:
    modules = [path for path in SOURCE.rglob("*.py") if "engine" not in path.relative_to(SOURCE).parts[:1]]
    assert [named(path) for path in modules if path.stem in NAMES_THAT_SAY_NOTHING] == []
    folders = {path.parent for path in modules}
    assert [named(folder) for folder in folders if folder.name in NAMES_THAT_SAY_NOTHING] == []


def test_no_function_is_longer_than_a_screen() -> None:
    assert [each for path in files(".py") for each in long_functions(path)] == []


def test_no_file_is_longer_than_a_person_reads() -> None:
    counted = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files(*WRITTEN_BY_HAND)}
    assert counted, "no files found: the test looks in the wrong place"
    assert {name: lines for name, lines in counted.items() if lines > MOST_LINES_OF_A_FILE} == {}


def test_no_stub_is_left_behind() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "X" + "XX")
    found = [
        f"{named(path)}:{number}"
        for path in files(*WRITTEN_BY_HAND)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if any(mark in line for mark in marks)
    ]
    assert found == []


def test_every_public_function_says_what_it_is_for() -> None:
    assert [each for path in SOURCE.rglob("*.py") if "migrations" not in path.parts for each in silent(path)] == []


def silent(path: Path) -> Iterator[str]:
    """Public functions and classes at the top of a file that have no docstring."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        named_thing = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if named_thing and not node.name.startswith("_") and not ast.get_docstring(node):  # type: ignore[attr-defined]
            yield f"{named(path)}:{node.lineno} {node.name}"  # type: ignore[attr-defined]
