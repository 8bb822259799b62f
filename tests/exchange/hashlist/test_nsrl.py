"""The NSRL's reference data set: an SQLite file from outside, of which one plain table is read and nothing runs."""

from __future__ import annotations

import sqlite3

import pytest

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist import UnreadableHashList, read_hash_list
from daymark.exchange.hashlist.nsrl import _opened
from daymark.exchange.hashlist.nsrl_text import HEADER
from daymark.exchange.hashlist.opening import look_at
from exchange.hashlist.list_files import NSRL_FILE, both, entries, md5, nsrl, nsrl_row, sha1, sha256

VERSION = (
    "CREATE TABLE VERSION (version VARCHAR, build_set VARCHAR, build_date TIMESTAMP, release_date TIMESTAMP,"
    " description VARCHAR)"
)
VIEW = "CREATE VIEW DISTINCT_HASH AS SELECT DISTINCT sha256, sha1, md5, crc32 FROM FILE"
FULL = (
    "CREATE TABLE METADATA (metadata_id INTEGER, object_id INTEGER, key_hash VARCHAR, path VARCHAR, file_name VARCHAR,"
    " extension VARCHAR, bytes INTEGER, crc32 VARCHAR, md5 VARCHAR, sha1 VARCHAR, sha256 VARCHAR)"
)


def test_a_set_is_known_good_with_its_release(tmp_path):
    said = "INSERT INTO VERSION VALUES ('2026.03.1', 'modern_minimal', '2026-02-20', '2026-03-01', 'synthetic')"
    path = nsrl(tmp_path / "RDS.db", [nsrl_row(number) for number in range(5)], VIEW, VERSION, said)
    hash_list = read_hash_list(path)
    read = entries(hash_list)
    assert (hash_list.version, hash_list.provenance.organisation) == ("2026.03.1", "NIST")
    assert {entry.standing for entry in read} == {hash_list.standing} == {Standing.KNOWN_GOOD}
    assert {entry.md5.hex() for entry in read} == {md5(number) for number in range(5)}
    assert all(entry.sha1 and entry.sha256 and entry.facts.size == 12 for entry in read)


def test_each_file_is_given_once_however_many_packages_have_it(tmp_path):
    rows = [nsrl_row(number % 3, f"{number}.dll", number) for number in range(30)]
    hash_list = read_hash_list(nsrl(tmp_path / "RDS.db", rows))
    assert sorted(entry.md5.hex() for entry in hash_list) == sorted(md5(number) for number in range(3))


def test_an_older_set_has_no_crc(tmp_path):
    schema = NSRL_FILE.replace(" crc32 VARCHAR NOT NULL,", "").replace(" crc32,", "")
    row = (*nsrl_row(1)[:3], *nsrl_row(1)[4:])
    (entry,) = entries(read_hash_list(nsrl(tmp_path / "RDS.db", [row], schema=schema)))
    assert entry.sha256.hex() == sha256(1)


def test_a_full_set_has_its_files_in_another_table_and_a_view_of_their_name(tmp_path):
    path = tmp_path / "RDS.db"
    with sqlite3.connect(path) as database:
        database.execute(FULL)
        database.execute("CREATE VIEW FILE AS SELECT sha256, sha1, md5, file_name, bytes AS file_size FROM METADATA")
        row = (1, 1, "", "/opt", "a.bin", "", 9, "", md5(1).upper(), sha1(1).upper(), sha256(1).upper())
        database.execute("INSERT INTO METADATA VALUES (?,?,?,?,?,?,?,?,?,?,?)", row)
    database.close()
    hash_list = read_hash_list(path)
    (entry,) = entries(hash_list)
    assert (entry.md5.hex(), entry.facts.size, entry.facts.fields) == (md5(1), 9, {"file name": "a.bin"})
    assert any("given twice" in warning for warning in hash_list.warnings)


def test_a_set_is_bad_only_by_an_explicit_word_and_with_a_warning(tmp_path):
    hash_list = read_hash_list(nsrl(tmp_path / "RDS.db", [nsrl_row(1)]), standing=Standing.KNOWN_BAD)
    assert entries(hash_list)[0].standing is Standing.KNOWN_BAD
    assert any("harmless software" in warning for warning in hash_list.warnings)


def test_a_row_numbered_below_zero_is_read_too(tmp_path):
    path = nsrl(tmp_path / "RDS.db", [nsrl_row(1)], "UPDATE FILE SET rowid = -5, file_size = -1")
    (entry,) = entries(read_hash_list(path))
    assert (entry.where, entry.facts.size) == (0, None)


def test_a_bad_row_is_told_and_the_rest_is_read(tmp_path):
    short = ("AB", *nsrl_row(1)[1:])
    wrong = ("Z" * 64, *nsrl_row(2)[1:])
    good, bad = both(read_hash_list(nsrl(tmp_path / "RDS.db", [short, wrong, nsrl_row(3)])))
    assert [entry.sha256.hex() for entry in good] == [sha256(3)]
    assert sorted(row.where for row in bad) == [1, 2]


@pytest.mark.parametrize(
    "schema",
    [
        "CREATE TABLE other (x)",
        "CREATE TABLE FILE (sha256, md5)",
        "CREATE TABLE FILE (sha256, sha1, md5, file_name, file_size AS (length(file_name)) VIRTUAL)",
        "CREATE VIEW FILE AS SELECT 1 AS sha256, 2 AS sha1, 3 AS md5, 4 AS file_name, 5 AS file_size",
        "CREATE VIRTUAL TABLE FILE USING fts5(sha256, sha1, md5, file_name, file_size)",
        "CREATE TABLE FILE (sha256, sha1, md5, file_name, file_size, PRIMARY KEY (sha256)) WITHOUT ROWID",
    ],
)
def test_a_schema_that_is_not_nists_is_refused(tmp_path, schema):
    path = nsrl(tmp_path / "RDS.db", [], schema=schema)
    with pytest.raises(UnreadableHashList):
        list(read_hash_list(path))


def test_nothing_that_the_file_brings_along_runs(tmp_path):
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    path = nsrl(
        tmp_path / "RDS.db",
        [nsrl_row(1)],
        f"CREATE VIEW DISTINCT_HASH AS {endless}",
        f"CREATE VIEW VERSION AS SELECT ({endless}) AS version, 1 AS build_set, 1 AS build_date, 1 AS release_date,"
        " 1 AS description",
        "CREATE TRIGGER t AFTER INSERT ON FILE BEGIN DELETE FROM FILE; END",
        "CREATE INDEX i ON FILE (length(file_name) * 2)",
    )
    before = path.read_bytes()
    hash_list = read_hash_list(path)
    assert [entry.md5.hex() for entry in entries(hash_list)] == [md5(1)]
    assert hash_list.version is None
    assert path.read_bytes() == before
    assert sorted(found.name for found in tmp_path.iterdir()) == ["RDS.db"]


@pytest.mark.parametrize(
    "order",
    [
        "SELECT * FROM DISTINCT_HASH",
        "SELECT * FROM METADATA",
        "SELECT load_extension('x')",
        "SELECT randomblob(1000000000)",
        "SELECT * FROM OTHER",
        "PRAGMA writable_schema = ON",
        "ATTACH 'other.db' AS other",
        "DELETE FROM FILE",
        "CREATE TEMP TABLE t (x)",
    ],
)
def test_only_reading_the_known_tables_is_allowed(tmp_path, order):
    path = nsrl(
        tmp_path / "RDS.db", [nsrl_row(1)], VIEW, "CREATE TABLE OTHER (x)", "CREATE VIEW METADATA AS SELECT * FROM FILE"
    )
    with pytest.raises(UnreadableHashList, match=r"prohibited|not authorized"), _opened(look_at(path)) as database:
        database.execute(order).fetchall()


def test_a_name_for_the_file_that_sqlite_would_read_as_an_order_is_only_a_name(tmp_path):
    path = nsrl(tmp_path / "a?mode=rwc&x#y %41.db", [nsrl_row(1)])
    assert len(entries(read_hash_list(path))) == 1


def test_a_damaged_database_gives_what_can_be_read(tmp_path):
    path = nsrl(tmp_path / "RDS.db", [nsrl_row(number) for number in range(2000)])
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 40_000] = b"\xff" * 40_000
    path.write_bytes(data)
    good, bad = both(read_hash_list(path))
    assert bad
    assert "could be read" in bad[-1].reason
    assert {entry.md5.hex() for entry in good} <= {md5(number) for number in range(2000)}


def test_damage_in_the_schema_is_a_sentence_too(tmp_path):
    path = nsrl(tmp_path / "RDS.db", [nsrl_row(1)])
    data = path.read_bytes()
    path.write_bytes(data.replace(b"CREATE TABLE FILE (sha256 VARCHAR", b"CREATE TABLE FILE (\xffha256 VARCHA("))
    with pytest.raises(UnreadableHashList, match="cannot be read as a database"):
        read_hash_list(path)


def test_the_old_text_form_is_known_good_but_for_what_nist_marks(tmp_path):
    path = tmp_path / "NSRLFile.txt"
    rows = [
        f'"{sha1(number).upper()}","{md5(number).upper()}","0","a, {number}.dll",12,7,"358","{mark}"'
        for number, mark in ((1, ""), (2, "M"), (3, "S"))
    ]
    path.write_text("\r\n".join([HEADER, *rows, ""]))
    hash_list = read_hash_list(path)
    assert (hash_list.format, hash_list.provenance.organisation) == ("NSRL RDS 2 (text)", "NIST")
    read = entries(hash_list)
    assert [(entry.sha1.hex(), entry.md5.hex()) for entry in read] == [(sha1(each), md5(each)) for each in (1, 2, 3)]
    assert [entry.standing for entry in read] == [Standing.KNOWN_GOOD, Standing.UNKNOWN, Standing.UNKNOWN]
    assert (read[0].facts.size, read[0].facts.fields["FileName"]) == (12, "a, 1.dll")
    called_bad = read_hash_list(path, standing=Standing.KNOWN_BAD)
    assert {entry.standing for entry in entries(called_bad)} == {Standing.KNOWN_BAD}
    assert any("harmless software" in warning for warning in called_bad.warnings)
