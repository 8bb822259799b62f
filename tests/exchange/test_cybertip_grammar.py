"""The grammar, the dataclasses and the served schema say the same."""

from __future__ import annotations

import dataclasses

import pytest
from lxml import etree

from daymark.exchange.cybertip import schema_xml
from daymark.exchange.cybertip.classes import CLASS_OF_SHAPE
from daymark.exchange.cybertip.grammar import Grammar, Part, Shape, in_snake_case, the_grammar

BESIDE_THE_GRAMMAR = {"unknown", "warnings", "incident_type_as_received"}
PYTHON_TYPE = {"boolean": "bool", "flag": "bool", "int": "int", "long": "int", "double": "float", "dateTime": "Moment"}


@pytest.mark.parametrize("shape", sorted(CLASS_OF_SHAPE))
def test_every_part_of_the_grammar_has_its_field_and_no_field_is_made_up(shape):
    written = the_grammar().shapes[shape]
    parts = {part.field for part in (*written.parts, *written.attributes)} | ({"value"} if written.text else set())
    have = {field.name for field in dataclasses.fields(CLASS_OF_SHAPE[shape])}
    assert have - BESIDE_THE_GRAMMAR == parts


@pytest.mark.parametrize("shape", sorted(CLASS_OF_SHAPE))
def test_every_field_has_the_type_that_the_grammar_gives_it(shape):
    types = {field.name: str(field.type) for field in dataclasses.fields(CLASS_OF_SHAPE[shape])}
    written = the_grammar().shapes[shape]
    for part in (*written.parts, *written.attributes):
        kind = CLASS_OF_SHAPE[part.kind].__name__ if part.kind in CLASS_OF_SHAPE else None
        wanted = kind or PYTHON_TYPE.get(part.kind) or ("CalendarDay" if part.kind == "date" else "str")
        assert types[part.field].removesuffix(" | None") in (wanted, f"tuple[{wanted}, ...]"), part.name
        assert types[part.field].startswith("tuple") == (part.most is None), part.name


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("priorCTReports", "prior_ct_reports"),
        ("legalURL", "legal_url"),
        ("peer2peerIncident", "peer2peer_incident"),
        ("ipCaptureEvent", "ip_capture_event"),
        ("reportedToLe", "reported_to_le"),
    ],
)
def test_field_names_follow_the_schema_in_snake_case(theirs, ours):
    assert in_snake_case(theirs) == ours


def test_the_served_schema_is_a_schema_and_always_the_same():
    etree.XMLSchema(etree.fromstring(schema_xml()))
    assert schema_xml() == schema_xml()


def test_the_grammar_says_where_it_comes_from_and_when():
    assert the_grammar().source
    assert the_grammar().date == "2026-11-22"


def test_a_misspelt_kind_in_the_grammar_is_named():
    shape = Shape("report", parts=(Part("age", "integr", 0, 1, 0),))
    with pytest.raises(ValueError, match="report/age is a integr"):
        Grammar("", "", (), {"report": shape}, {}, {}).check()
