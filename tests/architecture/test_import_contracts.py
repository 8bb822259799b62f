"""The contracts of `.importlinter` hold, and each is seen to fail when it is broken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Contract -> a file of the tree, and the import that must not stand in it.
BREACHES = {
    "The floors of the house": ("engine/digests.py", "import daymark.exchange"),
    "A stage never calls a later one": ("casework/reports/queries/reading.py", "import daymark.casework.triage.models"),
    "Inside a stage": ("casework/triage/models.py", "import daymark.casework.triage.actions"),
    "Engine, cluster, exchange and vault know neither Django nor the database": ("vault/keys.py", "import django"),
    "Rules decide without Django": ("casework/reports/rules/titles.py", "import django"),
    "Only the sandbox opens media": ("engine/hashing.py", "import PIL"),
    "Nobody imports what runs inside the sealed process": (
        "engine/sandbox/pool.py",
        "import daymark.engine.sandbox.child.worker",
    ),
    "Nobody imports the collected models": ("casework/flow.py", "import daymark.casework.models"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs the import linter on the tree below `folder`."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--config", str(ROOT / ".importlinter")]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def contract_names() -> set[str]:
    """The names in the configuration."""
    lines = (ROOT / ".importlinter").read_text(encoding="utf-8").splitlines()
    return {line.split("=", 1)[1].strip() for line in lines if line.startswith("name =")}


def test_every_contract_has_a_breach_to_be_seen_failing() -> None:
    assert contract_names() == set(BREACHES)


def test_the_house_keeps_its_contracts() -> None:
    done = lint(ROOT / "src")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("contract", sorted(BREACHES))
def test_a_broken_contract_is_seen(contract: str, tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "src" / "daymark", tmp_path / "daymark", ignore=shutil.ignore_patterns("static", "__pycache__")
    )
    name, breach = BREACHES[contract]
    file = tmp_path / "daymark" / name
    file.write_text(file.read_text(encoding="utf-8") + f"\n{breach}\n", encoding="utf-8")
    done = lint(tmp_path)
    assert done.returncode != 0
    assert f"{contract} BROKEN" in done.stdout
