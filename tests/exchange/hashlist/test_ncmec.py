"""NCMEC's hash sharing, version 2."""

from __future__ import annotations

import pytest

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist import UnreadableHashList
from exchange.hashlist.list_files import both, entries, md5, ncmec, ncmec_image, sha1, sha256, written

FEEDBACK = """<feedback lastUpdateTimestamp="2026-06-01T12:48:14Z">
<affirmativeFeedback type="Md5"><members><member id="42">A</member>
<member id="43">B</member></members></affirmativeFeedback>
<affirmativeFeedback type="Sha1"><members><member id="42">A</member></members></affirmativeFeedback>
<negativeFeedback type="Sha1"><reasons><reason guid="0" name="Example reason" type="Sha1"/>
<members><member id="44">C</member></members></reasons></negativeFeedback></feedback>"""


def prints(seed):
    return f"<md5>{md5(seed)}</md5><sha1>{sha1(seed)}</sha1><pdq>{sha256(seed)}</pdq><pdna>a1a1</pdna>"


def test_an_image_is_read_with_what_its_member_asserts(tmp_path):
    hash_list = written(tmp_path, "a.xml", ncmec(ncmec_image(1, prints(1), FEEDBACK)))
    (entry,) = entries(hash_list)
    assert (entry.md5.hex(), entry.sha1.hex(), entry.pdq.hex()) == (md5(1), sha1(1), sha256(1))
    facts = entry.facts
    assert (facts.member, facts.external_id, facts.kind, facts.date) == (
        "42",
        "image1",
        "image",
        "2026-10-24T15:00:00Z",
    )
    assert (facts.category, facts.profile, dict(facts.stored)) == ("A1", "NCMEC A1 to B2", {"photodna": "a1a1"})
    assert (hash_list.standing, entry.standing) == (Standing.KNOWN_BAD, Standing.KNOWN_BAD)


def test_feedback_counts_each_member_once(tmp_path):
    (entry,) = entries(written(tmp_path, "a.xml", ncmec(ncmec_image(1, prints(1), FEEDBACK))))
    assert (entry.facts.votes_for, entry.facts.votes_against) == (2, 1)
    assert entry.facts.fields["against (Sha1)"] == "members 44: Example reason"


def test_what_was_deleted_names_what_it_takes_back(tmp_path):
    gone = '<deletedVideo><member id="43">B</member><id>video4</id><timestamp>2026-10-24T15:20:00Z</timestamp>'
    gone += "</deletedVideo>"
    hash_list = written(tmp_path, "a.xml", ncmec(ncmec_image(1, prints(1)), gone))
    _, entry = entries(hash_list)
    assert (entry.facts.deleted, entry.facts.kind) == (True, "video")
    assert (entry.facts.member, entry.facts.external_id) == ("43", "video4")
    assert hash_list.tally.deletions == 1


def test_a_large_fingerprint_comes_as_a_link(tmp_path):
    link = f'<md5>{md5(1)}</md5><tmk-pdqf rel="self" href="/v2/entries/1/fingerprints/TMK_PDQF"/>'
    (entry,) = entries(written(tmp_path, "a.xml", ncmec(ncmec_image(1, link))))
    assert entry.facts.fields["tmk-pdqf"] == "at /v2/entries/1/fingerprints/TMK_PDQF"


def test_an_entry_without_a_fingerprint_is_bad_and_the_rest_is_read(tmp_path):
    images = (
        ncmec_image(1, "") + ncmec_image(2, "<md5>xyz</md5>") + ncmec_image(3, f"<md5>x</md5><sha1>{sha1(3)}</sha1>")
    )
    hash_list = written(tmp_path, "a.xml", ncmec(images))
    good, bad = both(hash_list)
    assert [entry.where for entry in good] == [3]
    assert [row.where for row in bad] == [1, 2]
    assert any("entry 3: an MD5 has 32" in warning for warning in hash_list.warnings)


def test_a_page_says_that_more_follow(tmp_path):
    hash_list = written(tmp_path, "a.xml", ncmec(paging="<paging><next>/v2/entries?start=2001</next></paging>"))
    assert entries(hash_list) == []
    assert any("further ones follow" in warning for warning in hash_list.warnings)


def test_an_answer_that_breaks_off_gives_what_came_before(tmp_path):
    text = ncmec("".join(ncmec_image(number, prints(number)) for number in range(2000)))
    hash_list = written(tmp_path, "a.xml", text[: text.index(md5(1500))])
    good, bad = both(hash_list)
    assert [entry.facts.external_id for entry in good] == [f"image{number}" for number in range(1500)]
    assert (bad[0].where, "damaged" in bad[0].reason) == (1501, True)


def test_a_dtd_is_never_read(tmp_path):
    head, rest = ncmec(ncmec_image(1, "<md5>&a;</md5>")).split("\n", 1)
    laughs = '<!DOCTYPE q [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{"&" + before + ";" * 10}">' for before, name in zip("abcde", "bcdef", strict=True)
    )
    for document in (f"{head}\n{laughs}]>{rest}", f'{head}<!-- x -->\n<!DOCTYPE q SYSTEM "file:///etc/passwd">{rest}'):
        with pytest.raises(UnreadableHashList, match="has a DTD"):
            written(tmp_path, "a.xml", document)


def test_a_dtd_behind_the_first_bytes_is_not_reached(tmp_path):
    head, rest = ncmec(ncmec_image(1, prints(1))).split("\n", 1)
    with pytest.raises(UnreadableHashList):
        written(tmp_path, "a.xml", f"{head}<!--{'x' * 100_000}--><!DOCTYPE q [<!ENTITY a 'b'>]>{rest}")


def test_entities_in_the_text_stay_unread(tmp_path):
    good, bad = both(written(tmp_path, "a.xml", ncmec(ncmec_image(1, "<md5>&undefined;</md5>"))))
    assert (good, len(bad)) == ([], 1)


@pytest.mark.parametrize("name", ["utf-7", "cp037", "utf-32"])
def test_an_encoding_that_could_hide_a_dtd_is_refused(tmp_path, name):
    with pytest.raises(UnreadableHashList, match=f"in {name}, which is not read"):
        written(tmp_path, "a.xml", ncmec(ncmec_image(1, prints(1))).replace("UTF-8", name))


def test_utf_16_is_read(tmp_path):
    text = ncmec(ncmec_image(1, prints(1))).replace("UTF-8", "UTF-16")
    assert len(entries(written(tmp_path, "a.xml", text.encode("utf-16")))) == 1


def test_an_entry_without_end_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr("daymark.exchange.hashlist.ncmec._MOST_BYTES", 256 * 1024)
    images = ncmec_image(1, prints(1)) + ncmec_image(2, prints(2), "<x/>" * 200_000) + ncmec_image(3, prints(3))
    good, bad = both(written(tmp_path, "a.xml", ncmec(images)))
    assert [entry.where for entry in good] == [1]
    assert "one entry has more than" in bad[0].reason


def test_other_answers_of_the_service_are_no_lists(tmp_path):
    with pytest.raises(UnreadableHashList, match="not NCMEC"):
        written(tmp_path, "a.xml", '<status xmlns="https://hashsharing.ncmec.org/hashsharing/v2"><username>x</username></status>')  # fmt: skip  # noqa: E501
