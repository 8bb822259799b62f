"""A law-enforcement report is read whole, whatever it leaves out or says in another form."""

from __future__ import annotations

import copy
import dataclasses
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.exchange.archive import Member, RefusedMember, open_archive
from daymark.exchange.lepackage import LePackage, UnreadablePackage, find_packages, read_package, said_yes
from daymark.exchange.lepackage.report import Capture, Contact, PostalAddress, ReportedPerson, UploadedFile
from daymark.exchange.moments import read_moment
from exchange.le_documents import FILE, NAMESPACE, PERSON, PICTURE, member, only_package, read, read_json, report_json
from exchange.outside_fixtures import outside

LOGIN = Capture(
    capture_type="IP Address",
    value="203.0.113.7",
    event_name="LOGIN",
    date_time=read_moment("2026-01-04T21:59:00Z"),
    port=51234,
)


def warned(report, *words):
    return any(all(word in sentence for word in words) for sentence in report.warnings)


def whole():
    return read({"200000001.json": report_json(), "Media/200000001-1.jpg": PICTURE})


def test_a_whole_report_is_read_without_warnings_or_rest():
    report = whole()
    assert (report.warnings, report.unknown, report.suspiciously_empty) == ((), (), False)
    assert (report.report_id, report.form) == ("200000001", "json")
    assert report.date_received.instant == datetime(2026, 1, 5, 10, 11, 12, tzinfo=UTC)
    assert report.reporting_esp.esp_name == "Example Social Ltd"
    assert report.incident_type == "Child Sex Tourism"
    assert report.webpage_incidents[0].urls == ("https://social.example/p/1",)
    assert report.email_incidents[0].contents == ("Synthetic mail",)
    assert report.intended_recipients[0].screen_name == "recipient_1"
    assert report.additional_informations == ("Report-level note (synthetic)",)


def test_a_person_is_read_whole():
    person = whole().reported_persons[0]
    assert person.date_of_birth.day == date(1990, 1, 1)
    assert person.screen_name == "synth_user_1"
    assert person.approximate_age == "36"
    assert person.emails == (Contact(value="user@example.org", verified=True),)
    assert person.phones == (Contact(value="+447700900123", verified=False),)
    assert person.addresses == (
        PostalAddress(
            street1="1 Example Street", street2="Flat 2", city="Town", state="North", postal_code="X1 1XX", country="GB"
        ),
    )
    assert person.source_captures == (LOGIN,)
    assert (person.access_to_child_victim, person.access_to_children) == ("true", "Yes")


@pytest.mark.parametrize(
    ("record", "keys", "elsewhere"),
    [
        (ReportedPerson, PERSON, {"sourceInformation": "source_captures"}),
        (UploadedFile, FILE, {"sourceInformation": "source_captures"}),
    ],
)
def test_every_known_key_has_its_field_and_is_filled(record, keys, elsewhere):
    report = whole()
    found = report.reported_persons[0] if record is ReportedPerson else report.uploaded_files[0]
    for key in keys:
        name = elsewhere.get(key) or "".join(f"_{c.lower()}" if c.isupper() else c for c in key)
        assert getattr(found, name) not in (None, ()), key
    ours = {field.name for field in dataclasses.fields(record)} - {"media", "media_intact"}
    assert len(ours) == len(keys)


def test_every_container_may_be_null_or_absent():
    for empty in (None, {}, [], ""):
        document = report_json()
        document["reportedInformation"] = dict.fromkeys(document["reportedInformation"], empty)
        report = read_json(document)
        assert (report.report_id, report.unknown) == ("200000001", ())
        assert report.suspiciously_empty
    report = read_json({"reportId": "200000001"})
    assert report.suspiciously_empty
    assert warned(report, "a person must compare it")


def test_half_of_the_expected_facts_missing_is_said_loudly_and_less_is_not():
    document = report_json()
    document["reportedInformation"]["reportedPeople"] = None
    report = read_json(document)
    assert not report.suspiciously_empty
    document["reportedInformation"]["incidentSummary"] = None
    document["reportedInformation"]["intendedRecipients"] = None
    report = read_json(document)
    assert report.suspiciously_empty
    assert warned(report, "the type of incident", "a person")


def test_a_renamed_key_is_kept_with_its_path_and_flagged():
    document = report_json()
    summary = document["reportedInformation"]["incidentSummary"]
    summary["incidentKind"] = summary.pop("incidentType")
    report = read_json(document)
    assert report.incident_type is None
    assert ("reportedInformation.incidentSummary.incidentKind", '"Child Sex Tourism"') in report.unknown
    assert warned(report, "incidentKind", "not known here")


@pytest.mark.parametrize("wrong", [7, "text", True, ["text"], [[["deep"]]], {"odd": 1}, [None, {}, 3]])
@pytest.mark.parametrize(
    "key",
    ["reportingEsp", "incidentSummary", "incidentDetails", "reportedPeople", "uploadedFiles", "additionalInformations"],
)
def test_a_container_of_another_type_loses_nothing(key, wrong):
    document = report_json()
    document["reportedInformation"][key] = wrong
    report = read_json(document)
    kept = " ".join(f"{path} {text}" for path, text in report.unknown) + " ".join(report.additional_informations)
    for said in ("7", "text", "deep", "odd", "3"):
        if said in json.dumps(wrong):
            assert said in kept


def test_bare_values_are_taken_where_objects_are_usual():
    document = report_json()
    person = document["reportedInformation"]["reportedPeople"]["reportedPersons"][0] = dict(PERSON)
    person |= {"emails": ["a@example.org"], "screenName": "bare", "additionalInformations": "one text", "phones": 5}
    read_person = read_json(document).reported_persons[0]
    assert read_person.emails == (Contact(value="a@example.org"),)
    assert read_person.screen_name == "bare"
    assert read_person.additional_informations == ("one text",)
    assert read_person.phones == (Contact(value="5"),)


@pytest.mark.parametrize(("port", "kept"), [("51234", 51234), (0, 0), (65536, None), (-1, None), ("x", None), (True, None), (1.5, None)])  # fmt: skip  # noqa: E501
def test_a_port_is_a_port_or_is_kept_as_it_came(port, kept):
    document = report_json()
    file = document["reportedInformation"]["uploadedFiles"]["uploadedFiles"][0] = copy.deepcopy(FILE)
    file["sourceInformation"]["sourceCaptures"][0]["port"] = port
    report = read_json(document)
    assert report.uploaded_files[0].source_captures[0].port == kept
    assert (kept is None) == any(path.endswith("port") for path, _ in report.unknown)


@pytest.mark.parametrize(
    ("said", "instant", "known"),
    [
        ("2026-01-04T22:15:30Z", datetime(2026, 1, 4, 22, 15, 30, tzinfo=UTC), True),
        ("2026-01-04 22:15:30 UTC", datetime(2026, 1, 4, 22, 15, 30, tzinfo=UTC), True),
        ("2026-01-04T22:15:30", None, False),
        ("last night", None, False),
    ],
)
def test_times_are_kept_as_received_and_placed_only_with_their_zone(said, instant, known):
    document = report_json()
    document["reportedInformation"]["incidentSummary"]["incidentDateTime"] = said
    report = read_json(document)
    moment = report.incident_date_time
    assert (moment.as_received, moment.instant, moment.offset_known) == (said, instant, known)
    assert warned(report, "incidentDateTime") == (not known)


@pytest.mark.parametrize(("said", "answer"), [("true", True), ("Yes", True), ("No", False), ("0", False), ("Unknown", None), (None, None), ("", None)])  # fmt: skip  # noqa: E501
def test_only_a_plain_yes_is_yes(said, answer):
    assert said_yes(said) is answer


def test_gates_of_a_file_stay_unknown_when_nobody_said():
    document = report_json()
    file = document["reportedInformation"]["uploadedFiles"]["uploadedFiles"][0]
    file |= {"viewedByEsp": None, "publiclyAvailable": "partly"}
    report = read_json(document)
    assert (report.uploaded_files[0].viewed_by_esp, report.uploaded_files[0].publicly_available) == (None, None)
    assert any(text == '"partly"' for _, text in report.unknown)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_every_encoding_of_json_is_read(encoding):
    data = json.dumps(report_json(), ensure_ascii=False).replace("Town", "Köln").encode(encoding)
    report = read_json(data)
    assert report.reported_persons[0].addresses[0].city == "Köln"
    assert warned(report, "JSON is in") == (encoding != "utf-8")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not well-formed JSON"),
        (b'{"reportId": "2', "Line 1, column"),
        (b"[]", "not an object"),
        (b"null", "not an object"),
        (b"7", "not an object"),
        (b"{}", "none of the parts"),
        (b'{"name": "package.json"}', "none of the parts"),
        (b'{"reportId": "\xe9"}', "not in utf-8"),
        (b"[" * 1_000_000, "levels"),
        (b'{"reportId":' * 100_000, "levels"),
        (b'{"reportId":' + b"[" * 100 + b"]" * 100 + b"}", "levels"),
    ],
)
def test_what_is_no_report_is_refused_in_words_with_its_name(data, words):
    with pytest.raises(UnreadablePackage, match=words) as refusal:
        read_json(data)
    assert "200000001.json" in refusal.value.message


def test_a_document_larger_than_any_report_is_refused():
    huge = Member("1.json", 33 * 1024 * 1024, lambda: None)
    (package,) = find_packages([huge])
    with pytest.raises(UnreadablePackage, match="at most"):
        read_package(package)


def test_a_key_that_comes_twice_is_kept_twice():
    report = read_json(b'{"reportId": "1", "dateReceived": "2026-01-05T10:11:12Z", "dateReceived": "other"}')
    assert report.date_received.as_received == "2026-01-05T10:11:12Z"
    assert ("dateReceived#2", '"other"') in report.unknown
    many = read_json(b'{"reportId": "1"' + b', "a": 1' * 100_000 + b"}")  # hours, were each looked for among all
    assert len(many.unknown) == 100_000


def test_characters_that_no_database_keeps_are_replaced_with_a_warning():
    report = read_json(rb'{"reportId": "1", "reportedInformation": {"reportingEsp": {"espName": "a\u0000b\ud800c"}}}')
    assert report.reporting_esp.esp_name == "a\ufffdb\ufffdc"
    assert warned(report, "cannot be stored")


def test_numbers_beyond_measure_are_kept_as_text():
    report = read_json(
        b'{"reportId": 200000001, "dateReceived": ' + b"9" * 50_000 + b', "odd": NaN, "more": -Infinity}'
    )
    assert report.report_id == "200000001"
    assert len(report.date_received.as_received) == 50_000
    assert {("odd", '"NaN"'), ("more", '"-Infinity"')} <= set(report.unknown)


def test_100_kb_in_every_field_are_read_whole():
    def stuffed(value):
        if isinstance(value, dict):
            return {key: stuffed(inner) for key, inner in value.items()}
        return [stuffed(inner) for inner in value] if isinstance(value, list) else "x" * 100_000

    document = stuffed(report_json()) | {"reportId": "200000001"}
    report = read_json(document)
    assert len(report.reported_persons[0].physical_description) == 100_000
    assert all(len(sentence) < 500 for sentence in report.warnings)


def test_a_report_without_its_number_takes_the_name_of_its_file_and_says_so():
    for said in (None, "", "9" * 65):
        report = read_json(report_json() | {"reportId": said})
        assert report.report_id == "200000001"
        assert warned(report, "reportId", "name of its file")


@pytest.mark.parametrize("prefix", ["", "ns0:"])
def test_the_xml_form_is_read_by_the_same_names_under_any_prefix(prefix):
    declared = f'xmlns:{prefix[:-1]}="{NAMESPACE}"' if prefix else f'xmlns="{NAMESPACE}"'
    inner = (
        "<reportId>200000001</reportId><reportedInformation>"
        "<incidentSummary><incidentType>Child Sex Tourism</incidentType></incidentSummary>"
        "<reportedPeople><reportedPersons><screenName><value>one</value></screenName></reportedPersons>"
        "<reportedPersons><screenName>two</screenName></reportedPersons></reportedPeople></reportedInformation>"
    )
    inner = inner.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")
    report = read({"200000001.xml": f"<{prefix}report {declared}>{inner}</{prefix}report>".encode()})
    assert (report.form, report.report_id, report.incident_type) == ("xml", "200000001", "Child Sex Tourism")
    assert [person.screen_name for person in report.reported_persons] == ["one", "two"]
    assert report.unknown == ()


def test_the_hubstream_form_gives_its_number_and_keeps_the_rest():
    xml = b'<IMPORT><CRIMEREPORT Name="200000001"><ENTITY Type="Person">Alex</ENTITY></CRIMEREPORT></IMPORT>'
    report = read({"anything.xml": xml})
    assert (report.form, report.report_id) == ("hubstream", "200000001")
    assert report.suspiciously_empty
    assert any("Alex" in text for _, text in report.unknown)


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (b'<!DOCTYPE report [<!ENTITY x "y">]><report/>', "DTD"),
        (b"<report>", "Line 1"),
        (b"<html/>", "<html> of this form is no law-enforcement report"),
        (b"<report><incidentSummary/></report>", "no law-enforcement report"),
        (b"<report/>", "none of the parts"),
        (b"<a>" * 300, "levels"),
    ],
)
def test_xml_that_is_no_package_is_refused_in_words(xml, words):
    with pytest.raises(UnreadablePackage, match=words):
        read({"1.xml": xml})


def test_beside_a_broken_json_the_xml_is_read_and_both_documents_are_kept():
    xml = f'<report xmlns="{NAMESPACE}"><reportId>200000001</reportId></report>'.encode()
    report = read({"200000001.json": b"{", "200000001.xml": xml})
    assert report.form == "xml"
    assert warned(report, "200000001.json", "not well-formed JSON")
    assert [document.data for document in report.documents] == [b"{", xml]


def test_a_json_and_an_xml_of_two_reports_are_noticed():
    xml = f'<report xmlns="{NAMESPACE}"><reportId>5</reportId></report>'.encode()
    report = read({"200000001.json": report_json(), "200000001.xml": xml})
    assert report.report_id == "200000001"
    assert warned(report, "200000001.xml", "is report 5")


def test_a_damaged_document_is_named():
    def damaged():
        raise OSError("disk")

    package = only_package({"1.json": {}})
    package.documents["json"] = Member("1.json", 2, damaged)
    with pytest.raises(UnreadablePackage, match=r"1\.json.*cannot be read"):
        read_package(package)
    with pytest.raises(RefusedMember):
        package.documents["json"].read(at_most=10)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(["reportId", "dateReceived", "reportedInformation", "odd"]), JSON))
def test_arbitrary_json_gives_a_report_or_a_problem(document):
    _report_or_problem({"1.json": document})


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_any_part_of_a_report_may_be_anything(data):
    document = report_json()
    for _ in range(data.draw(st.integers(1, 4))):
        holder = document
        while True:
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            key = data.draw(st.sampled_from(keys))
            if not isinstance(holder[key], dict | list) or not holder[key] or data.draw(st.booleans()):
                break
            holder = holder[key]
        holder[key] = data.draw(JSON)
        if not isinstance(document["reportedInformation"], dict) or not document["reportedInformation"]:
            break
    _report_or_problem({"1.json": document})


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["1.json", "1.xml"]))
def test_arbitrary_bytes_give_a_report_or_a_problem(data, name):
    _report_or_problem({name: data})


def _report_or_problem(files):
    try:
        report = read(files)
    except UnreadablePackage:
        return
    assert isinstance(report, LePackage)
    json.dumps(dataclasses.asdict(report), default=str).encode("utf-8")


def test_the_package_of_the_notes_is_read():
    with open_archive(outside("ncmec/le-export")) as archive:
        (package,) = find_packages(archive.members)
        report = read_package(package)
    assert report.report_id == "200000001"
    assert not report.suspiciously_empty
    assert report.unknown == ()
    assert [capture.value for capture in report.reported_persons[0].source_captures][1] == "2001:db8::7"
    assert warned(report, "200000001-1.jpg", "missing from the package")


def test_a_member_is_found_by_hand_as_by_archive():
    assert member("a", b"xyz").read(at_most=3) == b"xyz"
