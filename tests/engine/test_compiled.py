"""Everything is compiled at installation: no first call waits, and a sealed process, which cannot compile, need not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from numba.core.event import install_recorder

from daymark.engine.compiled import compile_all, kernels
from daymark.engine.hamming import HammingIndex
from daymark.engine.pdq.operator import hash_plane

IMPORTED_TWICE = """
from numba.core.event import install_recorder
from daymark.engine.compiled import compile_all
with install_recorder("numba:compile") as compiled:
    compile_all()
print(len(compiled.buffer))
"""


def test_every_module_with_compiled_loops_is_found() -> None:
    found = set(kernels())
    assert {"daymark.engine.pdq.kernels", "daymark.engine.hamming.search_kernels"} <= found


def test_a_first_call_compiles_nothing() -> None:
    compile_all()
    randomly = np.random.default_rng(1)
    hashes = randomly.integers(0, 256, (5000, 32), dtype=np.uint8)
    with install_recorder("numba:compile") as compiled:
        hash_plane(randomly.integers(0, 256, (70, 90), dtype=np.uint8), turned=True)
        for radius in (0, 31, 90):
            HammingIndex(hashes).search(hashes[:9], radius)
    assert compiled.buffer == []


def test_what_was_compiled_is_used_by_a_user_who_cannot_write_there(tmp_path: Path) -> None:
    compile_all()
    environment = {
        **{name: os.environ[name] for name in ("PATH",)},
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "NUMBA_CACHE_LOCATOR_CLASSES": "daymark.engine.kernel_cache.Installed",
    }
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED_TWICE], env=environment, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) == 0
