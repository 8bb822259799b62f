"""The sealed process is sealed, and one that is not is never given a file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from daymark.engine.sandbox import confinement
from daymark.engine.sandbox.limits import Limits, Purpose
from daymark.engine.sandbox.pool import Sandbox, prove_sealed
from daymark.engine.sandbox.process import ESCAPES, Child, NoSandbox, SandboxLeaks
from engine.sandbox.sealed_children import ALMOST_SEALED, DYING, SILENT, UNSEALED, start_instead

PROBE = """
from daymark.engine.sandbox.child import probes
free = [probe.__name__ for probe in probes.PROBES if probe.__name__ != "_run_a_program" and not probes._succeeds(probe)]
print(len(probes.PROBES), *free)
"""


def test_the_sandbox_says_that_it_is_sealed() -> None:
    assert prove_sealed().startswith(f"Untrusted files are opened in sealed processes: {len(ESCAPES)} ways out tried")


def test_every_probe_succeeds_where_nothing_is_sealed() -> None:
    # Behind a parent of its own, because one probe takes hold of it. Ordinary users cannot become root anyhow.
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import subprocess, sys; subprocess.run([sys.executable, '-c', {PROBE!r}], check=True)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    count, *failed = done.stdout.split()
    assert int(count) == len(ESCAPES)
    assert failed == ([] if os.geteuid() == 0 else ["_become_root"])


def test_an_unsealed_process_is_given_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # The one probe that cannot be answered (it becomes another program) leaves such a process without an answer at all.
    start_instead(UNSEALED, monkeypatch, tmp_path)
    with pytest.raises((SandboxLeaks, NoSandbox)):
        Child(Purpose.STILLS, Limits())


def test_one_open_way_out_is_named_and_nothing_is_opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    start_instead(ALMOST_SEALED, monkeypatch, tmp_path)
    with pytest.raises(SandboxLeaks, match="could reach the network, reach a local service\\. Nothing was opened"):
        Child(Purpose.STILLS, Limits())


def test_a_process_that_cannot_start_is_told_with_its_last_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    start_instead(DYING, monkeypatch, tmp_path)
    with pytest.raises(NoSandbox, match="RuntimeError: no decoder here"):
        Child(Purpose.STILLS, Limits())


def test_a_process_that_does_not_start_in_time_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    start_instead(SILENT, monkeypatch, tmp_path)
    with pytest.raises(NoSandbox):
        Child(Purpose.STILLS, Limits(start_seconds=0.3))


def status(process: int) -> dict[str, str]:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


@pytest.mark.parametrize("purpose", Purpose)
def test_the_kernel_holds_what_the_child_says(purpose: Purpose) -> None:
    child = Child(purpose, Limits())
    try:
        facts = status(sealed_process(child))
        assert facts["Seccomp"] == "2"
        assert facts["NoNewPrivs"] == "1"
        assert facts["Threads"] == "1"
        assert int(facts["VmPeak"].split()[0]) * 1024 < Limits().memory
        if os.geteuid() == 0:
            assert set(facts["Uid"].split()) | set(facts["Gid"].split()) == {str(confinement.NOBODY)}
            assert facts["Groups"] == ""
            assert int(facts["CapEff"], 16) == int(facts["CapPrm"], 16) == 0
        assert Path(f"/proc/{sealed_process(child)}/fd/2").readlink() == Path(os.devnull)
    finally:
        child.close()


def sealed_process(child: Child) -> int:
    """The process that decodes: the child itself, or the last one behind bubblewrap."""
    process = child._process.pid
    while behind := Path(f"/proc/{process}/task/{process}/children").read_text().split():
        process = int(behind[0])
    return process


def test_a_child_ends_when_nobody_holds_its_other_end() -> None:
    child = Child(Purpose.STILLS, Limits())
    child._channel.close()
    assert child._process.wait(timeout=10) is not None
    child.close()


def test_nothing_of_a_sandbox_is_left_after_it(tmp_path: Path) -> None:
    with Sandbox(1) as sandbox, sandbox.lane() as lane:
        assert lane.window
        process = lane._children[Purpose.STILLS]._process
        assert process.poll() is None
    assert process.poll() is not None


AS_NOBODY = """
import os, sys
os.setgroups([]); os.setresgid(65534, 65534, 65534); os.setresuid(65534, 65534, 65534)
from daymark.engine.sandbox.pool import prove_sealed
print(prove_sealed())
"""


def test_bubblewrap_stands_around_the_child_of_an_ordinary_user() -> None:
    interpreter = sys.executable
    if os.geteuid() == 0:  # who then becomes nobody, and needs a Python that nobody can read
        interpreter = "/usr/bin/python3.11"
    if not (shutil.which("bwrap") and Path(interpreter).exists()):
        pytest.skip(f"bubblewrap is not installed, or there is no {interpreter}")
    become = "" if os.geteuid() == 0 else "import os; os.setgroups = os.setresgid = os.setresuid = lambda *_: None\n"
    done = subprocess.run(
        [interpreter, "-c", become + AS_NOBODY],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.endswith("all closed; bubblewrap around them.\n"), done.stderr
