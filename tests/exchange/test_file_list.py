"""A table of files that spreadsheets and hash list readers take."""

from __future__ import annotations

import io
import tracemalloc

from daymark.exchange.filelist import ListedFile, write_file_list
from daymark.exchange.hashlist import read_hash_list
from exchange.hashlist.list_files import entries

FILE = ListedFile(b"\x01" * 16, b"\x02" * 20, b"\x03" * 32, b"\xa5" * 32, ("=cmd()", 5))


def out(*files: ListedFile, **asked) -> bytes:
    """The bytes of a list."""
    stream = io.BytesIO()
    assert write_file_list(stream, files, **asked) == len(files)
    return stream.getvalue()


def test_digests_come_first_in_upper_case_and_no_cell_is_a_formula():
    lines = out(FILE, columns=("Name", "Size")).decode("utf-8-sig").split("\r\n")
    assert lines[0] == "MD5,SHA1,SHA256,PDQ,Name,Size"
    assert lines[1] == f"{'01' * 16},{'02' * 20},{'03' * 32},{'A5' * 32},'=cmd(),5"


def test_the_mark_is_left_out_for_readers_that_stumble_over_it():
    assert out(FILE).startswith(b"\xef\xbb\xbfMD5")
    assert out(FILE, mark=False).startswith(b"MD5")


def test_our_hash_lists_read_it(tmp_path):
    path = tmp_path / "files.csv"
    path.write_bytes(out(FILE, ListedFile(sha256=b"\x04" * 32, cells=("b", 6)), columns=("File name", "Size")))
    first, second = entries(read_hash_list(path))
    assert (first.md5, first.sha1, first.sha256, first.pdq) == (FILE.md5, FILE.sha1, FILE.sha256, FILE.pdq)
    assert (second.md5, second.sha256, second.facts.size) == (None, b"\x04" * 32, 6)


def test_half_a_character_in_a_name_does_not_stop_a_list():
    assert b"a?" in out(ListedFile(cells=("a\ud800",)), columns=("Name",))


def test_a_long_list_is_never_held(tmp_path):
    files = (ListedFile(number.to_bytes(16, "big"), cells=("name", number)) for number in range(20_000))
    with (tmp_path / "files.csv").open("wb") as stream:
        tracemalloc.start()
        try:
            assert write_file_list(stream, files, columns=("Name", "Size")) == 20_000
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert most < 500_000
