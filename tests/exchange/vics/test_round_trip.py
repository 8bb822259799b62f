"""Out and in again: nothing is lost that the version of VICS can carry, and what it cannot carry is told."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daymark.exchange.vics import Version, read_vics, write_cases, write_hash_set
from exchange.vics.vics_documents import (
    CASE_ID,
    Case,
    Identifier,
    MediaFile,
    MediaMetadata,
    Repository,
    Segment,
    both,
    cases_out,
    documents,
    hash_set_out,
    in_1x_cases,
    in_1x_media,
    in_20_cases,
    in_20_media,
    media_of,
    medium,
    saved,
)

in_short = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
any_region = st.sampled_from(["Default", "US", "UK", "CUSTOM"])


def counted(case: Case, media: list) -> Case:
    """The case with the totals that the writer counts."""
    return replace(case, total_media_files=len(media), total_precategorized=sum(m.is_precategorized for m in media))


def out_and_in(folder, cases, version, region):
    """The cases as they are read from what was written, and the remarks of the writer."""
    path = folder / "case.json"
    with path.open("wb") as stream:
        written = write_cases(stream, cases, version=version, region=region)
    document = read_vics(path)
    found, bad = both(document)
    assert (bad, document.is_whole, document.warnings) == ([], True, ())
    assert document.context.version == version
    media = [[each.media for each in found if each.case == place] for place in range(len(cases))]
    return list(zip(document.cases, media, strict=True)), written


@in_short
@given(documents(in_20_cases, in_20_media), any_region)
def test_a_case_in_20_comes_back_whole(tmp_path_factory, cases, region):
    folder = tmp_path_factory.mktemp("vics")
    read, written = out_and_in(folder, cases, Version.V2_0, region)
    assert read == [(counted(case, media), media) for case, media in cases]
    assert written.remarks == ()
    assert written.media == sum(len(media) for _, media in cases)


@pytest.mark.parametrize("version", [Version.V1_2, Version.V1_3])
@in_short
@given(documents(in_1x_cases, in_1x_media))
def test_a_case_in_1x_comes_back_whole(tmp_path_factory, version, cases):
    folder = tmp_path_factory.mktemp("vics")
    read, written = out_and_in(folder, cases, version, "Default")
    assert read == [(counted(case, media), media) for case, media in cases]
    assert {loss.property for loss in written.losses} <= {"MediaFile.MediaFileID"}


@pytest.mark.parametrize("version", list(Version))
@in_short
@given(media=st.lists(in_1x_media, max_size=5, unique_by=lambda each: each.md5))
def test_a_hash_set_comes_back_whole_in_every_version(tmp_path_factory, version, media):
    media = [replace(each, media_files=()) for each in media]
    path = tmp_path_factory.mktemp("vics") / "set.json"
    with path.open("wb") as stream:
        write_hash_set(stream, media, version=version)
    document = read_vics(path)
    assert (media_of(document), document.cases, document.holds_cases) == (media, (), False)


@in_short
@given(media=st.lists(in_20_media, min_size=1, max_size=3, unique_by=lambda each: each.md5))
def test_what_1x_cannot_carry_is_told_property_by_property(media):
    _, said = cases_out((Case(CASE_ID), media), version=Version.V1_3)
    lost = {loss.property: loss.values for loss in said.losses}
    for field, name in [
        ("mime_type", "MimeType"),
        ("self_generated", "SelfGenerated"),
        ("date_updated", "DateUpdated"),
    ]:
        assert lost.get(f"Media.{name}", 0) == sum(getattr(each, field) is not None for each in media)
    for field, name in [("segments", "Segments"), ("repositories", "Repositories"), ("identifiers", "Identifiers")]:
        assert lost.get(f"Media.{name}", 0) == sum(len(getattr(each, field)) for each in media)


def test_every_property_that_13_has_no_place_for_is_named():
    file = MediaFile(1, "a.jpg", source_id="ABC/1", deleted=True, physical_location=4096)
    media = medium(
        mime_type="image/jpeg",
        self_generated=False,
        segments=(Segment(1, "0", "1", 1),),
        repositories=(Repository("CAID"),),
        media_metadata=(MediaMetadata("Codec", "h264"),),
        identifiers=(Identifier(name="synthetic_1"),),
        media_files=(file,),
    )
    content, said = cases_out((Case(CASE_ID), [media]), version=Version.V1_3)
    assert {loss.property for loss in said.losses} == {
        "Media.MimeType", "Media.SelfGenerated", "Media.Segments", "Media.Repositories", "Media.MediaMetadata",
        "Media.Identifiers", "MediaFile.MediaFileID", "MediaFile.SourceID", "MediaFile.Deleted",
        "MediaFile.PhysicalLocation",
    }  # fmt: skip
    assert "Media.MimeType: VICS 1.3 has no place for it; not written (1 value)." in said.remarks
    assert b"image/jpeg" not in content


def test_what_the_schema_does_not_have_is_told_and_not_passed_on(tmp_path):
    content, said = hash_set_out(medium(more={"Miniature": "AAAA"}))
    assert [loss.property for loss in said.losses] == ["Media.Miniature"]
    assert b"Miniature" not in content


def test_a_region_is_lost_in_13_and_that_is_told():
    out = io.BytesIO()
    said = write_hash_set(out, [medium()], version=Version.V1_3, region="UK")
    assert said.remarks == ("VICS 1.3 cannot say that its categories are those of the region UK.",)
    assert hash_set_out(medium(), region="UK")[1].remarks == ()


def test_media_of_two_cases_are_not_merged_with_each_other(tmp_path):
    cases = [(Case(CASE_ID, case_number="1"), [medium(1)]), (Case(CASE_ID, case_number="2"), [medium(1)])]
    found, _ = both(saved(tmp_path, cases_out(*cases)[0]))
    assert [(each.case, each.entries) for each in found] == [(0, 1), (1, 1)]
