"""What the documents say is true: links lead somewhere, pages exist, and the flow is the one in the code."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

import daymark.casework
from daymark.casework.access.models import Role
from daymark.casework.referrals.rules.clocks import ACKNOWLEDGE_WITHIN
from daymark.casework.steps import Announcement
from daymark.casework.triage.rules.weighing import CLOCKS

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
NAMED_FILE = re.compile(r"`((?:src|tests|docs|assets|bench|build_hooks)/[\w./-]+)`")
FLOW = (ROOT / "docs" / "flow.md").read_text(encoding="utf-8")


def table(text: str, heading: str) -> list[list[str]]:
    """The rows of the first table after a heading of a document."""
    lines = iter(text.split(f"## {heading}\n", 1)[1].splitlines())
    rows = []
    for line in lines:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        elif rows or line.startswith("## "):
            break
    return rows[2:]


def announcements() -> Iterator[Announcement[object]]:
    """Every announcement that a stage owns."""
    found: dict[int, Announcement[object]] = {}
    for module in pkgutil.walk_packages(daymark.casework.__path__, "daymark.casework."):
        if ".actions" in module.name:
            values = vars(importlib.import_module(module.name)).values()
            found.update((id(value), value) for value in values if isinstance(value, Announcement))
    return iter(found.values())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_between_documents_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = [link.split("#")[0] for link in LINK.findall(text) if not re.match(r"(https?:|mailto:|#)", link)]
    assert [link for link in links if link and not (document.parent / link).exists()] == []
    assert [name for name in NAMED_FILE.findall(text) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_inside_a_document_has_its_heading(document: Path) -> None:
    for link in LINK.findall(document.read_text(encoding="utf-8")):
        name, _, anchor = link.partition("#")
        target = document.parent / name if name else document
        if anchor and not re.match(r"https?:", link):
            assert anchor in anchors(target), f"{link} names a heading that is not there"


def anchors(document: Path) -> set[str]:
    """The anchors that a reader of Markdown makes of headings."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_flow_names_every_stage_in_order() -> None:
    layers = (ROOT / ".importlinter").read_text(encoding="utf-8").split("[importlinter:contract:stages]")[1]
    ordered = re.findall(r"^    \(?(\w+)\)?$", layers.split("layers =")[1].split("[", 1)[0], flags=re.MULTILINE)
    folders = {path.name for path in (ROOT / "src/daymark/casework").iterdir() if (path / "__init__.py").exists()}
    stages = [stage for stage in reversed(ordered) if stage in folders]
    assert [row[0] for row in table(FLOW, "The stages")] == stages
    drawn = FLOW.split("```")[1]
    assert [stage for stage in stages[3:] if not re.search(rf"\b{stage}\b", drawn)] == []


def test_the_flow_names_every_automatic_step() -> None:
    connected = {(said.words, step_name(step)) for said in announcements() for step in said.followers}
    written = {(when, then.strip("`")) for when, then, _ in table(FLOW, "Every automatic step")}
    assert connected, "no step is connected: the test looks in the wrong place"
    assert written == connected


def step_name(step: object) -> str:
    """A step as `flow.py` writes it: stage and action."""
    return f"{step.__module__.split('.')[2]}.{step.__name__}"  # type: ignore[attr-defined]


def test_steps_stand_in_the_order_in_which_they_run() -> None:
    written = [(when, then.strip("`")) for when, then, _ in table(FLOW, "Every automatic step")]
    for said in announcements():
        assert [then for when, then in written if when == said.words] == [step_name(step) for step in said.followers]


def test_the_flow_names_every_job_of_the_clock() -> None:
    from procrastinate.contrib.django import app

    app.perform_import_paths()
    jobs = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    ours = {name for name in jobs if not name.startswith("builtin:")}
    assert {row[0].strip("`") for row in table(FLOW, "By the clock")} == ours


def test_the_flow_tells_the_clocks_that_the_rules_set() -> None:
    waits, acknowledges = table(FLOW, "The clocks that people see")
    assert waits[1:] == [hours(CLOCKS[priority].total_seconds()) for priority in (1, 2, 3)]
    assert acknowledges[1:] == [hours(ACKNOWLEDGE_WITHIN[priority].total_seconds()) for priority in (1, 2, 3)]


def hours(seconds: float) -> str:
    """A clock as the document writes it."""
    number = int(seconds // 3600)
    return "1 hour" if number == 1 else f"{number} hours"


def test_every_role_has_a_page_of_its_own() -> None:
    pages = {path.stem for path in (ROOT / "docs" / "users").glob("*.md")}
    roles = {role.label.lower().replace(" ", "-") for role in Role}
    assert pages == roles | {"reporter"}
    assert {row[0] for row in table(FLOW, "Who may do what")} == {role.label.lower() for role in Role}


def words_on_pages() -> str:
    """The words of every template, component, form and sentence of the program, in one line."""
    source = ROOT / "src" / "daymark"
    texts = chain(source.rglob("*.html"), source.rglob("*.py"), (ROOT / "assets" / "js").rglob("*.js"))
    joined = " ".join(path.read_text(encoding="utf-8") for path in texts)
    return re.sub(r"\s+", " ", joined.replace("&nbsp;", " ").replace("&#x27;", "'"))


def test_every_button_page_and_message_that_a_guide_quotes_exists() -> None:
    said = words_on_pages()
    for guide in sorted((ROOT / "docs" / "users").glob("*.md")):
        quoted = re.findall(r"\*\*([^*]+)\*\*", guide.read_text(encoding="utf-8"))
        assert quoted, f"{guide.name} names nothing that a person sees"
        missing = [words for words in quoted if re.sub(r"\s+", " ", words) not in said]
        assert missing == [], f"{guide.name} quotes words that no page has"
