"""What goes out of a case: what was assessed as such, everything else without a category, and each time on record."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from casework.matching.known_files import arrive, content_of, standing_of
from casework.media.graded_case import ABUSE, UNDECIDED, Graded, graded_case
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.cases.actions import restrict
from daymark.casework.cases.models import LogEntry
from daymark.casework.matching.actions import Given, import_list, opened
from daymark.casework.matching.actions.exporting import export_bank
from daymark.casework.matching.models import Bank, Entry
from daymark.casework.matching.rules import Says
from daymark.casework.media import actions
from daymark.casework.media.actions.exporting import Asked, Exported, Format, export_case
from daymark.casework.media.models import Content, SeizedFile
from daymark.casework.media.queries import exporting
from daymark.casework.media.rules import Act, AgeBand, Facts, Grading, Made, Stage, Standing
from daymark.casework.media.rules.exporting import NotNumbered, Outgoing, archive_of, as_vics, category_of, changed_at
from daymark.casework.media.rules.scales import derive
from daymark.exchange.vics import Media, Version, VicsDocument, read_vics
from examples import NOON
from people import sign_in

pytestmark = pytest.mark.django_db
VICS = Asked(Format.VICS)


@pytest.fixture
def graded() -> Graded:
    return graded_case()


def exported(graded: Graded, asked: Asked, path: Path) -> Exported:
    with acting_as_system(), path.open("w+b") as stream:
        return export_case(case=graded.case, asked=asked, stream=stream, by=None, at=NOON)


def read(path: Path) -> tuple[VicsDocument, dict[bytes, Media]]:
    document = read_vics(path)
    found = {each.media.md5: each.media for each in document}  # type: ignore[union-attr]
    assert document.is_whole
    assert document.warnings == ()
    return document, found


def md5(graded: Graded, name: str) -> bytes:
    with acting_as_system():
        return bytes(graded.content(name).md5)


def test_a_category_goes_out_only_where_the_grade_holds_and_it_follows(graded: Graded, tmp_path: Path) -> None:
    told = exported(graded, VICS, tmp_path / "case.json")
    document, media = read(tmp_path / "case.json")
    categories = {name: media[md5(graded, name)].category for name in ("abuse", "harmless", "undecided", "new")}
    assert categories == {"abuse": 1, "harmless": 0, "undecided": None, "new": None}
    assert "a person decides, VICS_US: Child Abuse Material (CAM) (review)" in str(media[md5(graded, "undecided")].tags)
    assert media[md5(graded, "new")].tags == "not graded"
    assert md5(graded, "text") not in media, "VICS knows pictures and films alone"
    assert told.rows == 4
    assert told.remarks[:2] == ("1 without a category: a person decides.", "1 without a category: not graded.")
    assert "harmless files" in told.remarks[2]
    (case,) = document.cases
    assert (case.case_id, case.case_number, case.contact_name) == (graded.case.pk, graded.case.reference, None)
    assert case.total_media_files == 4


def test_every_copy_goes_out_with_where_it_lay_also_in_an_archive(graded: Graded, tmp_path: Path) -> None:
    exported(graded, VICS, tmp_path / "case.json")
    media = read(tmp_path / "case.json")[1]
    plain, inside = media[md5(graded, "abuse")].media_files
    assert (plain.file_name, plain.file_path, plain.source_id) == ("abuse.png", "DCIM/abuse.png", "ABC/1")
    assert plain.parent_file_name is None
    assert plain.written is not None
    assert plain.written.as_received == "2026-01-01T00:00:00.123456Z"
    assert (inside.file_name, inside.file_path) == ("abuse again.png", "old.zip » a/abuse again.png")
    assert (inside.parent_file_name, inside.parent_file_path) == ("old.zip", "old.zip")
    with acting_as_system():
        archive = SeizedFile.objects.get(path=b"old.zip").content
        assert inside.parent_md5 == bytes(archive.md5)
    assert media[md5(graded, "harmless")].media_files[0].file_name == "harm\\xffless.png"


def test_digests_kind_and_facts_go_out_with_the_edition_of_the_scales(graded: Graded, tmp_path: Path) -> None:
    exported(graded, VICS, tmp_path / "case.json")
    abuse = read(tmp_path / "case.json")[1][md5(graded, "abuse")]
    with acting_as_system():
        content = graded.content("abuse")
    named = {each.hash_name: each.hash_value for each in abuse.alternative_hashes}
    assert named == {"SHA256": bytes(content.sha256).hex().upper(), "PDQ": bytes(content.pdq).hex().upper()}
    assert (abuse.sha1, abuse.media_size, abuse.mime_type) == (bytes(content.sha1), content.size, "image/png")
    assert abuse.self_generated is True
    assert (abuse.victim_identified, abuse.is_suspected, abuse.series) == (None, None, None)
    said = {each.property_name: each.property_value for each in abuse.media_metadata}
    assert (said["Daymark.Act"], said["Daymark.Scale"], said["Daymark.ScaleTable"]) == ("SOLO", "VICS_US", "2026-11")


def test_a_grade_that_waits_for_a_second_person_or_is_disputed_is_none(graded: Graded, tmp_path: Path) -> None:
    grave, other = replace(ABUSE, act=Act.SADISM), replace(ABUSE, act=Act.POSING)
    with acting_as_system():
        actions.grade(stack=graded.stack("new"), facts=grave, by=graded.scene.cast.ines, at=NOON)
        actions.grade(stack=graded.stack("abuse"), facts=other, by=graded.scene.cast.ben, at=NOON)
    told = exported(graded, VICS, tmp_path / "case.json")
    media = read(tmp_path / "case.json")[1]
    assert media[md5(graded, "new")].category is None
    assert media[md5(graded, "abuse")].category is None
    assert "1 without a category: waits for a second person." in told.remarks
    assert "1 without a category: graders disagree." in told.remarks


def test_what_was_said_of_a_scene_goes_out_in_2_0_and_its_loss_is_told_in_1_3(graded: Graded, tmp_path: Path) -> None:
    with acting_as_system():
        stack, by = graded.stack("new"), graded.scene.cast.ines
        actions.grade(stack=stack, facts=ABUSE, by=by, at=NOON, stretch=(61_500, 3_723_004))
        actions.grade(stack=stack, facts=UNDECIDED, by=by, at=NOON, stretch=(0, 1_000))
    exported(graded, VICS, tmp_path / "case.json")
    new = read(tmp_path / "case.json")[1][md5(graded, "new")]
    first, second = new.segments
    assert (first.start, first.end, first.category) == ("00:00:00.000", "00:00:01.000", None)
    assert (second.start, second.end, second.category) == ("00:01:01.500", "01:02:03.004", 1)
    assert new.category is None, "the whole was not graded"
    older = exported(graded, replace(VICS, version=Version.V1_3), tmp_path / "older.json")
    assert any("Segments" in remark for remark in older.remarks)
    assert read(tmp_path / "older.json")[1][md5(graded, "abuse")].category == 1


def test_a_hash_set_says_no_word_of_the_case_and_leaves_out_what_nobody_assessed(
    graded: Graded, tmp_path: Path
) -> None:
    told = exported(graded, Asked(Format.HASH_SET), tmp_path / "set.json")
    text = (tmp_path / "set.json").read_text()
    assert {media["Category"] for media in json.loads(text)["value"]} == {0, 1}
    for secret in (graded.case.reference, "DCIM", "ABC/1", "Daymark", "PREPUBESCENT"):
        assert secret not in text
    assert told.rows == 2
    assert told.remarks[0].startswith("2 left out")


def test_icse_gets_abuse_material_alone_because_its_readers_take_all_for_bad(graded: Graded, tmp_path: Path) -> None:
    told = exported(graded, Asked(Format.ICSE), tmp_path / "icse.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "icse.csv").read_text()), delimiter=";"))
    said = {row["MD5"]: row["Baseline"] for row in rows}
    assert said == {md5(graded, "abuse").hex().upper(): "Yes", md5(graded, "undecided").hex().upper(): ""}
    assert (told.rows, told.remarks[0][:10]) == (2, "2 left out")


def test_the_table_of_files_has_every_file_and_no_cell_is_a_formula(graded: Graded, tmp_path: Path) -> None:
    told = exported(graded, Asked(Format.FILES), tmp_path / "files.csv")
    rows = {row["Path"]: row for row in csv.DictReader(io.StringIO((tmp_path / "files.csv").read_text("utf-8-sig")))}
    assert (told.rows, len(rows)) == (8, 8)
    assert "'=new.png" in rows
    assert rows["broken.jpg"]["Remark"] == "It is a link."
    assert rows["text.txt"]["SHA256"] == graded_sha256(graded, "text")
    assert rows["undecided.png"]["VICS_US"] == "1 (review: a person decides)"
    assert (rows["DCIM/abuse.png"]["UK_ABC"], rows["DCIM/abuse.png"]["Act"]) == ("B", "SOLO")
    assert rows["old.zip » a/abuse again.png"]["Changed"] == "2026-01-01T00:00:00+00:00"


def graded_sha256(graded: Graded, name: str) -> str:
    with acting_as_system():
        return bytes(graded.content(name).sha256).hex().upper()


def test_each_export_is_in_the_log_and_on_record_with_the_digest_of_the_file(graded: Graded, tmp_path: Path) -> None:
    told = exported(graded, VICS, tmp_path / "case.json")
    with acting_as_system():
        line = LogEntry.objects.filter(case=graded.case).latest("written_at", "id").text
        record = AuditRecord.objects.get(act="case exported")
        lines = [entry.text for entry in LogEntry.objects.filter(case=graded.case)]
    assert told.sha256 in str(record.detail)
    assert record.object_reference == graded.case.reference
    assert any("Exported as VICS case 2.0" in text and told.sha256 in text for text in lines), line


def test_nothing_is_on_record_when_the_writing_fails(graded: Graded) -> None:
    class Full(io.BytesIO):
        def write(self, _data: object) -> int:
            raise OSError(28, "No space left on device")

    stream: BinaryIO = Full()
    with acting_as_system():
        with pytest.raises(OSError, match="No space"):
            export_case(case=graded.case, asked=VICS, stream=stream, by=None, at=NOON)
        assert not AuditRecord.objects.filter(act="case exported").exists()


def test_a_content_with_more_places_than_a_reader_takes_comes_in_several_entries(
    graded: Graded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_PLACES", 1)
    monkeypatch.setattr(exporting, "TOGETHER", 1)
    assert exported(graded, VICS, tmp_path / "case.json").rows == 5
    media = read(tmp_path / "case.json")[1]
    assert [file.file_name for file in media[md5(graded, "abuse")].media_files] == ["abuse.png", "abuse again.png"]
    assert exported(graded, Asked(Format.HASH_SET), tmp_path / "set.json").rows == 2


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    """What another centre exported: its database is not ours, and nothing of it stays here but the files."""
    with transaction.atomic():
        graded = graded_case()
        for format_ in (Format.VICS, Format.HASH_SET):
            for version in Version:
                exported(graded, Asked(format_, version), tmp_path / f"{format_}-{version}.json")
        with acting_as_system():
            rows = {name: graded.content(name) for name in ("abuse", "harmless", "undecided", "new")}
        transaction.set_rollback(True)
    return Sent(tmp_path, graded.data, rows)


@dataclass(frozen=True)
class Sent:
    """Files that another centre sent, and what it knows of the contents."""

    folder: Path
    data: dict[str, bytes]
    rows: dict[str, Content]

    def bring(self, file_name: str, name: str, says: Says) -> Bank:
        """Takes one of them in as a list."""
        given = Given(name, "The north", says)
        hash_list, standing = opened(self.folder / file_name, given)
        taken = import_list(hash_list=hash_list, standing=standing, given=given, by=None, at=NOON)
        assert taken.is_new
        assert says is Says.GOOD or taken.edition.refusals == []
        return taken.bank


@pytest.mark.parametrize("format_", [Format.VICS, Format.HASH_SET])
@pytest.mark.parametrize("version", list(Version))
def test_what_goes_out_comes_back_as_a_list_in_another_centre(sent: Sent, format_: Format, version: Version) -> None:
    with acting_as_system():
        assert not Content.objects.exists()
        assert not Bank.objects.exists()
        bank = sent.bring(f"{format_}-{version}.json", "From the north", Says.BAD)
        there = {bytes(row.md5): row for row in Entry.objects.filter(bank=bank)}
        for name, category, says in (("abuse", "1", Says.BAD), ("harmless", "0", Says.UNSAID)):
            ours, row = sent.rows[name], there[bytes(sent.rows[name].md5)]
            assert (row.sha1, row.sha256, row.pdq) == (ours.sha1, ours.sha256, ours.pdq)
            assert (row.category, row.says) == (category, says)
        ungraded = [there.get(bytes(sent.rows[name].md5)) for name in ("undecided", "new")]
        said = [(row.category, row.says) if row else None for row in ungraded]
        assert said == ([None, None] if format_ is Format.HASH_SET else [("", Says.UNSAID)] * 2)


def test_abuse_is_known_bad_there_and_what_is_harmless_is_not_known_good_by_its_category(sent: Sent) -> None:
    with acting_as_system():
        sent.bring("vics-2.0.json", "From the north", Says.BAD)
        here = {name: content_of(sent.data[name]) for name in ("abuse", "harmless", "undecided", "new")}
        arrive(*here.values())
        standings = {name: standing_of(content) for name, content in here.items()}
        assert standings == {"abuse": Standing.KNOWN_BAD} | dict.fromkeys(
            ("harmless", "undecided", "new"), Standing.NEW
        )
        harmless = sent.bring("hash-set-2.0.json", "From the north, harmless", Says.GOOD)
        assert standing_of(here["abuse"]) is Standing.KNOWN_BAD, "a list of harmless files never hides it"
        assert standing_of(here["harmless"]) is Standing.NEW, "0 means “nobody has looked” on some scales"
        (refusal,) = harmless.editions.get().refusals
        assert "not taken for known good" in refusal["why"]


def test_a_list_goes_out_as_a_hash_set_with_its_own_categories_alone(graded: Graded, tmp_path: Path) -> None:
    first, second = tmp_path / "set.json", tmp_path / "again.json"
    exported(graded, Asked(Format.HASH_SET), first)
    with acting_as_system():
        given = Given("From the north", "The north", Says.BAD)
        hash_list, standing = opened(first, given)
        bank = import_list(hash_list=hash_list, standing=standing, given=given, by=None, at=NOON).bank
        for region, categories in (("Default", {0, 1}), ("UK", {None})):
            with second.open("w+b") as stream:
                asked = Asked(Format.HASH_SET, region=region)
                told = export_bank(bank=bank, asked=asked, stream=stream, by=None, at=NOON)
            assert {media.category for media in read(second)[1].values()} == categories
        assert told.remarks[0] == "The list is The north's: pass it on only as far as that allows."
        assert AuditRecord.objects.filter(act="list exported", object_reference="From the north").count() == 2


def test_who_may_export_does_so_on_the_page_and_the_file_comes_whole(graded: Graded) -> None:
    cast, address = graded.scene.cast, f"/cases/{graded.case.reference}/export/"
    assert sign_in(Client(), cast.amina).get(address).status_code == 404
    assert address not in sign_in(Client(), cast.amina).get(f"/cases/{graded.case.reference}/").content.decode()
    client = sign_in(Client(), cast.ben)
    assert address in client.get(f"/cases/{graded.case.reference}/").content.decode()
    assert "No picture and no film" in client.get(address).content.decode()
    asked = {"format": "vics", "version": "2.0", "region": "Default", "scale": "VICS_US"}
    answer = client.post(address, asked)
    assert answer["Content-Disposition"] == f'attachment; filename="{graded.case.reference}-vics.json"'
    said = json.loads(b"".join(answer))  # type: ignore[arg-type]
    assert len(said["value"][0]["Media"]) == 4
    assert client.post(address, asked | {"scale": "UK_ABC"}).status_code == 422
    with acting_as_system():
        assert AuditRecord.objects.filter(act="case exported", actor_name="Ben").count() == 1


def test_a_case_that_only_its_members_see_is_not_there_to_be_exported(graded: Graded) -> None:
    with acting_as(graded.scene.cast.ines):
        restrict(case=graded.case, reason="A colleague is named.", by=graded.scene.cast.ines, at=NOON)
    client = sign_in(Client(), graded.scene.cast.ben)
    assert client.post(f"/cases/{graded.case.reference}/export/", {"format": "files"}).status_code == 404


facts = st.builds(Facts, st.sampled_from(AgeBand), st.sampled_from(Act), st.sampled_from(Made))


@given(facts, st.sampled_from(Stage), st.sampled_from(["VICS_US", "UK_SAP"]))
def test_no_number_goes_out_that_a_person_still_has_to_decide(facts: Facts, stage: Stage, scale: str) -> None:
    grading = Grading(stage, facts, 1, "")
    content = Outgoing(b"m" * 16, b"1" * 20, b"2" * 32, None, None, 1, "image/png", "still", Standing.NEW, (), grading)
    category, derived = category_of(content, scale), derive(facts, scale)
    if category.number is None:
        assert category.why_not
        assert category.why_not in str(as_vics(content, scale).tags)
    else:
        assert stage is Stage.GRADED
        assert str(category.number) == derived.value
        assert not derived.needs_a_person
    with pytest.raises(NotNumbered):
        category_of(content, "UK_ABC")


@pytest.mark.parametrize(
    ("path", "archive"),
    [
        (b"a/b.jpg", None),
        (b"a.zip\0b.jpg", b"a.zip"),
        (b"a.zip\0b.tar\0c.jpg", b"a.zip\0b.tar"),
        (b"a.zip\0b.jpg\0\x002", b"a.zip"),
        (b"a.zip\0b.zip\0\x002\0c.jpg", b"a.zip\0b.zip\0\x002"),
        (b"a.zip\x002", b"a.zip"),
    ],
)
def test_the_archive_of_a_file_is_found_by_its_path(path: bytes, archive: bytes | None) -> None:
    assert archive_of(path) == archive


def test_a_time_that_no_calendar_has_is_left_out() -> None:
    assert changed_at(0) is None
    assert changed_at(2**63 - 1) is not None
    assert changed_at(-(2**63)) is not None
    assert changed_at(10**21) is None
