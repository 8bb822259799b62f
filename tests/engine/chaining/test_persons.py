"""What is told of each person, and the counts from which a population is estimated."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.chaining import NOT_SAID, OFFERED, SENT, Recapture, chain, frequencies, persons_of, recapture
from engine.chaining.seen import DAY, START, Seen, gathered, guid

rows_of = st.lists(
    st.builds(
        Seen,
        st.integers(0, 5 * DAY),
        st.sampled_from(["203.0.113.1", "203.0.113.2", "2001:db8::3"]),
        st.sampled_from([guid(number) for number in range(5)]),
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from([NOT_SAID, OFFERED, SENT]),
        st.sampled_from([None, "S1", "S2"]),
    ),
    max_size=40,
)
LISTS = {"a": 3, "b": 1, "c": 2}


@given(rows_of)
def test_every_count_of_a_person_is_that_of_its_rows(rows: list[Seen]) -> None:
    seen = gathered(rows)
    found = chain(seen)
    about = persons_of(found, lists=np.array([LISTS[str(file)] for file in seen.files], np.int64))
    of: dict[int, set[Seen]] = defaultdict(set)
    for row, person in zip(rows, found.person_of_rows.tolist(), strict=True):
        of[person].add(row)
    assert len(about) == len(of)
    for person, its in of.items():
        sent = {row.file for row in its if row.act == SENT}
        offered = {row.file for row in its if row.act == OFFERED} - sent
        assert (about.first[person], about.last[person]) == (
            START + min(row.at for row in its),
            START + max(row.at for row in its),
        )
        assert about.sightings[person] == len(its)
        assert about.days[person] == len({row.at // DAY for row in its})
        assert (about.sent[person], about.offered[person]) == (len(sent), len(offered))
        assert about.files[person] == len({row.file for row in its})
        assert about.lists[person] == max(LISTS[row.file] for row in its)
        assert about.addresses[person] == len({row.address for row in its})
        assert about.tools[person] == len({row.tool for row in its if row.tool})


def test_persons_seen_in_two_periods_are_counted_for_both() -> None:
    rows = [Seen(0, None, guid(1)), Seen(1, None, guid(2)), Seen(DAY, None, guid(2)), Seen(DAY, None, guid(3))]
    found = chain(gathered(rows))
    early = found.seen.at < START + DAY
    assert recapture(found, early, ~early) == Recapture(2, 2, 1)


def test_persons_are_counted_by_on_how_many_occasions_they_were_seen() -> None:
    rows = [Seen(day * DAY, None, guid(who)) for who, days in ((1, 1), (2, 1), (3, 4)) for day in range(days)]
    found = chain(gathered(rows))
    occasion = (found.seen.at - START) // DAY
    assert frequencies(found, occasion).tolist() == [0, 2, 0, 0, 1]
    assert frequencies(found, np.where(occasion == 0, -1, occasion)).tolist() == [0, 0, 0, 1]


def test_nobody_is_counted_where_nobody_was_seen() -> None:
    found = chain(gathered([]))
    assert frequencies(found, np.zeros(0, np.int64)).tolist() == [0]
    assert recapture(found, np.zeros(0, np.bool_), np.zeros(0, np.bool_)) == Recapture(0, 0, 0)
