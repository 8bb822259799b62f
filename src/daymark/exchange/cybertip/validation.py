"""The strict check: a document against our schema, with the first fault in words."""

from __future__ import annotations

import re
import threading
from functools import cache
from typing import Any, cast

from lxml import etree

from daymark.exchange.cybertip.faults import Invalid
from daymark.exchange.cybertip.schema import schema_xml

_ONE_AT_A_TIME = threading.Lock()  # an lxml schema keeps the faults of its last document

_ABOUT = re.compile(r"Element '([^']*)'(?:, attribute '([^']*)')?: (.*)", re.DOTALL)
_LONG_QUOTE = re.compile(r"'([^']{60})[^']+'")
_EXPECTED = re.compile(r"Expected is (?:one of )?\( ([^)]*) \)\.?")


def check_against_schema(root: etree._Element) -> None:
    """Raise Invalid with line, element and what was expected when the document does not follow the schema."""
    with _ONE_AT_A_TIME:
        schema = _schema()
        if schema(root):
            return
        first = cast(Any, schema.error_log)[0]
    raise Invalid(_sentence(first.message or "", first.line))


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(schema_xml()))


def _sentence(message: str, line: int) -> str:
    found = _ABOUT.fullmatch(message.strip())
    if found is None:
        return f"Line {line}: {message[:300]}"
    element, attribute, fault = found.groups()
    where = f"<{element[:100]}>" + (f", attribute {attribute[:100]}" if attribute else "")
    return f"Line {line}, {where}: {_in_words(fault)}"


def _in_words(fault: str) -> str:
    fault = _LONG_QUOTE.sub(r"'\1…'", fault)
    expected = _EXPECTED.search(fault)
    if expected:
        wanted = " or ".join(f"<{name.strip()}>" for name in expected[1].split(","))
        start = "not expected here" if fault.startswith("This element") else "not complete"
        return f"{start}; {wanted} is expected."
    if fault.startswith("This element is not expected"):
        return "not expected here; nothing more may follow."
    return re.sub(r"^\[facet '\w+'\] ", "", fault)
