"""The industry server on the wire, as public clients use it: their sequences, their divergences, many at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from lxml import etree

from cli.centre import Centre, Served, a_centre
from daymark.exchange.cybertip import schema_xml
from exchange.cybertip_documents import report_xml
from exchange.outside_fixtures import outside
from industry_wire import BOUNDARY, Client, break_off, form_body, serving_industry

MINIMAL = report_xml()
BATCHED = MINIMAL.replace(b"<report>", b'<report><batchedReport reason="VIRAL_POTENTIAL_MEME"/>', 1)
# What public clients send beside or against the schema (seen in their sources and recordings).
XSI = b'<report xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="https://x.example/xsd">'
DETAILS = "<fileDetails><reportId>{report}</reportId><fileId>{file}</fileId>{rest}</fileDetails>"
PAIR_WITH_TYPE = (
    '<details><nameValuePair type="EXIF"><name>Make</name><value>Synthetic</value></nameValuePair></details>'
)


@pytest.fixture(scope="module")
def centre() -> Iterator[Centre]:
    with a_centre() as made:
        yield made


@pytest.fixture(scope="module")
def served(centre: Centre) -> Iterator[Served]:
    with serving_industry(centre) as running:
        yield running


@pytest.fixture
def client(served: Served) -> Client:
    return Client(served.port)


def told(centre: Centre, what: str) -> object:
    """What the centre holds, asked in a process of its own."""
    asked = f"""
import json
from daymark.casework.access.context import acting_as_system
from daymark.casework.reports.models import *
from daymark.casework.triage.models import Assessment
with acting_as_system():
    print(json.dumps({what}))
"""
    return json.loads(centre.python(asked))


def test_status_and_schema_as_clients_check_them(client: Client) -> None:
    status = client.get("status")
    assert (status.status, status.root, status.code) == (200, "reportResponse", 0)
    assert status.parts["responseDescription"].startswith("Remote User : wire-host")
    assert status.headers["request-id"]
    assert client.get("xsd").root.endswith("schema")
    wrong = Client(client.connection.port, "Basic d3Jvbmc6d3Jvbmc=").get("status")
    assert (wrong.status, wrong.root) == (401, "")
    assert wrong.headers["www-authenticate"] == 'Basic realm="ESP Web Services"'


def test_a_minimal_and_a_batched_report_are_taken_on_one_connection(client: Client) -> None:
    for document in (MINIMAL, BATCHED):
        opened = client.post("submit", document)
        assert (opened.root, opened.code) == ("reportResponse", 0)
        done = client.finish(opened.report)
        assert (done.root, done.code, done.report, done.files) == ("reportDoneResponse", 0, opened.report, ())


def test_a_report_of_every_element_with_files_is_taken(client: Client) -> None:
    opened = client.post("submit", MAXIMAL)
    assert opened.code == 0
    files = []
    for number in range(3):
        content = b"harmless %d" % number
        uploaded = client.upload(opened.report, content, f"{number}.jpg")
        assert uploaded.parts["hash"] == hashlib.md5(content, usedforsecurity=False).hexdigest()
        details = DETAILS.format(report=opened.report, file=uploaded.file, rest="")
        assert client.post("fileinfo", details.encode()).file == uploaded.file
        files.append(uploaded.file)
    done = client.finish(opened.report)
    assert (done.code, done.files) == (0, tuple(files))


def test_a_report_is_retracted(client: Client) -> None:
    number = client.post("submit", MINIMAL).report
    gone = client.form("retract", id=number)
    assert (gone.root, gone.code, gone.report) == ("reportResponse", 0, number)
    assert client.finish(number).code == 5101
    assert client.form("retract", id=number).code == 5101


@pytest.mark.parametrize(
    "document",
    [
        MINIMAL.replace(b"<report>", XSI, 1),
        MINIMAL.replace(b"Sexual Acts", b"Sexual Act"),
        MINIMAL.replace(
            b"Online Enticement of Children for Sexual Acts", b"Child Sexual Molestation (not by family member)"
        ),
        MINIMAL.replace(
            b"</reportingPerson>",
            b"<age>400</age><ageAssertionDiscrepancy>x</ageAssertionDiscrepancy></reportingPerson>",
        ),
        b'<?xml version="1.0" encoding="utf-8"?>\n' + MINIMAL,
        b"\xef\xbb\xbf" + MINIMAL,
    ],
    ids=["schema location", "missing letter", "old type", "newer element", "declaration", "byte order mark"],
)
def test_what_public_clients_send_against_the_schema_is_taken(client: Client, document: bytes) -> None:
    opened = client.post("submit", document)
    assert opened.code == 0, opened.parts
    assert client.finish(opened.report).code == 0


def test_a_type_on_the_pair_instead_of_the_details_is_taken(client: Client) -> None:
    number = client.post("submit", MINIMAL).report
    file = client.upload(number, b"harmless").file
    assert client.post("fileinfo", DETAILS.format(report=number, file=file, rest=PAIR_WITH_TYPE).encode()).code == 0
    assert client.finish(number).code == 0


def test_finish_and_retract_take_both_kinds_of_form(client: Client) -> None:
    number = client.post("submit", MINIMAL).report
    assert client.form("finish", multipart=True, id=number).code == 0
    assert client.form("retract", multipart=True, id=client.post("submit", MINIMAL).report).code == 0


def test_a_file_is_named_by_a_number_that_every_client_can_read(client: Client) -> None:
    number = client.post("submit", MINIMAL).report
    token = client.upload(number, b"harmless").file
    assert len(token) == 32
    assert int(token) > 0


def test_streamed_uploads_and_documents_are_taken_whole(centre: Centre, client: Client) -> None:
    opened = client.post("submit", MINIMAL, streamed=True)
    assert opened.code == 0
    content = bytes(range(256)) * 2000
    uploaded = client.upload(opened.report, content, "stream.bin", streamed=True)
    assert uploaded.parts["hash"] == hashlib.md5(content, usedforsecurity=False).hexdigest()
    assert client.post("finish", form_body({"id": opened.report}), FORM, streamed=True).files == (uploaded.file,)
    size = f"SubmissionFile.objects.get(file_token='{uploaded.file}').size"
    assert told(centre, size) == len(content)


FORM = f"multipart/form-data; boundary={BOUNDARY}"


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "streamed"])
def test_half_a_file_is_no_file(centre: Centre, client: Client, announced: bool) -> None:
    number = client.post("submit", MINIMAL).report
    whole = form_body({"id": number}, b"z" * 50_000)
    half = whole[: len(whole) // 2]
    break_off(client.connection.port, "upload", half, FORM, announced=len(whole) if announced else None)
    done = client.finish(number)
    assert (done.code, done.files) == (0, ())


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "streamed"])
def test_half_a_document_is_kept_and_no_report(centre: Centre, client: Client, announced: bool) -> None:
    mark = b"half-%d" % announced
    document = MINIMAL.replace(b"Trust", mark)
    half = document[: document.index(mark) + 20]
    before = told(centre, "[Submission.objects.count(), Received.objects.exclude(refusal='').count()]")
    break_off(client.connection.port, "submit", half, "text/xml", announced=len(document) if announced else None)
    after = told(centre, "[Submission.objects.count(), Received.objects.exclude(refusal='').count()]")
    assert after == [before[0], before[1] + 1]


def test_a_report_finished_twice_at_once_is_one_report(served: Served, client: Client, centre: Centre) -> None:
    for _ in range(5):
        number = client.post("submit", MINIMAL).report
        token = client.upload(number, b"harmless").file
        with ThreadPoolExecutor(4) as pool:
            done = list(pool.map(lambda _, number=number: Client(served.port).finish(number), range(4)))
        assert sorted(each.code for each in done) == [0, 5102, 5102, 5102]
        assert {(each.root, each.report, each.files) for each in done} == {("reportDoneResponse", number, (token,))}
        assert told(centre, f"Report.objects.filter(external_reference='{number}').count()") == 1


def test_files_may_come_at_once_on_many_connections(served: Served, client: Client) -> None:
    number = client.post("submit", MINIMAL).report
    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda n: Client(served.port).upload(number, b"harmless %d" % n), range(16)))
    assert {each.code for each in sent} == {0}
    assert set(client.finish(number).files) == {each.file for each in sent}


def test_twenty_clients_at_once_each_get_their_own_report(served: Served, centre: Centre) -> None:
    before = told(centre, "[Report.objects.count(), Assessment.objects.count()]")

    def whole_report(place: int) -> tuple[int, str]:
        client = Client(served.port)
        number = client.post("submit", MINIMAL.replace(b"Trust", b"Client %d" % place)).report
        client.upload(number, b"harmless bytes of %d" % place)
        return client.finish(number).code, number

    with ThreadPoolExecutor(20) as pool:
        done = list(pool.map(whole_report, range(40)))
    assert {code for code, _ in done} == {0}
    assert len({number for _, number in done}) == 40
    after = told(centre, "[Report.objects.count(), Assessment.objects.count()]")
    assert after == [before[0] + 40, before[1] + 40]


def test_the_same_document_from_two_connections_is_two_reports_in_one_bundle(served: Served, centre: Centre) -> None:
    words = (
        b"<additionalInfo>A synthetic text that is long enough to be recognised as a copy.</additionalInfo></report>"
    )
    document = MINIMAL.replace(b"</report>", words)

    def send(_: int) -> str:
        client = Client(served.port)
        number = client.post("submit", document).report
        assert client.finish(number).code == 0
        return number

    with ThreadPoolExecutor(2) as pool:
        numbers = list(pool.map(send, range(2)))
    bundles = f"len(set(Assessment.objects.filter(report__external_reference__in={numbers}).values_list('bundle_id')))"
    assert told(centre, bundles) == 1


@pytest.mark.parametrize(
    ("path", "body", "kind", "code"),
    [
        ("submit", b"<report>" * 1_000_000, "text/xml", 4110),
        ("submit", b'<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><report>&c;</report>', "text/xml", 4110),
        (
            "submit",
            MINIMAL.replace(b"<report>", b'<?xml version="1.0" encoding="x-klingon"?><report>'),
            "text/xml",
            4110,
        ),
        ("submit", b'<?xml version="1.0" encoding="utf-8"?>' + "<report>\u00e9".encode("latin-1"), "text/xml", 4110),
        ("submit", b"\x00" * 1000, "text/xml", 4110),
        ("submit", b"{}", "application/json", 4110),
        ("fileinfo", b"<fileDetails/>", "text/xml", 4100),
        ("upload", b"", FORM, 4000),
        ("upload", b"nonsense", FORM, 4000),
        ("upload", form_body({"id": "1"}), FORM, 4000),
        ("finish", b"id=%00", "application/x-www-form-urlencoded", 5001),
        ("finish", b"id=" + b"9" * 5000, "application/x-www-form-urlencoded", 5001),
        ("finish", b"x" * 3_000_000, "application/x-www-form-urlencoded", 4000),
        ("finish", b"&a=b" * 1000, "application/x-www-form-urlencoded", 4000),
        ("retract", b"", "text/plain", 4000),
    ],
)
def test_bad_input_gets_a_defined_answer(client: Client, path: str, body: bytes, kind: str, code: int) -> None:
    answer = client.post(path, body, kind)
    assert (answer.status, answer.code) == (200, code), answer
    assert len(answer.parts["responseDescription"]) > 8


def test_a_hundred_kilobytes_in_every_field_are_taken(client: Client) -> None:
    long = "x" * 100_000
    root = etree.fromstring(MAXIMAL)
    fixed = {"incidentType", "incidentDateTime"}
    for element in root.iter():
        if len(element) == 0 and element.text and element.tag not in fixed:
            element.text = long
    answer = client.post("submit", etree.tostring(root))
    assert answer.code == 0, answer.parts
    assert client.finish(answer.report).code == 0


def test_the_answers_have_the_shape_of_the_recorded_ones(client: Client) -> None:
    """Golden shapes: root, children and their order as the service gave them when it was recorded."""
    import yaml

    number = client.post("submit", MINIMAL).report
    file = client.upload(number, b"harmless")
    details = client.post("fileinfo", DETAILS.format(report=number, file=file.file, rest="").encode())
    ours = {
        "submit": client.post("submit", MINIMAL),
        "upload": file,
        "fileinfo": details,
        "finish": client.finish(number),
        "retract": client.form("retract", id=client.post("submit", MINIMAL).report),
    }
    checked = set()
    for recording in sorted(outside("ncmec/recorded-server").glob("*.yml")):
        for interaction in yaml.safe_load(recording.read_text())["http_interactions"]:
            path = interaction["request"]["uri"].rsplit("/", 1)[-1]
            body = interaction["response"]["body"]["string"]
            if path in ours and "<responseCode>0<" in body:
                root = etree.fromstring(body.encode())
                assert (root.tag, [child.tag for child in root]) == (ours[path].root, list(ours[path].parts))
                checked.add(path)
    assert checked == set(ours)


def test_our_schema_takes_what_we_send_here() -> None:
    schema = etree.XMLSchema(etree.fromstring(schema_xml()))
    for document in (MINIMAL, BATCHED, MAXIMAL):
        schema.assertValid(etree.fromstring(document))


MAXIMAL = b"""<report><incidentSummary>
<incidentType>Online Enticement of Children for Sexual Acts</incidentType><platform>Example Social</platform>
<escalateToHighPriority>A meeting is said to be arranged (synthetic).</escalateToHighPriority>
<reportAnnotations><sextortion/><spam/></reportAnnotations><incidentDateTime>2026-01-04T22:15:30Z</incidentDateTime>
<incidentDateTimeDescription>time of the message</incidentDateTimeDescription></incidentSummary>
<internetDetails><webPageIncident><url>https://social.example/p/1</url><additionalInfo>Synthetic</additionalInfo>
</webPageIncident></internetDetails>
<internetDetails><chatImIncident><chatClient>Example Chat</chatClient><chatRoomName>room</chatRoomName>
<content>Synthetic</content></chatImIncident></internetDetails>
<lawEnforcement><agencyName>Example Police</agencyName><caseNumber>1</caseNumber></lawEnforcement>
<reporter><reportingPerson><firstName>Trust</firstName><lastName>Safety</lastName>
<phone type="Work">+447700900001</phone><email type="Work">le@example.org</email>
<address type="Business"><address>1 Example Street</address><city>Town</city><zipCode>X1 1XX</zipCode>
<country>GB</country></address></reportingPerson><companyTemplate>Synthetic</companyTemplate>
<termsOfService>Synthetic</termsOfService><legalURL>https://social.example/legal</legalURL></reporter>
<personOrUserReported><personOrUserReportedPerson><firstName>Alex</firstName><lastName>Example</lastName>
<email verified="true">user@example.org</email><age>40</age></personOrUserReportedPerson>
<espIdentifier>998877</espIdentifier><espService>Example Social</espService><screenName>synthetic_user</screenName>
<displayName>Synthetic</displayName><profileUrl>https://social.example/u/1</profileUrl><profileBio>Synthetic</profileBio>
<ipCaptureEvent><ipAddress>203.0.113.7</ipAddress><eventName>Login</eventName>
<dateTime>2026-01-04T21:59:00Z</dateTime><possibleProxy>false</possibleProxy><port>51234</port></ipCaptureEvent>
<deviceId><idType>IMEI</idType><idValue>490154203237518</idValue></deviceId>
<additionalInfo>Synthetic</additionalInfo></personOrUserReported>
<intendedRecipient><screenName>synthetic_recipient</screenName></intendedRecipient>
<victim><victimPerson><firstName>Sam</firstName><age>12</age></victimPerson><screenName>synthetic_child</screenName>
<schoolName>Example School</schoolName></victim>
<additionalInfo>Synthetic</additionalInfo></report>"""
