"""What a worker of a cluster does: reads a portion in a sandbox of its own and says what it saw."""

from __future__ import annotations

import atexit
import platform
from dataclasses import replace
from functools import cache

from daymark.cluster.messages import LONGEST_SENTENCE, Answer, Portion, answer_to_bytes, portion_from_bytes
from daymark.engine.hashing import Hashed, Wanted, hash_file
from daymark.engine.sandbox.pool import Lane, Sandbox
from daymark.engine.walking import Found

NOT_THE_SAME = "It is not as it was listed."


def read_portion(message: bytes) -> bytes:
    """A portion's message in, its answer's message out. Raises nothing: distributed would log what it was given."""
    try:
        answer = read(portion_from_bytes(message))
    except Exception as error:  # every fault of this machine is told to the one that leads, which ends with it
        answer = Answer(platform.node(), refused=f"{type(error).__name__}: {error}"[:LONGEST_SENTENCE])
    return answer_to_bytes(answer)


def read(portion: Portion) -> Answer:
    """Each file of a portion, read in this process's own sandbox. Raises Problem when no sandbox can be had."""
    known = set(portion.known)
    hashed = []
    with _sandbox().lane() as lane:
        for found in portion.files:
            hashed.append(_read(found, lane, Wanted(known=known.__contains__)))
            if (digests := hashed[-1].digests) and not hashed[-1].problem:
                known.add(digests.sha256)  # a copy in the same portion need not be opened again
    return Answer(platform.node(), tuple(hashed))


def _read(found: Found, lane: Lane, wanted: Wanted) -> Hashed:
    """One file, if it is the one that was listed: another disk may be mounted here under the same name."""
    try:
        facts = found.path.lstat()
    except OSError as error:
        return Hashed(found.path, problem=f"It cannot be read ({error.strerror}).")
    if (facts.st_size, facts.st_mtime_ns) != (found.size, found.changed_ns):
        return Hashed(found.path, problem=NOT_THE_SAME)
    hashed = hash_file(found.path, lane, wanted)
    return replace(hashed, problem=hashed.problem[:LONGEST_SENTENCE]) if hashed.problem else hashed


@cache
def _sandbox() -> Sandbox:
    sandbox = Sandbox()
    atexit.register(sandbox.close)
    return sandbox
