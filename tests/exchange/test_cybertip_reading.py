"""What a CyberTipline document says comes out whole, and where it leaves the schema it says so."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings

from daymark.exchange.cybertip import (
    Invalid,
    read_file_details,
    read_report,
    write_file_details,
    write_report,
)
from exchange.cybertip_documents import ENTICEMENT, REPORTER, SUMMARY, file_xml, instances, report_xml, small_report

SLOW = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
PERSON = "<personOrUserReported>{}</personOrUserReported>"


def tolerant(**parts):
    return read_report(report_xml(**parts), strict=False)


def warned(report, *words):
    return any(all(word in sentence for word in words) for sentence in report.warnings)


@SLOW
@given(report=instances("report"))
def test_what_is_written_reads_back_the_same(report):
    again = read_report(write_report(report), strict=True)
    assert again.unknown == ()
    assert _without_remarks(again) == report
    assert read_report(write_report(report), strict=False) == again


@SLOW
@given(details=instances("fileDetails"))
def test_a_file_description_reads_back_the_same(details):
    assert _without_remarks(read_file_details(write_file_details(details), strict=False)) == details


def _without_remarks(document):
    return dataclasses.replace(document, warnings=(), unknown=())


def test_an_ordinary_report_has_no_warnings():
    report = read_report(report_xml(), strict=True)
    assert report.warnings == ()
    assert report.incident_summary.incident_type == ENTICEMENT
    assert report.incident_summary.incident_date_time.instant == datetime(2026, 1, 4, 22, 15, 30, tzinfo=UTC)
    assert report.reporter.reporting_person.email[0].value == "le@example.org"


def test_escalation_is_urgent_even_when_its_reason_is_empty():
    summary = SUMMARY.replace("<incidentDateTime>", "<escalateToHighPriority/><incidentDateTime>")
    assert tolerant(summary=summary).incident_summary.escalate_to_high_priority == ""
    assert tolerant().incident_summary.escalate_to_high_priority is None


def test_an_annotation_is_true_by_being_there():
    marks = "<reportAnnotations><sextortion/><spam>true</spam></reportAnnotations>"
    summary = SUMMARY.replace("<incidentDateTime>", f"{marks}<incidentDateTime>")
    annotations = read_report(report_xml(summary=summary), strict=True).incident_summary.report_annotations
    assert (annotations.sextortion, annotations.spam, annotations.csam_solicitation) == (True, True, None)


def test_gates_of_a_file_have_three_states():
    details = read_file_details(
        file_xml("<fileViewedByEsp>false</fileViewedByEsp><publiclyAvailable>1</publiclyAvailable>"), strict=True
    )
    assert (details.file_viewed_by_esp, details.exif_viewed_by_esp, details.publicly_available) == (False, None, True)


@pytest.mark.parametrize(
    ("received", "taken_as"),
    [
        ("Online Enticement of Children for Sexual Act", ENTICEMENT),
        ("online  enticement of children for sexual acts", ENTICEMENT),
        ("Child Sexual Molestation (not by family member)", "Child Sexual Molestation"),
        ("Child Sex Trafficing", "Child Sex Trafficking"),
        (
            "Apparent Child Pornography (Unconfirmed)",
            "Child Pornography (possession, manufacture, and distribution)",
        ),
    ],
)
def test_an_old_or_misspelt_incident_type_is_taken_as_the_nearest_with_a_warning(received, taken_as):
    report = tolerant(summary=SUMMARY.replace(ENTICEMENT, received))
    assert report.incident_summary.incident_type == taken_as
    assert report.incident_summary.incident_type_as_received == received
    assert warned(report, "incidentType", received, taken_as)


@pytest.mark.parametrize("received", ["Something else", "", "Child Sex Tourism, Trafficking and more", "x" * 100_000])
def test_an_incident_type_like_no_other_is_refused_with_the_known_ones(received):
    with pytest.raises(Invalid, match=ENTICEMENT):
        tolerant(summary=SUMMARY.replace(ENTICEMENT, received))


@pytest.mark.parametrize(
    ("parts", "missing"),
    [
        ({"summary": ""}, "incidentSummary"),
        ({"reporter": ""}, "reporter"),
        ({"reporter": "<reporter/>"}, "reportingPerson"),
        ({"summary": SUMMARY.replace("incidentDateTime", "incidentDay")}, "incidentDateTime"),
        ({"summary": SUMMARY.replace("2026-01-04T22:15:30Z", " ")}, "incidentDateTime"),
        ({"summary": SUMMARY.replace("incidentType", "kind")}, "incidentType"),
    ],
)
@pytest.mark.parametrize("strict", [True, False])
def test_without_the_required_core_there_is_no_report(parts, missing, strict):
    with pytest.raises(Invalid, match=missing) as refusal:
        read_report(report_xml(**parts), strict=strict)
    assert refusal.value.response_code == 4100


def test_a_file_description_needs_its_report_and_its_file():
    for document in (b"<fileDetails><fileId>a</fileId></fileDetails>", file_xml().replace(b"42", b"forty-two")):
        with pytest.raises(Invalid, match="reportId"):
            read_file_details(document, strict=False)
    with pytest.raises(Invalid, match="fileId"):
        read_file_details(b"<fileDetails><reportId>42</reportId></fileDetails>", strict=False)


def test_a_time_without_offset_is_kept_flagged_and_never_taken_for_utc():
    report = tolerant(summary=SUMMARY.replace("22:15:30Z", "22:15:30"))
    moment = report.incident_summary.incident_date_time
    assert moment.as_received == "2026-01-04T22:15:30"
    assert moment.instant is None
    assert not moment.offset_known
    assert moment.wall_clock == datetime(2026, 1, 4, 22, 15, 30)  # noqa: DTZ001
    assert warned(report, "incidentDateTime", "does not say its offset")


def test_an_age_of_400_is_kept_and_flagged_and_refused_when_strict():
    victim = "<victim><victimPerson><age>400</age></victimPerson></victim>"
    report = tolerant(after=victim)
    assert report.victim[0].victim_person.age == 400
    assert warned(report, "victim[1]/victimPerson/age", "400 is not between 0 and 150")
    with pytest.raises(Invalid, match="400 is not between 0 and 150"):
        read_report(report_xml(after=victim), strict=True)


@pytest.mark.parametrize("age", ["ten", "1_0", "٣", "", "99999999999999999999999", "9" * 100_000])
def test_an_age_that_is_no_number_is_kept_as_it_came(age):
    report = tolerant(after=f"<victim><victimPerson><age>{age}</age></victimPerson></victim>")
    assert report.victim[0].victim_person.age is None
    assert [kept.path for kept in report.unknown] == ["report/victim[1]/victimPerson/age"]
    assert age in report.unknown[0].text
    assert warned(report, "age")


def test_unknown_elements_attributes_and_loose_text_are_kept_with_their_place():
    report = tolerant(
        after='<victim colour="blue"><victimPerson/>loose<pet kind="dog">Rex</pet></victim><signature>abc</signature>'
    )
    assert set(report.unknown) == {
        ("report/victim[1]/@colour", "blue"),
        ("report/victim[1]/text()", "loose"),
        ("report/victim[1]/pet", '<pet kind="dog">Rex</pet>'),
        ("report/signature", "<signature>abc</signature>"),
    }
    for word in ("<pet>", "colour", "loose"):
        assert warned(report, word)


def test_a_second_of_what_may_be_there_once_is_kept_apart():
    report = tolerant(after=PERSON.format("<screenName>one</screenName><screenName>two</screenName>"))
    assert report.person_or_user_reported[0].screen_name == "one"
    assert report.unknown[0].text == "<screenName>two</screenName>"
    assert warned(report, "a second <screenName>")


def test_elements_inside_a_text_are_kept_and_the_text_is_taken_whole():
    report = tolerant(after="<additionalInfo>seen <b>twice</b> today</additionalInfo>")
    assert report.additional_info == "seen twice today"
    assert report.unknown[0].text == "<b>twice</b>"


def test_elements_in_another_order_are_read_with_a_warning():
    report = read_report(f"<report>{REPORTER}{SUMMARY}</report>".encode(), strict=False)
    assert report == dataclasses.replace(read_report(report_xml(), strict=False), warnings=report.warnings)
    assert warned(report, "<incidentSummary> comes too late")


def test_a_report_in_a_namespace_is_read_with_a_warning_and_refused_when_strict():
    document = report_xml().replace(b"<report>", b'<report xmlns="https://example.org/ct">')
    report = read_report(document, strict=False)
    assert report.reporter.reporting_person.first_name == "Trust"
    assert warned(report, "https://example.org/ct")
    with pytest.raises(Invalid):
        read_report(document, strict=True)


def test_the_schema_location_of_older_clients_is_no_divergence():
    document = report_xml().replace(
        b"<report>",
        b'<report xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="https://example.org/xsd">',
    )
    for strict in (True, False):
        report = read_report(document, strict=strict)
        assert (report.warnings, report.unknown) == ((), ())


def test_a_type_on_the_pair_instead_of_the_group_is_understood():
    pair = '<details><nameValuePair type="EXIF"><name>Make</name><value>Example</value></nameValuePair></details>'
    details = read_file_details(file_xml(pair), strict=False)
    assert details.details[0].type == "EXIF"
    assert details.details[0].name_value_pair[0].name == "Make"
    assert warned(details, "nameValuePair", "@type")
    with pytest.raises(Invalid, match="type"):
        read_file_details(file_xml(pair), strict=True)


def test_the_newer_age_assertion_is_read_before_the_schema_knows_it():
    inside = "<age>12</age><ageAssertionDiscrepancy>true</ageAssertionDiscrepancy><dateOfBirth>2014-01-01</dateOfBirth>"
    report = tolerant(after=f"<victim><victimPerson>{inside}</victimPerson></victim>")
    assert report.victim[0].victim_person.age_assertion_discrepancy == "true"
    assert report.victim[0].victim_person.date_of_birth.day.year == 2014
    assert report.unknown == ()
    assert warned(report, "ageAssertionDiscrepancy", "not in the schema")


def test_a_perceptual_hash_is_as_good_as_any_other():
    details = read_file_details(file_xml('<originalFileHash hashType="PDQ">f8f8</originalFileHash>'), strict=True)
    assert (details.original_file_hash[0].hash_type, details.original_file_hash[0].value) == ("PDQ", "f8f8")


def test_a_value_in_other_letters_is_taken_as_the_listed_one():
    capture = "<ipCaptureEvent><ipAddress>203.0.113.7</ipAddress><eventName>LOGIN</eventName></ipCaptureEvent>"
    report = tolerant(after=PERSON.format(capture))
    assert report.person_or_user_reported[0].ip_capture_event[0].event_name == "Login"
    assert warned(report, "eventName", "LOGIN")


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<industryClassification>A1</industryClassification>", "industryClassification"),
        ("<fileAnnotations><potentialMeme/></fileAnnotations>", "potentialMeme"),
        ("<potentialMeme>true</potentialMeme>", "potentialMeme"),
    ],
)
def test_a_supplemental_file_has_no_classification_and_is_no_meme(inside, fault):
    document = file_xml(f"<fileRelevance>Supplemental Reported</fileRelevance>{inside}")
    with pytest.raises(Invalid, match=fault):
        read_file_details(document, strict=True)
    assert warned(read_file_details(document, strict=False), fault)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"summary": ""}, r"Line 1, <reporter>: not expected here; .*<incidentSummary> is expected"),
        ({"reporter": "<reporter/>"}, r"<reporter>: not complete; <reportingPerson> is expected"),
        (
            {"summary": SUMMARY.replace("2026-01-04T22:15:30Z", "yesterday")},
            r"<incidentDateTime>: 'yesterday' is not a valid value",
        ),
        ({"after": "<madeUp/>"}, r"<madeUp>: not expected here"),
        ({"after": '<victim><victimPerson><email type="Pigeon">a</email></victimPerson></victim>'}, "type: .*Pigeon"),
    ],
)
def test_a_strict_refusal_names_line_element_and_what_was_expected(parts, sentence):
    with pytest.raises(Invalid, match=sentence):
        read_report(report_xml(**parts), strict=True)


def test_the_line_of_the_fault_is_the_line_of_the_document():
    document = report_xml(after="\n\n<madeUp/>")
    with pytest.raises(Invalid, match="Line 3"):
        read_report(document, strict=True)
    assert warned(read_report(document, strict=False), "Line 3")


def test_a_document_of_another_kind_is_named():
    with pytest.raises(Invalid, match="is a <fileDetails>; a <report> is expected"):
        read_report(file_xml(), strict=True)


def test_two_kinds_of_incident_in_one_place_are_both_read_with_a_warning():
    report = tolerant(before="<internetDetails><emailIncident/><webPageIncident/></internetDetails><internetDetails/>")
    assert report.internet_details[0].email_incident is not None
    assert report.internet_details[0].web_page_incident is not None
    assert warned(report, "internetDetails[1]", "one of its kinds")
    assert warned(report, "internetDetails[2]", "one of its kinds")


def test_longer_texts_than_the_documentation_allows_are_taken_and_flagged():
    report = tolerant(after=PERSON.format(f"<screenName>{'x' * 257}</screenName>"))
    assert len(report.person_or_user_reported[0].screen_name) == 257
    assert warned(report, "screenName", "at most 256")


def test_an_invalid_report_is_never_written():
    report = small_report()
    summary = dataclasses.replace(report.incident_summary, incident_type="Something else")
    with pytest.raises(Invalid, match="Something else"):
        write_report(dataclasses.replace(report, incident_summary=summary))
    with pytest.raises(Invalid, match="XML cannot carry"):
        write_report(dataclasses.replace(report, additional_info="\x00"))


def test_a_state_of_an_account_that_is_neither_true_nor_false_is_kept_as_it_came():
    disabled = '<accountPermanentlyDisabled disabledDate="2026-01-04T22:15:30Z">maybe</accountPermanentlyDisabled>'
    report = tolerant(after=PERSON.format(disabled))
    account = report.person_or_user_reported[0].account_permanently_disabled
    assert account.value is None
    assert account.disabled_date.offset_known
    assert [kept.text for kept in report.unknown] == ["maybe"]
    assert warned(report, "accountPermanentlyDisabled", "neither true nor false")


def test_an_annotation_that_says_false_is_false_and_flagged():
    marks = "<reportAnnotations><sextortion>false</sextortion></reportAnnotations>"
    summary = SUMMARY.replace("<incidentDateTime>", f"{marks}<incidentDateTime>")
    report = tolerant(summary=summary)
    assert report.incident_summary.report_annotations.sextortion is False
    assert warned(report, "sextortion", "says false")
    with pytest.raises(Invalid, match="sextortion"):
        read_report(report_xml(summary=summary), strict=True)
