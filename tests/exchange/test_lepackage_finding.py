"""Each report of a batch is found with its own media, and nothing in the batch is passed over in silence."""

from __future__ import annotations

import hashlib
import io
import json
import time
import zipfile

from daymark.exchange.archive import Limits, Member, open_archive
from daymark.exchange.lepackage import find_packages, read_package, strays, unclaimed_media
from exchange.le_documents import NAMESPACE, PICTURE, PICTURE_MD5, member, members, only_package, read, report_json

XML = f'<report xmlns="{NAMESPACE}"><reportId>200000001</reportId></report>'.encode()


def found(files):
    return {package.name: package for package in find_packages(members(files))}


def names(held):
    return [member.name for member in held]


def test_a_folder_for_each_report():
    packages = found(
        {
            "batch/1/1.json": {}, "batch/1/1.xml": XML, "batch/1/1.pdf": b"", "batch/1/Media/a.jpg": b"",
            "batch/2/2.xml": XML, "batch/2/media/sub/b.jpg": b"", "batch/2/Supplemental/c.jpg": b"",
        }
    )  # fmt: skip
    assert list(packages) == ["batch/1/1", "batch/2/2"]
    first, second = packages.values()
    assert sorted(first.documents) == ["json", "xml"]
    assert (names(first.media), names(first.others)) == (["batch/1/Media/a.jpg"], ["batch/1/1.pdf"])
    assert names(second.media) == ["batch/2/media/sub/b.jpg"]
    assert names(second.supplements) == ["batch/2/Supplemental/c.jpg"]


def test_many_reports_in_one_folder_share_it_by_name():
    packages = found(
        {
            "10.json": {}, "100.json": {}, "10.pdf": b"", "Media/10-1.jpg": b"", "Media/100-1.jpg": b"",
            "Media/100/x.jpg": b"", "Media/loose.jpg": b"", "Supplement1/10_a.jpg": b"",
        }
    )  # fmt: skip
    assert names(packages["10"].media) == ["Media/10-1.jpg"]
    assert names(packages["100"].media) == ["Media/100-1.jpg", "Media/100/x.jpg"]
    assert names(packages["10"].supplements) == ["Supplement1/10_a.jpg"]
    assert names(packages["10"].others) == ["10.pdf"]
    assert packages["10"].shared is packages["100"].shared
    assert list(packages["10"].shared) == ["loose.jpg"]


def test_a_json_and_an_xml_under_two_names_are_one_report_unless_both_are_numbers():
    assert list(found({"report.json": {}, "200000001.xml": XML})) == ["200000001"]
    assert list(found({"200000001.xml": XML, "200000002.json": {}})) == ["200000001", "200000002"]


def test_json_and_xml_among_the_media_are_no_reports():
    assert list(found({"1.json": {}, "Media/exif.json": {}, "Supplement/2.xml": XML})) == ["1"]


def test_what_belongs_to_no_report_is_named():
    batch = members({"1.json": {}, "2.json": {}, "readme.txt": b"", "empty/Media/a.jpg": b"", "Supplement/a.jpg": b""})
    packages = list(find_packages(batch))
    assert names(strays(batch, packages)) == ["readme.txt", "empty/Media/a.jpg", "Supplement/a.jpg"]


def test_a_file_is_matched_to_its_media_and_its_digest_compared():
    report = read({"200000001.json": report_json(), "Media/200000001-1.JPG": PICTURE})
    assert report.uploaded_files[0].media == "Media/200000001-1.JPG"
    assert report.uploaded_files[0].media_intact is True
    assert report.extra_media == ()


def test_media_with_another_digest_are_matched_and_flagged():
    report = read({"200000001.json": report_json(), "Media/200000001-1.jpg": b"another picture"})
    assert report.uploaded_files[0].media_intact is False
    (sentence,) = report.warnings
    assert "digest of Media/200000001-1.jpg" in sentence
    assert PICTURE_MD5 in sentence


def test_a_renamed_file_is_found_by_its_digest():
    report = read({"200000001.json": report_json(), "Media/renamed.bin": PICTURE})
    assert report.uploaded_files[0].media == "Media/renamed.bin"


def test_a_missing_file_and_one_too_many_are_both_said():
    report = read({"200000001.json": report_json(), "Media/other.jpg": b"other"})
    assert report.uploaded_files[0].media is None
    assert report.extra_media == ("Media/other.jpg",)
    assert any("200000001-1.jpg: the file itself is missing" in sentence for sentence in report.warnings)
    assert any("Media/other.jpg: is in the package but" in sentence for sentence in report.warnings)


def test_of_two_media_of_one_name_the_intact_one_is_taken():
    files = {"200000001.json": report_json(), "Media/a/200000001-1.jpg": b"wrong", "Media/b/200000001-1.jpg": PICTURE}
    report = read(files)
    assert report.uploaded_files[0].media == "Media/b/200000001-1.jpg"
    assert report.extra_media == ("Media/a/200000001-1.jpg",)


def test_longer_digests_are_compared_as_what_they_are():
    document = report_json()
    file = document["reportedInformation"]["uploadedFiles"]["uploadedFiles"][0]
    for said, intact in ((hashlib.sha256(PICTURE).hexdigest().upper(), True), ("odd", None)):
        file["verificationHash"] = said
        report = read({"200000001.json": document, "Media/200000001-1.jpg": PICTURE})
        assert report.uploaded_files[0].media_intact is intact


def test_a_path_in_a_reported_name_reaches_nothing():
    document = report_json()
    document["reportedInformation"]["uploadedFiles"]["uploadedFiles"][0]["filename"] = "../../../etc/passwd"
    report = read({"200000001.json": document, "Media/a.txt": b"x"})
    assert report.uploaded_files[0].media is None


def test_media_are_left_alone_when_only_documents_are_wanted():
    def never():
        raise AssertionError("the media were opened")

    package = only_package({"200000001.json": report_json()})
    package.media.append(Member("Media/200000001-1.jpg", 1, never))
    file = read_package(package, verify_media=False).uploaded_files[0]
    assert (file.media, file.media_intact) == ("Media/200000001-1.jpg", None)


def test_damaged_media_are_said_and_the_report_is_still_read():
    def damaged():
        raise OSError("disk")

    package = only_package({"200000001.json": report_json()})
    package.media.append(Member("Media/200000001-1.jpg", 1, damaged))
    report = read_package(package)
    assert report.uploaded_files[0].media_intact is None
    assert any("Media/200000001-1.jpg” was not taken" in sentence for sentence in report.warnings)


def test_shared_media_go_to_the_report_that_names_them_and_the_rest_is_listed():
    documents = {f"{number}.json": report_json(number) for number in ("1", "2")}
    batch = members(documents | {"Media/A.jpg": PICTURE, "Media/z.jpg": b"z"})
    packages = list(find_packages(batch))
    reports = [read_package(package) for package in packages]
    assert [report.uploaded_files[0].media for report in reports] == ["Media/A.jpg", "Media/A.jpg"]
    assert unclaimed_media(packages, reports) == ["Media/z.jpg"]


def test_the_documents_are_handed_on_as_they_came():
    data = b"\xef\xbb\xbf" + json.dumps(report_json()).encode()
    report = read({"200000001.json": data})
    assert report.documents[0].data == data
    assert "data" not in repr(report.documents[0])


def test_one_bad_file_in_a_zip_spoils_nothing_else():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in ("1", "2"):
            archive.writestr(f"{number}/{number}.json", json.dumps(report_json(number)))
            archive.writestr(f"{number}/Media/{number}-1.jpg", PICTURE)
        archive.writestr("../evil.json", "{}")
        archive.writestr("3/3.json", "{")
    with open_archive(stream, Limits()) as archive:
        assert [refused.name for refused in archive.refused] == ["../evil.json"]
        packages = list(find_packages(archive.members))
        assert [package.name for package in packages] == ["1/1", "2/2", "3/3"]
        reports = [read_package(package) for package in packages[:2]]
    assert all(report.uploaded_files[0].media_intact for report in reports)


def test_a_folder_of_thousands_is_sorted_in_seconds():
    batch = [member(f"{number}.json", b"{}") for number in range(5_000)]
    batch += [member(f"Media/{number}-1.jpg", b"") for number in range(5_000)]
    batch += [member(f"Media/loose{number}.jpg", b"") for number in range(5_000)]
    batch += [member("Media/" + "-" * 1000, b"")]
    started = time.process_time()
    packages = list(find_packages(batch))
    assert time.process_time() - started < 3
    assert all(len(package.media) == 1 for package in packages)
