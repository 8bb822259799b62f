"""Reports as Hypothesis makes them: every harm, every fact in three values, any ages, meetings and records."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from daymark.casework.reports.rules.understood import (
    AgeBand,
    Answer,
    Environment,
    Fact,
    FactSaid,
    Harm,
    MomentSaid,
    PartyRole,
    PartySaid,
    SourceKind,
    Understood,
)
from daymark.casework.triage.rules import RecordKept, TriageContext
from daymark.casework.triage.rules.circumstances import SeenBefore

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
facts_said = st.builds(FactSaid, st.sampled_from(Answer), st.just("the reporter"), st.sampled_from(["", "on Friday"]))
children = st.builds(PartySaid, role=st.just(PartyRole.CHILD), age_band=st.sampled_from(AgeBand))
moments = st.one_of(
    st.none(),
    st.integers(-400, 400).map(lambda hours: MomentSaid("", AT + timedelta(hours=hours), True)),
    st.just(MomentSaid("one day soon")),
)
reports = st.builds(
    Understood,
    harm=st.sampled_from(Harm),
    environment=st.just(Environment.UNKNOWN),
    source_kind=st.sampled_from(SourceKind),
    summary=st.just("A report."),
    happened=moments,
    facts=st.dictionaries(st.sampled_from(Fact), facts_said),
    parties=st.lists(children, max_size=3).map(tuple),
)
records = st.builds(
    RecordKept,
    captured_at=st.integers(-900, 5).map(lambda days: AT + timedelta(days=days)),
    days=st.one_of(st.none(), st.integers(1, 800)),
)
contexts = st.builds(
    TriageContext,
    at=st.just(AT),
    seen_before=st.builds(SeenBefore, st.integers(0, 60), st.integers(0, 5)),
    records=st.lists(records, max_size=3).map(tuple),
    reporter_can_be_asked=st.booleans(),
)
