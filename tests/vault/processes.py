"""Other processes, for tests of what happens at the same moment."""

import os
import subprocess
import sys
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "src"


def start_python(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Another process that runs this code with these arguments and may use daymark."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
    )


START = "print('ready', flush=True); sys.stdin.readline()"


def in_processes(count: int, code: str, *arguments: object) -> list[str]:
    """What `count` processes print that run this code; where it says START, they wait until all have come so far."""
    started = [start_python(code.replace("START", START), *arguments) for _ in range(count)]
    for process in started:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=120)[0].strip() for process in started]
    assert [process.returncode for process in started] == [0] * count
    return answers
