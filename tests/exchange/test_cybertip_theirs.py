"""Our schema and our answers beside those of the service itself, where its material is at hand."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from daymark.exchange.cybertip import (
    CyberTipProblem,
    read_file_details,
    read_report,
    report_done_response,
    report_response,
    schema_xml,
    status_response,
    write_file_details,
    write_report,
)
from exchange.cybertip_documents import instances
from exchange.outside_fixtures import outside
from exchange.xsd_structure import Structure

SLOW = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
OURS = etree.XMLSchema(etree.fromstring(schema_xml()))
STRANGE_VALUES = [
    "",
    " ",
    "true",
    "false",
    "1",
    "0",
    "-1",
    "Login",
    "login",
    "GB",
    "gb",
    "EXIF",
    "2026-01-01",
    "A1",
    "x",
]
STRANGE_NAMES = ["age", "email", "additionalInfo", "screenName", "reporter", "victim", "sextortion", "madeUp"]


@pytest.fixture(scope="module")
def theirs() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(outside("ncmec/cyber_tipline.xsd")))


@SLOW
@given(report=instances("report"))
def test_every_report_that_we_write_is_valid_under_their_schema(theirs, report):
    theirs.assertValid(etree.fromstring(write_report(report)))


@SLOW
@given(details=instances("fileDetails"))
def test_every_file_description_that_we_write_is_valid_under_their_schema(theirs, details):
    theirs.assertValid(etree.fromstring(write_file_details(details)))


@SLOW
@given(
    document=st.one_of(instances("report").map(write_report), instances("fileDetails").map(write_file_details)),
    data=st.data(),
)
def test_a_damaged_document_is_valid_under_ours_exactly_when_it_is_under_theirs(theirs, document, data):
    root = etree.fromstring(document)
    for _ in range(data.draw(st.integers(1, 2))):
        _damage(root, data)
    assert OURS.validate(root) == theirs.validate(root), etree.tostring(root)


def _damage(root, data):
    element = data.draw(st.sampled_from(list(root.iter())[1:] or [root]))
    parent = element.getparent()
    act = data.draw(st.sampled_from(["text", "drop", "double", "last", "rename", "attribute", "child"]))
    if act == "text":
        element.text = data.draw(st.sampled_from(STRANGE_VALUES))
    elif act == "rename":
        element.tag = data.draw(st.sampled_from(STRANGE_NAMES))
    elif act == "attribute":
        name = data.draw(st.sampled_from(["type", "verified", "reason", "hashType", "fleaCountry", "extension", "odd"]))
        element.set(name, data.draw(st.sampled_from(STRANGE_VALUES)))
    elif act == "child":
        etree.SubElement(element, data.draw(st.sampled_from(STRANGE_NAMES)))
    elif parent is not None and act == "drop":
        parent.remove(element)
    elif parent is not None and act == "double":
        element.addnext(etree.fromstring(etree.tostring(element, with_tail=False)))
    elif parent is not None:
        parent.append(element)


def test_countries_states_and_every_list_of_values_are_theirs():
    def lists(schema: etree._Element) -> dict[str, set[str]]:
        xs = "{http://www.w3.org/2001/XMLSchema}"
        types = schema.iter(f"{xs}simpleType")
        found = {t.get("name"): {e.get("value") for e in t.iter(f"{xs}enumeration")} for t in types}
        return {name: values for name, values in found.items() if values}

    their_lists = lists(etree.parse(outside("ncmec/cyber_tipline.xsd")).getroot())
    assert lists(etree.fromstring(schema_xml())) == their_lists


def _recorded() -> list[dict]:
    files = sorted(outside("ncmec/recorded-server").glob("*.yml"))
    return [talk for file in files for talk in yaml.safe_load(file.read_text())["http_interactions"]]


def test_the_requests_that_a_real_client_once_sent_are_read_or_refused_as_then():
    for talk in _recorded():
        body, answer = talk["request"]["body"]["string"], talk["response"]["body"]["string"]
        if not body.startswith("<?xml"):
            continue
        read = read_file_details if "<fileDetails" in body else read_report
        for strict in (True, False):
            assert _code(read, body.encode(), strict) == (0 if "<responseCode>0<" in answer else 4100), body


def _code(read, document: bytes, strict: bool) -> int:
    try:
        read(document, strict=strict)
    except CyberTipProblem as problem:
        return problem.response_code
    return 0


def test_our_answers_are_byte_for_byte_those_that_the_real_server_gave():
    seen = set()
    for talk in _recorded():
        theirs = talk["response"]["body"]["string"]
        if "<responseCode>0<" not in theirs:
            continue
        ours = _same_answer(theirs)
        assert ours == theirs.encode()
        seen.add(talk["request"]["uri"].rsplit("/")[-1])
    assert seen == {"status", "submit", "upload", "fileinfo", "finish", "retract"}


def _same_answer(theirs: str) -> bytes:
    values = dict(re.findall(r"<(\w+)>([^<]*)</", theirs))
    if "reportDoneResponse" in theirs:
        return report_done_response(report_id=int(values["reportId"]), file_ids=re.findall(r"<fileId>(\w+)<", theirs))
    if values["responseDescription"].startswith("Remote User"):
        user, ip = re.fullmatch(r"Remote User : (.*), Remote Ip : (.*)", values["responseDescription"]).groups()
        return status_response(remote_user=user, remote_ip=ip)
    report_id = int(values["reportId"]) if "reportId" in values else None
    return report_response(report_id=report_id, file_id=values.get("fileId"), md5=values.get("hash"))


def test_every_element_and_attribute_is_as_often_in_the_same_place_and_of_the_same_kind_as_theirs():
    documents = ["report", "fileDetails", "reportResponse", "reportDoneResponse"]
    parser = etree.XMLParser(remove_comments=True)
    theirs = Structure(etree.parse(outside("ncmec/cyber_tipline.xsd"), parser).getroot(), documents).said
    ours = Structure(etree.fromstring(schema_xml()), documents).said
    assert len(theirs) > 1000
    paths = sorted(ours.keys() | theirs.keys())
    assert [(path, ours.get(path), theirs.get(path)) for path in paths if ours.get(path) != theirs.get(path)] == []
