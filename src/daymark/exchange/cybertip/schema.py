"""The XML schema that our grammar states: served to companies at GET /xsd, and used for the strict check."""

from __future__ import annotations

from functools import cache

from lxml import etree

from daymark.exchange.cybertip.grammar import PLAIN_KINDS, Grammar, Part, Shape, the_grammar

_XS = "http://www.w3.org/2001/XMLSchema"
_ABOUT = (
    "Documents of the CyberTipline Reporting API as this centre accepts them in its strict mode. "
    "Written by the Daymark project from its own grammar, dated {date}."
)


@cache
def schema_xml() -> bytes:
    """The schema as an XML document in UTF-8, the same bytes every time."""
    return etree.tostring(_schema(the_grammar()), xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _schema(grammar: Grammar) -> etree._Element:
    root = etree.Element(_xs("schema"), {"elementFormDefault": "qualified"}, nsmap={"xs": _XS})
    _add(_add(root, "annotation"), "documentation").text = _ABOUT.format(date=grammar.date)
    for name in grammar.documents:
        _add(root, "element", name=name, type=name)
    for shape in grammar.shapes.values():
        _add_shape(root, shape)
    for name, values in grammar.values.items():
        restriction = _add(_add(root, "simpleType", name=name), "restriction", base="xs:string")
        for value in values:
            _add(restriction, "enumeration", value=value)
    for name, pattern in grammar.patterns.items():
        restriction = _add(_add(root, "simpleType", name=name), "restriction", base="xs:string")
        _add(restriction, "pattern", value=pattern)
    return root


def _add_shape(root: etree._Element, shape: Shape) -> None:
    inside = kind = _add(root, "complexType", name=shape.name)
    if shape.text:
        inside = _add(_add(kind, "simpleContent"), "extension", base=_type_name(shape.text))
    elif shape.parts:
        _add_parts(kind, shape)
    for attribute in shape.attributes:
        if attribute.in_schema:
            use = "required" if attribute.least else "optional"
            _add(inside, "attribute", name=attribute.name, type=_type_name(attribute.kind), use=use)


def _add_parts(kind: etree._Element, shape: Shape) -> None:
    order = _add(kind, "all" if shape.any_order else "sequence")
    for parts in shape.places():
        group = _add(order, "choice") if len(parts) > 1 else order
        for part in parts:
            _add_element(group, part)


def _add_element(group: etree._Element, part: Part) -> None:
    element = _add(group, "element", name=part.name, type=_type_name(part.kind))
    if part.least == 0:
        element.set("minOccurs", "0")
    if part.most is None:
        element.set("maxOccurs", "unbounded")
    if part.kind == "flag":
        element.set("fixed", "true")


def _type_name(kind: str) -> str:
    if kind == "flag":
        return "xs:boolean"
    return f"xs:{kind}" if kind in PLAIN_KINDS else kind


def _xs(name: str) -> str:
    return f"{{{_XS}}}{name}"


def _add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, _xs(tag), attributes)
