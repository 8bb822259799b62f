"""Hashing files as others ask for it: what is known already is digested and not opened again."""

from __future__ import annotations

import hashlib
from pathlib import Path

from daymark.engine.hashing import Wanted, hash_files
from daymark.engine.sandbox.limits import MEBI, Limits
from daymark.engine.sandbox.pool import Sandbox
from daymark.engine.walking import find
from engine.sandbox.still_making import picture, saved


def test_a_known_content_is_digested_and_not_opened(tmp_path: Path) -> None:
    files = {"small": saved("PNG"), "large": saved("BMP", picture(800, 800))}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    known = {hashlib.sha256(data).hexdigest() for data in files.values()}
    with Sandbox(1, Limits(window=MEBI)) as sandbox:  # the large one is handed over as an open file
        opened = list(hash_files(find([tmp_path]), sandbox, Wanted()))
        passed = list(hash_files(find([tmp_path]), sandbox, Wanted(known=known.__contains__)))
    assert [each.digests for each in passed] == [each.digests for each in opened]
    assert [each.kind for each in passed] == [each.kind for each in opened]
    assert all(each.seen and each.seen.frames for each in opened)
    assert [each.seen for each in passed] == [None, None]
    assert not any(each.error for each in passed)
