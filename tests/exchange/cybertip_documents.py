"""CyberTipline documents made by code: an ordinary report, and strategies drawn from the grammar."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from hypothesis import strategies as st

from daymark.exchange.cybertip import CyberTipReport
from daymark.exchange.cybertip.classes import CLASS_OF_SHAPE
from daymark.exchange.cybertip.grammar import Part, the_grammar
from daymark.exchange.cybertip.incidents import IncidentSummary
from daymark.exchange.cybertip.people import Email, Person
from daymark.exchange.cybertip.report import Reporter
from daymark.exchange.moments import moment_of, read_day, read_moment

ENTICEMENT = "Online Enticement of Children for Sexual Acts"
SUMMARY = (
    f"<incidentSummary><incidentType>{ENTICEMENT}</incidentType>"
    "<incidentDateTime>2026-01-04T22:15:30Z</incidentDateTime></incidentSummary>"
)
REPORTER = (
    "<reporter><reportingPerson><firstName>Trust</firstName><email>le@example.org</email></reportingPerson></reporter>"
)


def report_xml(*, summary: str = SUMMARY, reporter: str = REPORTER, before: str = "", after: str = "") -> bytes:
    """A small report; `before` goes between summary and reporter, `after` behind the reporter."""
    return f"<report>{summary}{before}{reporter}{after}</report>".encode()


def file_xml(inside: str = "") -> bytes:
    return f"<fileDetails><reportId>42</reportId><fileId>abc</fileId>{inside}</fileDetails>".encode()


def small_report() -> CyberTipReport:
    return CyberTipReport(
        incident_summary=IncidentSummary(
            incident_type=ENTICEMENT, incident_date_time=read_moment("2026-01-04T22:15:30Z")
        ),
        reporter=Reporter(reporting_person=Person(first_name="Trust", email=(Email(value="le@example.org"),))),
    )


_NON_CHARACTERS = ("\ufffe", "\uffff")
xml_text = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters=_NON_CHARACTERS), max_size=20
)
_moments = st.datetimes(timezones=st.just(UTC)).map(moment_of) | st.datetimes().map(
    lambda local: read_moment(local.isoformat())
)
_PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "string": xml_text,
    "token": xml_text.map(lambda text: " ".join(text.split())),
    "boolean": st.booleans(),
    "flag": st.just(True),
    "int": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**63), 2**63 - 1),
    "double": st.floats(allow_nan=False, allow_infinity=False),
    "dateTime": _moments,
    "date": st.dates().map(lambda day: read_day(day.isoformat())),
}


def instances(shape: str) -> st.SearchStrategy[Any]:
    """Valid dataclasses of a shape, every optional part now and then."""
    return st.composite(_instance)(the_grammar().shapes[shape])


def _instance(draw: st.DrawFn, shape: Any) -> Any:
    parts = list(shape.attributes)
    if shape.text:
        parts.append(Part("value", shape.text, 1, 1, 0))
    for place in shape.places():
        parts.append(place[0] if len(place) == 1 else draw(st.sampled_from(place)))
    values = {part.field: _value(draw, part) for part in parts if part.in_schema}
    return CLASS_OF_SHAPE[shape.name](**{name: value for name, value in values.items() if value is not None})


def _value(draw: st.DrawFn, part: Part) -> Any:
    if part.most is None:
        count = draw(st.integers(part.least, part.least + 1))
        return tuple(draw(_one(part)) for _ in range(count))
    return draw(_one(part)) if part.least or draw(st.integers(0, 2)) == 0 else None


def _one(part: Part) -> st.SearchStrategy[Any]:
    grammar = the_grammar()
    if part.kind in CLASS_OF_SHAPE:
        return instances(part.kind)
    if part.lowest is not None:
        return st.integers(part.lowest, part.highest)
    if part.kind in grammar.values:
        return st.sampled_from(grammar.values[part.kind])
    if part.kind in grammar.patterns:
        return st.from_regex(grammar.patterns[part.kind], fullmatch=True)
    return _PLAIN[part.kind]
