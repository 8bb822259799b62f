"""What every process pays for before it does anything: each page server, worker and command starts with these lines."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

DJANGO = "import django; django.setup()"
PAGES = f"{DJANGO}; from django.urls import get_resolver; get_resolver().reverse_dict"
COMMANDS = "from daymark.cli import COMMANDS, cli; [cli.get_command(None, name) for name in COMMANDS]"
LATE = ("numba", "llvmlite")  # a second and 100 MB


@pytest.mark.parametrize("start", [DJANGO, PAGES, COMMANDS], ids=["django", "pages", "commands"])
def test_no_process_loads_the_compiled_loops_before_it_searches(start: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", f"{start}\nimport sys\nprint(*sys.modules)"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = told.stdout.split()
    assert "daymark.engine.hamming.index" in loaded  # what searches is at hand: its loops alone come later
    assert [name for name in LATE if name in loaded] == []
