"""Reads CyberTipline documents: strictly against the schema, or tolerantly so that no report about a child is lost.

Tolerant takes any well-formed document with the required core, keeps what it does not know and says where the document
leaves the schema. It does not use the schema at all, which is what makes bulk intake fast.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Any, cast

from lxml import etree

from daymark.exchange.cybertip.classes import CLASS_OF_SHAPE
from daymark.exchange.cybertip.faults import Invalid, Malformed
from daymark.exchange.cybertip.grammar import Part, the_grammar
from daymark.exchange.cybertip.leaves import Leaf, leaf_for
from daymark.exchange.cybertip.ledger import Ledger
from daymark.exchange.cybertip.report import CyberTipReport, FileDetails
from daymark.exchange.cybertip.settling import SETTLE
from daymark.exchange.cybertip.validation import check_against_schema
from daymark.exchange.remarks import shortened
from daymark.exchange.xml import MAX_BYTES, UnreadableXML, line_of, open_xml

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_HARMLESS = frozenset({f"{_XSI}noNamespaceSchemaLocation", f"{_XSI}schemaLocation"})


def read_report(data: bytes, *, strict: bool, max_bytes: int = MAX_BYTES) -> CyberTipReport:
    """Read a <report>. Raises Malformed (4110) or Invalid (4100) with the place and the fault."""
    return cast(CyberTipReport, _read(data, "report", strict=strict, max_bytes=max_bytes))


def read_file_details(data: bytes, *, strict: bool, max_bytes: int = MAX_BYTES) -> FileDetails:
    """Read a <fileDetails>. Raises Malformed (4110) or Invalid (4100) with the place and the fault."""
    return cast(FileDetails, _read(data, "fileDetails", strict=strict, max_bytes=max_bytes))


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where one element or attribute of a shape goes."""

    part: Part
    field: str
    many: bool
    place: int
    leaf: Leaf | None  # None: a shape of its own


@dataclass(frozen=True, slots=True)
class _Plan:
    """How one shape is read. `core` are the fields without which there is nothing to work with."""

    shape: str
    cls: type[Any]
    slots: dict[str, _Slot]
    attributes: dict[str, _Slot]
    required: tuple[_Slot, ...]
    choices: tuple[tuple[_Slot, ...], ...]
    core: frozenset[str]
    text: Leaf | None


def _read(data: bytes, document: str, *, strict: bool, max_bytes: int) -> Any:
    try:
        root, notes = open_xml(data, max_bytes=max_bytes)
    except UnreadableXML as error:
        raise Malformed(error.message) from None
    ledger = Ledger(strict=strict, size=len(data))
    for note in notes:
        ledger.warn(document, note)
    namespace = etree.QName(root).namespace
    if namespace and not strict:
        ledger.fault(document, f"the document is in the namespace {shortened(namespace)}; it was read as if in none")
        _take_out_of(namespace, root)
    if root.tag != document:
        raise Invalid(f"The document is a <{shortened(str(root.tag))}>; a <{document}> is expected here.")
    if strict:
        check_against_schema(root)
    return _read_shape(root, _plan(document), document, ledger, ending=ledger)


def _take_out_of(namespace: str, root: etree._Element) -> None:
    start = f"{{{namespace}}}"
    for element in root.iter(f"{start}*"):
        element.tag = str(element.tag).removeprefix(start)


def _read_shape(
    element: etree._Element, plan: _Plan, path: str, ledger: Ledger, *, ending: Ledger | None = None
) -> Any:
    values: dict[str, Any] = {}
    if element.attrib or plan.attributes:
        _read_attributes(element, plan, path, ledger, values)
    if plan.text:
        text = _whole_text(element, path, ledger)
        value = plan.text(text, path, ledger)
        if value is not None:
            values["value"] = value
        elif text.strip():
            ledger.keep(path, text)
    else:
        _read_parts(element, plan, path, ledger, values)
    _check_complete(plan, path, ledger, values, element)
    settle = SETTLE.get(plan.shape)
    if settle:
        settle(values, path, ledger)
    if ending:
        values["unknown"], values["warnings"] = ending.unknown, ending.warnings
    return plan.cls(**{name: tuple(value) if type(value) is list else value for name, value in values.items()})


def _read_parts(element: etree._Element, plan: _Plan, path: str, ledger: Ledger, values: dict[str, Any]) -> None:
    _keep_loose_text(element.text, path, ledger)
    place = 0
    for child in element:
        slot = plan.slots.get(child.tag)
        if slot is None:
            ledger.unknown_element(path, child)
        elif slot.field in values and not slot.many:
            ledger.fault(path, f"a second <{child.tag}>; it is kept apart", child)
            ledger.keep_element(f"{path}/{child.tag}[2]", child)
        else:
            place = _next_place(child, slot, place, path, ledger)
            _read_part(child, slot, path, ledger, values)
        if child.tail:
            _keep_loose_text(child.tail, path, ledger)


def _next_place(child: etree._Element, slot: _Slot, place: int, path: str, ledger: Ledger) -> int:
    if not slot.part.in_schema:
        ledger.fault(path, f"<{child.tag}> is not in the schema, but some clients send it", child)
        return place
    if slot.place < place:
        ledger.fault(path, f"<{child.tag}> comes too late; the schema wants it earlier", child)
    return max(place, slot.place)


def _read_part(child: etree._Element, slot: _Slot, path: str, ledger: Ledger, values: dict[str, Any]) -> None:
    so_far = values.get(slot.field, []) if slot.many else ()
    inside = f"{path}/{child.tag}[{len(so_far) + 1}]" if slot.many else f"{path}/{child.tag}"
    if slot.leaf is None:
        value = _read_shape(child, _plan(slot.part.kind), inside, ledger)
    else:
        value = slot.leaf(_whole_text(child, inside, ledger), inside, ledger)
        if child.attrib:
            _keep_attributes(child, inside, ledger)
    if value is None:
        ledger.keep_element(inside, child)
    elif slot.many:
        values.setdefault(slot.field, []).append(value)
    else:
        values[slot.field] = value


def _read_attributes(element: etree._Element, plan: _Plan, path: str, ledger: Ledger, values: dict[str, Any]) -> None:
    for name, text in element.attrib.items():
        slot = plan.attributes.get(str(name))
        inside = f"{path}/@{shortened(str(name))}"
        if slot is None or slot.leaf is None:
            _keep_attribute(str(name), str(text), path, ledger)
            continue
        if not slot.part.in_schema:
            ledger.fault(inside, "is not in the schema, but some clients send it", element)
        value = slot.leaf(str(text), inside, ledger)
        if value is None:
            ledger.keep(inside, str(text))
        else:
            values[slot.field] = value


def _keep_attributes(element: etree._Element, path: str, ledger: Ledger) -> None:
    for name, text in element.attrib.items():
        _keep_attribute(str(name), str(text), path, ledger)


def _keep_attribute(name: str, text: str, path: str, ledger: Ledger) -> None:
    if name not in _HARMLESS:
        ledger.fault(path, f"the attribute {shortened(name)} is not known here; it is kept as it came")
        ledger.keep(f"{path}/@{shortened(name)}", text)


def _whole_text(element: etree._Element, path: str, ledger: Ledger) -> str:
    if not len(element):
        return element.text or ""
    ledger.fault(path, "holds elements where only text belongs; the text is taken, the elements kept", element)
    for child in element:
        ledger.keep_element(f"{path}/{shortened(str(child.tag))}", child)
    return "".join(str(text) for text in element.itertext())


def _keep_loose_text(text: str | None, path: str, ledger: Ledger) -> None:
    if text and not text.isspace():
        ledger.fault(path, f"loose text “{shortened(text.strip())}”; it is kept as it came")
        ledger.keep(f"{path}/text()", text)


def _check_complete(plan: _Plan, path: str, ledger: Ledger, values: dict[str, Any], element: etree._Element) -> None:
    for slot in plan.required:
        if slot.field in values:
            continue
        if slot.field in plan.core:
            raise Invalid(
                f"Line {line_of(element)}, {path}: <{slot.part.name}> is missing, empty or unreadable; it is required."
            )
        ledger.fault(path, f"{slot.part.name} is missing or unreadable", element)
    for choice in plan.choices:
        present = [slot.part.name for slot in choice if slot.field in values]
        if len(present) > 1 or (not present and all(slot.part.least for slot in choice)):
            ledger.fault(path, f"one of its kinds is expected, not {' and '.join(present) or 'none'}", element)


@cache
def _plan(shape: str) -> _Plan:
    written = the_grammar().shapes[shape]
    cls = CLASS_OF_SHAPE[shape]
    slots = {part.name: _slot(part, in_order=not written.any_order) for part in written.parts}
    attributes = {part.name: _slot(part, in_order=False) for part in written.attributes}
    choices = tuple(tuple(slots[part.name] for part in place) for place in written.places() if len(place) > 1)
    chosen = {slot.part.name for choice in choices for slot in choice}
    every = (*slots.values(), *attributes.values())
    return _Plan(
        shape=shape,
        cls=cls,
        slots=slots,
        attributes=attributes,
        required=tuple(slot for slot in every if slot.part.least and slot.part.name not in chosen),
        choices=choices,
        core=frozenset(f.name for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING),
        text=leaf_for(Part("value", written.text, 1, 1, 0)) if written.text else None,
    )


def _slot(part: Part, *, in_order: bool) -> _Slot:
    leaf = None if part.kind in CLASS_OF_SHAPE else leaf_for(part)
    place = part.place if in_order and part.in_schema else 0
    return _Slot(part, part.field, part.most is None, place, leaf)
