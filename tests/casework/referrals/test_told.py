"""How a page says when something happened: the moment first, and what was received."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.template.loader import render_to_string

from examples import NOON


@pytest.mark.parametrize(
    ("at", "received", "words"),
    [
        (NOON, "2026-03-02T07:00:00-05:00", "2 March 2026, 12:00 GMT (as received: 2026-03-02T07:00:00-05:00)"),
        (NOON, "", "2 March 2026, 12:00 GMT"),
        (None, "last <b>Friday", "last &lt;b&gt;Friday (as received, no certain moment)"),
        (None, "", ""),
    ],
)
def test_the_moment_comes_before_what_was_received(at: datetime | None, received: str, words: str) -> None:
    assert render_to_string("referrals/parts/told.html", {"at": at, "received": received}).strip() == words
