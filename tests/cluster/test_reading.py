"""What a worker does with a portion, without the network around it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from cli.test_seize import write_pictures
from daymark.cluster.leading import BYTES, FILES, NoAddress, full_address, portions
from daymark.cluster.messages import Answer, Portion, answer_from_bytes, portion_to_bytes
from daymark.cluster.reading import NOT_THE_SAME, read_portion
from daymark.engine.digests import digest_bytes
from daymark.engine.walking import Found, find


def read(files: Iterable[Found], *known: str) -> Answer:
    portion = Portion(tuple(files), frozenset(known))
    return answer_from_bytes(read_portion(portion_to_bytes(portion)), [each.path for each in portion.files])


def test_each_file_is_digested_and_looked_at_once(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "disk", 4, different=3)
    stored = digest_bytes((folder / "00001.png").read_bytes()).sha256
    first, known, third, copy = read(find([folder]), stored).hashed
    assert first.digests == digest_bytes((folder / "00000.png").read_bytes())
    assert first.seen is not None
    assert third.seen is not None
    assert len(first.seen.frames[0].hashes) == 8
    assert (known.seen, copy.seen) == (None, None)
    assert copy.digests == first.digests


def test_a_file_that_is_not_the_one_that_was_listed_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"words")
    (listed,) = find([tmp_path])
    (tmp_path / "a").write_bytes(b"other words")
    os.symlink("/etc/passwd", tmp_path / "b")
    changed, link, gone = read([listed, Found(tmp_path / "b", 1, 1), Found(tmp_path / "c", 1, 1)]).hashed
    assert (changed.problem, link.problem) == (NOT_THE_SAME, NOT_THE_SAME)
    assert "No such file" in str(gone.problem)
    assert (changed.digests, link.digests, gone.digests) == (None, None, None)


def test_a_worker_that_is_given_nonsense_says_so() -> None:
    answer = answer_from_bytes(read_portion(b'{"form": 9}'), [])
    assert "OtherEdition" in answer.refused
    assert answer_from_bytes(read_portion(b"\xff"), []).refused


def test_files_go_out_in_portions_of_their_number_and_their_size() -> None:
    asked: list[set[int]] = []

    def known(sizes: Iterable[int]) -> list[str]:
        asked.append(set(sizes))
        return ["ab"]

    small = [Found(Path(f"/{number}"), 10) for number in range(FILES + 1)]
    large = [Found(Path("/large"), BYTES), Found(Path("/last"), 1)]
    made = list(portions([*small, *large], known))
    assert [len(each.files) for each in made] == [FILES, 2, 1]
    assert [each for portion in made for each in portion.files] == [*small, *large]
    assert asked == [{10}, {10, BYTES}, {1}]
    assert made[0].known == {"ab"}


@pytest.mark.parametrize(
    ("given", "full"),
    [
        ("centre-2", "tls://centre-2:8786"),
        ("tls://10.0.0.5:9000", "tls://10.0.0.5:9000"),
        ("[::1]", "tls://[::1]:8786"),
        ("[::1]:99", "tls://[::1]:99"),
    ],
)
def test_an_address_needs_no_more_than_a_name(given: str, full: str) -> None:
    assert full_address(given) == full


@pytest.mark.parametrize("given", ["", "tcp://centre-2:8786", "two words", "a@b"])
def test_nothing_but_tls_is_spoken(given: str) -> None:
    with pytest.raises(NoAddress):
        full_address(given)
