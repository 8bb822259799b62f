"""Published tables, whole and damaged: every form is recognised, every bad row is told, nothing is guessed."""

from __future__ import annotations

import gzip
from datetime import date
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.ipranges.formats import FORMATS
from daymark.engine.ipranges.lines import NotReadable
from daymark.engine.ipranges.loading import TOLD, NotATable, load
from daymark.engine.ipranges.rows import BadRow, Gives, Holder
from daymark.engine.ipranges.table import RangeTable
from engine.ipranges.drawn_tables import columns_of, file, stored

COUNTRY_CSV = "5.39.0.0,5.39.127.255,FR\n1.0.0.0,1.0.0.255,AU\n2a00::,2a00:ffff::,GB\n"
PROVIDER_CSV = '1.0.0.0,1.0.0.255,13335,"Cloud, Inc."\n5.39.0.0,5.39.127.255,AS16276,OVH SAS\n2a00::,2a00::ff,64500,\n'
IPTOASN = (
    "1.0.0.0\t1.0.0.255\t13335\tUS\tCLOUD\n"
    "1.0.1.0\t1.0.3.255\t0\tNone\tNot routed\n"
    "2a00::\t2a00:ffff::\t64500\tGB\tNORTH\n"
)
DELEGATED = (
    "2|ripencc|1750197599|6|19830705|20260617|+0200\n"
    "ripencc|*|ipv4|*|2|summary\n"
    "# a remark\n"
    "ripencc|FR|ipv4|5.39.0.0|32768|20120102|allocated|one\n"
    "ripencc|GB|ipv4|5.40.0.0|257|20120102|assigned|two|e-stats\n"
    "ripencc|ZZ|ipv4|5.41.0.0|256||available|\n"
    "ripencc|GB|ipv6|2a00::|12|20120102|allocated|two\n"
    "ripencc|GB|asn|64500|1|20120102|allocated|two\n"
)


def looked_up(tmp_path, path):
    """Loads one file and gives what was read and a function that asks its table."""
    (loaded,) = load([path])
    table = RangeTable(stored(tmp_path / "asked.table", loaded.columns, gives=loaded.gives))

    def ask(text):
        address = ip_address(text)
        return table.find(address.version, int(address))

    return loaded.files[0], ask


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_table_of_countries_is_read_plain_and_packed_with_either_line_end(tmp_path, ending, packed):
    read, ask = looked_up(tmp_path, file(tmp_path / "c.csv", COUNTRY_CSV.replace("\n", ending), packed_by_gzip=packed))
    assert (read.form, read.gives, read.rows, read.bad, read.cut_off) == ("csv country", {Gives.COUNTRY}, 3, 0, "")
    assert ask("1.0.0.255") == Holder("AU")
    assert ask("5.39.127.255") == Holder("FR")
    assert ask("5.39.128.0") is None
    assert ask("2a00:ffff::") == Holder("GB")
    assert ask("2a00:ffff::1") is None


def test_addresses_written_as_whole_numbers_mean_the_same(tmp_path):
    rows = [line.split(",") for line in COUNTRY_CSV.splitlines()]
    text = "".join(f'"{int(ip_address(first))}","{int(ip_address(last))}","{cc}"\n' for first, last, cc in rows)
    read, ask = looked_up(tmp_path, file(tmp_path / "num.csv", text))
    assert (read.rows, ask("1.0.0.1"), ask("2a00::1")) == (3, Holder("AU"), Holder("GB"))


def test_a_table_of_providers_is_read_with_quoted_commas_and_without_a_name(tmp_path):
    read, ask = looked_up(tmp_path, file(tmp_path / "p.csv", PROVIDER_CSV))
    assert (read.form, read.gives, read.rows, read.bad) == ("csv provider", {Gives.PROVIDER}, 3, 0)
    assert ask("1.0.0.1") == Holder("", 13335, "Cloud, Inc.")
    assert ask("5.39.0.1") == Holder("", 16276, "OVH SAS")
    assert ask("2a00::1") == Holder("", 64500, "")


def test_a_table_of_iptoasn_gives_country_and_provider_and_what_is_not_routed_is_nobodys(tmp_path):
    read, ask = looked_up(tmp_path, file(tmp_path / "ip2asn.tsv", IPTOASN))
    assert (read.form, read.gives, read.rows, read.silent) == ("iptoasn", set(Gives), 2, 1)
    assert ask("1.0.0.1") == Holder("US", 13335, "CLOUD")
    assert ask("1.0.1.1") is None
    assert ask("2a00::1") == Holder("GB", 64500, "NORTH")


def test_the_statistics_of_a_registry_are_read_with_their_own_date(tmp_path):
    read, ask = looked_up(tmp_path, file(tmp_path / "delegated-ripencc-extended-latest", DELEGATED))
    assert (read.form, read.rows, read.bad, read.built_on) == ("delegated", 3, 0, date(2026, 6, 17))
    assert ask("5.39.127.255") == Holder("FR")
    assert ask("5.39.128.0") is None
    assert (ask("5.40.1.0"), ask("5.40.1.1"), ask("5.41.0.1")) == (Holder("GB"), None, None)
    assert (ask("2a0f:ffff::1"), ask("2a10::")) == (Holder("GB"), None)


def test_a_range_written_as_ipv4_inside_ipv6_is_found_as_ipv4(tmp_path):
    _, ask = looked_up(tmp_path, file(tmp_path / "m.csv", "::ffff:5.39.0.0,::ffff:5.39.0.255,FR\n"))
    assert ask("5.39.0.7") == Holder("FR")


def test_a_row_of_columns_names_and_a_byte_order_mark_are_no_bad_rows(tmp_path):
    read, ask = looked_up(
        tmp_path, file(tmp_path / "h.csv", f"\ufeffip_range_start,ip_range_end,country\n{COUNTRY_CSV}")
    )
    assert (read.rows, read.bad, ask("1.0.0.1")) == (3, 0, Holder("AU"))


BAD_ROWS = {
    "1.0.0.0,1.0.0.255": "2 columns",
    "1.0.0.0,1.0.0.255,England": "not a country's two letters",
    "1.0.0.300,1.0.0.255,AU": "'1.0.0.300' is not an address",
    "1.0.0.9,1.0.0.1,AU": "ends before it begins",
    "1.0.0.0,2a00::,AU": "one end is an IPv4 address and the other an IPv6",
    f"1,{2**129},AU": "larger than any address",
    '1.0.0.0,"1.0.0.255,AU': "quotation marks do not close",
    "010.0.0.0,010.0.0.255,AU": "is not an address",
    "x" * 100_000: "1 columns",
}


@pytest.mark.parametrize(("bad", "why"), BAD_ROWS.items(), ids=list(BAD_ROWS.values()))
def test_a_row_that_cannot_be_read_is_told_with_its_line_and_the_others_are_read(tmp_path, bad, why):
    first, rest = COUNTRY_CSV.split("\n", 1)
    read, ask = looked_up(tmp_path, file(tmp_path / "bad.csv", f"{first}\n{bad}\n{rest}"))
    assert (read.rows, read.bad) == (3, 1)
    ((line, told),) = read.told
    assert line == 2
    assert why in told
    assert ask("1.0.0.1") == Holder("AU")


def test_of_very_many_bad_rows_all_are_counted_and_the_first_few_told(tmp_path):
    read, _ = looked_up(tmp_path, file(tmp_path / "bad.csv", COUNTRY_CSV + "nonsense\n" * 50))
    assert (read.rows, read.bad, len(read.told)) == (3, 50, TOLD)


def test_a_row_of_another_form_is_a_bad_row_and_not_read_as_something_else(tmp_path):
    read, ask = looked_up(tmp_path, file(tmp_path / "mixed.csv", COUNTRY_CSV + "9.0.0.0,9.0.0.255,13335,Cloud\n"))
    assert (read.rows, read.bad, ask("9.0.0.1")) == (3, 1, None)


def test_a_file_that_is_cut_off_is_read_to_its_last_whole_row_and_says_so(tmp_path):
    read, ask = looked_up(tmp_path, file(tmp_path / "cut.csv", COUNTRY_CSV + "9.0.0.0,9.0.0.255,D"))
    assert (read.rows, read.bad) == (3, 0)
    assert read.cut_off.startswith("line 4 has no line end")
    assert ask("9.0.0.1") is None


def test_a_packed_file_that_is_cut_off_is_read_to_its_last_whole_row_and_says_so(tmp_path):
    text = "".join(f"{n}.{m}.0.0,{n}.{m}.255.255,AU\n" for n in range(11, 90) for m in range(200))
    whole = gzip.compress(text.encode())
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(whole[: len(whole) // 2])
    read, ask = looked_up(tmp_path, path)
    assert 0 < read.rows < 79 * 200
    assert "the packed file ends within line" in read.cut_off
    assert (ask("11.0.0.1"), ask("89.199.0.1")) == (Holder("AU"), None)


def test_a_packed_file_whose_checksum_is_wrong_is_refused(tmp_path):
    data = bytearray(gzip.compress(COUNTRY_CSV.encode()))
    data[-8] ^= 1
    (tmp_path / "d.csv.gz").write_bytes(data)
    with pytest.raises(NotReadable, match="is damaged"):
        load([tmp_path / "d.csv.gz"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04rest", "zip archive"),
        (b"\xff\xfe1\x00", "UTF-16"),
        (b"tree\xab\xcd\xefMaxMind.com\xe9", "fetch the same table as csv"),
        (b"\x00" * 5000, "no known form"),
        (b"# nothing but\n# remarks\n", "no known form"),
        (b"name,colour,size\none,red,3\n", "no known form"),
        (b"1.0.0.0,1.0.0.255,ZZ\n", "no known form"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(tmp_path, content, words):
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(NotReadable) as told:
        load([tmp_path / "x"])
    assert words in told.value.message.lower() or words in told.value.message


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(NotReadable, match="No such file"):
        load([tmp_path / "absent.csv"])


def test_files_that_say_the_same_become_one_table_and_others_another(tmp_path):
    one, two = COUNTRY_CSV.splitlines(keepends=True)[:2]
    paths = [file(tmp_path / name, text) for name, text in (("a", one), ("b", PROVIDER_CSV), ("c", two))]
    countries, providers = load(paths)
    assert [read.name for read in countries.files] == ["a", "c"]
    assert [read.name for read in providers.files] == ["b"]


def test_a_name_is_kept_in_one_visible_line_of_bounded_length(tmp_path):
    name = "Nörd\u202e \t Telecom\x07 " + "x" * 500
    _, ask = looked_up(tmp_path, file(tmp_path / "n.csv", f'1.0.0.0,1.0.0.255,7,"{name}"\n'))
    held = ask("1.0.0.1").provider
    assert held.startswith("Nörd Telecom xxx")
    assert len(held) == 200


def test_bytes_that_are_no_utf_8_stay_visible(tmp_path):
    (tmp_path / "l.csv").write_bytes("1.0.0.0,1.0.0.255,7,Nörd\n".encode("latin-1"))
    _, ask = looked_up(tmp_path, tmp_path / "l.csv")
    assert ask("1.0.0.1").provider == "N\ufffdrd"


@given(st.text(max_size=120))
def test_no_line_makes_any_form_stumble(line):
    for form in FORMATS:
        try:
            form.read(line)
            form.built_on(line)
        except BadRow:
            continue


def test_the_table_of_nothing_is_a_table(tmp_path):
    columns = columns_of([])
    assert (len(columns.v4_starts), len(columns.v6_high), columns.holders) == (0, 0, ())


def test_a_file_without_one_row_is_refused(tmp_path):
    with pytest.raises(NotATable):
        load([file(tmp_path / "z.tsv", "1.0.1.0\t1.0.3.255\t0\tNone\tNot routed\n")])
