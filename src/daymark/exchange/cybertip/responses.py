"""What our server answers to a company's client: <reportResponse>, <reportDoneResponse> and the response codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import yaml
from lxml import etree

from daymark.exchange.cybertip.faults import CyberTipProblem

RESPONSE_CODES: dict[int, str] = yaml.safe_load(
    (Path(__file__).parent / "response_codes.yaml").read_text(encoding="utf-8")
)["codes"]

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def report_response(
    code: int = 0,
    description: str | None = None,
    *,
    report_id: int | None = None,
    file_id: str | None = None,
    md5: str | None = None,
) -> bytes:
    """A <reportResponse> in UTF-8. Without a description it is the one of the code; a detail is added after it."""
    parts = {
        "responseCode": str(code),
        "responseDescription": _described(code, description),
        "reportId": None if report_id is None else str(report_id),
        "fileId": file_id,
        "hash": md5,
    }
    return _document("reportResponse", [(name, text) for name, text in parts.items() if text is not None])


def problem_response(problem: CyberTipProblem, *, report_id: int | None = None) -> bytes:
    """The <reportResponse> that tells a client what is wrong with its document."""
    return report_response(problem.response_code, problem.message, report_id=report_id)


def status_response(*, remote_user: str, remote_ip: str) -> bytes:
    """The answer to GET /status, in the words that clients look for."""
    return _document(
        "reportResponse",
        [("responseCode", "0"), ("responseDescription", f"Remote User : {remote_user}, Remote Ip : {remote_ip}")],
    )


def report_done_response(*, report_id: int, file_ids: Iterable[str], code: int = 0) -> bytes:
    """The <reportDoneResponse> after /finish, with the files that the report holds.

    With a code it tells a client that finishes twice that the report is safe: typed clients read no other root here.
    The description of a code stands last, where a reader of the schema's three parts does not stumble over it.
    """
    root = _root("reportDoneResponse", [("responseCode", str(code)), ("reportId", str(report_id))])
    files = etree.SubElement(root, "files")
    for file_id in file_ids:
        _add(files, "fileId", file_id)
    if code:
        _add(root, "responseDescription", _described(code, None))
    return _bytes(root)


def _described(code: int, detail: str | None) -> str:
    known = RESPONSE_CODES.get(code)
    if code == 0 or known is None:
        return detail or known or "Unknown"
    return f"{known} - {detail}" if detail else known


def _document(name: str, parts: Iterable[tuple[str, str]]) -> bytes:
    return _bytes(_root(name, parts))


def _root(name: str, parts: Iterable[tuple[str, str]]) -> etree._Element:
    root = etree.Element(name)
    for tag, text in parts:
        _add(root, tag, text)
    return root


def _add(parent: etree._Element, tag: str, text: str) -> None:
    etree.SubElement(parent, tag).text = _NOT_IN_XML.sub("\ufffd", text)


def _bytes(root: etree._Element) -> bytes:
    return _DECLARATION + etree.tostring(root, encoding="UTF-8", xml_declaration=False)
