"""Writes CyberTipline documents: always valid under the schema, or not at all."""

from __future__ import annotations

from typing import Any

from lxml import etree

from daymark.exchange.cybertip.classes import CLASS_OF_SHAPE
from daymark.exchange.cybertip.faults import Invalid
from daymark.exchange.cybertip.grammar import Shape, the_grammar
from daymark.exchange.cybertip.report import CyberTipReport, FileDetails
from daymark.exchange.cybertip.validation import check_against_schema
from daymark.exchange.moments import CalendarDay, Moment


def write_report(report: CyberTipReport) -> bytes:
    """The <report> in UTF-8. Raises Invalid when it would not be valid.

    What the schema has no place for is not written: `unknown`, `warnings`, and what clients send beyond the schema.
    """
    return _write("report", report)


def write_file_details(details: FileDetails) -> bytes:
    """The <fileDetails> in UTF-8. Raises Invalid when it would not be valid; see `write_report` for what stays out."""
    return _write("fileDetails", details)


def _write(document: str, value: Any) -> bytes:
    try:
        root = _element(document, the_grammar().shapes[document], value)
    except ValueError as error:  # lxml refuses characters that XML cannot carry
        raise Invalid(f"The {document} holds a character that XML cannot carry: {error}") from None
    check_against_schema(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _element(name: str, shape: Shape, value: Any) -> etree._Element:
    element = etree.Element(name)
    for attribute in shape.attributes:
        said = getattr(value, attribute.field)
        if attribute.in_schema and said is not None:
            element.set(attribute.name, _text(said))
    if shape.text and value.value is not None:
        element.text = _text(value.value)
    for part in (part for place in shape.places() for part in place):
        held = getattr(value, part.field)
        for item in held if isinstance(held, tuple) else (held,):
            if item is not None:
                element.append(_part(part.name, part.kind, item))
    return element


def _part(name: str, kind: str, item: Any) -> etree._Element:
    if kind in CLASS_OF_SHAPE:
        return _element(name, the_grammar().shapes[kind], item)
    element = etree.Element(name)
    element.text = _text(item)
    return element


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Moment | CalendarDay):
        return value.as_received
    return str(value)
