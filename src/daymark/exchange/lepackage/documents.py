"""Opens a package's JSON or XML document into plain nested data, whatever its encoding and however hostile."""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from daymark.exchange.lepackage.problems import UnreadablePackage
from daymark.exchange.remarks import Remarks, shortened
from daymark.exchange.xml import MAX_DEPTH, UnreadableXML, open_xml

NAMESPACE = "http://report.cybertip.org/leaws/icac"

_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")  # no database keeps them as text
_LONGEST_NUMBER = 18  # digits; a longer one is no number that anybody counts with and is kept as text


def open_json(data: bytes, remarks: Remarks) -> dict[str, Any]:
    """The document as a dict of plain values. Raises UnreadablePackage with the place and the fault."""
    try:
        found = _JSON.decode(_text(data, remarks))
    except json.JSONDecodeError as error:
        raise UnreadablePackage(
            f"Line {error.lineno}, column {error.colno}: not well-formed JSON ({error.msg})."
        ) from None
    except RecursionError:
        raise UnreadablePackage(f"The JSON has more than {MAX_DEPTH} levels.") from None
    if not isinstance(found, dict):
        raise UnreadablePackage("The JSON is not an object, so it is no report.")
    if data.count(b"{") + data.count(b"[") > MAX_DEPTH:
        _check_depth(found)
    return _storable(found, remarks) if _has_unstorable(data) else found


def open_le_xml(data: bytes, remarks: Remarks) -> tuple[str, dict[str, Any]]:
    """The form of the document (xml or hubstream), and its elements as a dict with the same keys as the JSON."""
    try:
        root, notes = open_xml(data)
    except UnreadableXML as error:
        raise UnreadablePackage(error.message) from None
    for note in notes:
        remarks.warn("document", note)
    name = etree.QName(root)
    if name.localname == "IMPORT":
        return "hubstream", _hubstream(root)
    if name.localname != "report" or root.find("incidentSummary") is not None:
        raise UnreadablePackage(f"A <{shortened(name.localname)}> of this form is no law-enforcement report.")
    if name.namespace != NAMESPACE:
        remarks.warn("report", f"the document is in the namespace “{shortened(name.namespace or '')}”, not {NAMESPACE}")
    tree = _tree(root)
    return "xml", tree if isinstance(tree, dict) else {}


def _text(data: bytes, remarks: Remarks) -> str:
    encoding = json.detect_encoding(data)
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or encoding != "utf-8":
        remarks.warn("document", f"the JSON is in {encoding}")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadablePackage(f"Byte {error.start}: the JSON is not in {encoding}.") from None


def _keeping_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    found, times = {}, Counter[str]()
    for key, value in pairs:
        times[key] += 1
        found[key if times[key] == 1 else f"{key}#{times[key]}"] = value
    return found


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits


_JSON = json.JSONDecoder(parse_int=_number, parse_float=str, parse_constant=str, object_pairs_hook=_keeping_doubles)


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return
    raise UnreadablePackage(f"The JSON has more than {MAX_DEPTH} levels.")


def _children(value: Any) -> Iterator[Any]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (child for child in inside if isinstance(child, dict | list))


def _has_unstorable(data: bytes) -> bool:
    lowered = data.lower()
    return b"\\u0000" in lowered or b"\\ud" in lowered or b"\\\x00u" in lowered


def _storable(value: Any, remarks: Remarks) -> Any:
    if isinstance(value, dict):
        return {_storable(key, remarks): _storable(inner, remarks) for key, inner in value.items()}
    if isinstance(value, list):
        return [_storable(inner, remarks) for inner in value]
    if isinstance(value, str) and _NOT_STORABLE.search(value):
        remarks.warn("document", "a character that cannot be stored was replaced by �")
        return _NOT_STORABLE.sub("\ufffd", value)
    return value


def _hubstream(root: etree._Element) -> dict[str, Any]:
    tree = _tree(root)
    tree = tree if isinstance(tree, dict) else {}
    reports = tree.get("CRIMEREPORT")
    first = reports[0] if isinstance(reports, list) else reports
    if isinstance(first, dict) and isinstance(first.get("@Name"), str):
        tree["reportId"] = first["@Name"]
    return tree


def _tree(element: etree._Element) -> Any:
    """An element as text, or as a dict of its parts: repeated ones as a list, attributes with an @."""
    inside: dict[str, Any] = {
        f"@{etree.QName(str(name)).localname}": str(text) for name, text in element.attrib.items()
    }
    for child in element:
        _put(inside, etree.QName(child).localname, _tree(child))
    text = "".join([element.text or "", *(child.tail or "" for child in element)])
    if not inside:
        return text
    if text.strip():
        _put(inside, "value", text)
    return inside


def _put(inside: dict[str, Any], name: str, value: Any) -> None:
    if name not in inside:
        inside[name] = value
    elif isinstance(inside[name], list):
        inside[name].append(value)
    else:
        inside[name] = [inside[name], value]
