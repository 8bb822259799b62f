"""The audit record as a page and as a file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from daymark.casework.access.actions import TooManyRows, export_audit
from daymark.casework.access.actions import exporting as exporting_module
from daymark.casework.access.models import AuditRecord
from daymark.casework.access.queries import AuditQuestion, acts_on_record, audit_page
from daymark.casework.access.recording import Act, record, record_many
from examples import NOON
from people import Cast, make_cast, sign_in

pytestmark = pytest.mark.django_db
WHY = {"why": "queue"}


@pytest.fixture
def cast(db: None) -> Cast:
    people = make_cast()
    record(
        act="report read", by=people.amina, at=NOON, kind="report", reference="R-2026-000123", detail={"why": "queue"}
    )
    record(act="case opened", by=people.ines, at=NOON + timedelta(days=1), kind="case", reference="C-2026-00001")
    record(act="signed in", by=people.ada, at=NOON + timedelta(days=2), kind="person", reference="ada")
    return people


def acts(question: AuditQuestion) -> list[str]:
    return [row.act for row in audit_page(question).rows]


def test_the_record_is_searched_by_reference_person_act_and_day(cast: Cast) -> None:
    assert acts(AuditQuestion()) == ["signed in", "case opened", "report read"]
    assert acts(AuditQuestion(reference="R-2026-000123")) == ["report read"]
    assert acts(AuditQuestion(person="INES")) == ["case opened"]
    assert acts(AuditQuestion(person="ad")) == ["signed in"]
    assert acts(AuditQuestion(act="case opened")) == ["case opened"]
    assert acts(AuditQuestion(from_on=NOON.date() + timedelta(days=1), until_on=NOON.date() + timedelta(days=1))) == [
        "case opened"
    ]
    assert acts(AuditQuestion(oldest_first=True)) == ["report read", "case opened", "signed in"]
    assert acts_on_record() == ["case opened", "report read", "signed in"]


@pytest.mark.parametrize("oldest_first", [False, True])
def test_pages_follow_each_other_by_key_and_lose_no_row_of_one_moment(cast: Cast, oldest_first: bool) -> None:
    record_many(acts=[Act(f"act {number}", reference="X") for number in range(120)], by=None, at=NOON)
    seen: list[str] = []
    after = ""
    for _ in range(3):
        page = audit_page(AuditQuestion(reference="X", oldest_first=oldest_first, after=after))
        seen += [row.act for row in page.rows]
        after = page.after
    assert after == ""
    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize("key", ["x", "2026-01-01~x", "~", "2026-01-01T00:00:00~00000000-0000-4000-8000-000000000000"])
def test_a_mangled_key_shows_the_first_page(cast: Cast, key: str) -> None:
    assert len(acts(AuditQuestion(after=key))) == 3


def test_a_supervisor_sees_details_and_an_administrator_none_of_a_case(cast: Cast) -> None:
    chen = sign_in(Client(), cast.chen).get("/audit/?reference=R-2026-000123").content.decode()
    ada = sign_in(Client(), cast.ada).get("/audit/?reference=R-2026-000123").content.decode()
    assert "report read" in chen
    assert "why: queue" in chen
    assert "report read" in ada
    assert "why: queue" not in ada
    assert "Details for supervisors only" in ada


def test_an_empty_answer_says_what_would_fill_it(cast: Cast) -> None:
    assert "No line fits" in sign_in(Client(), cast.chen).get("/audit/?reference=none").content.decode()


def test_the_export_holds_the_filtered_rows_escapes_formulas_and_is_on_record(cast: Cast) -> None:
    record(act="=cmd|calc", by=None, at=timezone.now(), reference="R-2026-000123", detail={"x": 1})
    client = sign_in(Client(), cast.chen)
    answer = client.post("/audit/export/", {"reference": "R-2026-000123", "order": "at"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[3] for row in rows] == ["act", "report read", "'=cmd|calc"]
    on_record = AuditRecord.objects.get(act="audit record exported")
    assert '"rows": 2' in on_record.detail
    assert "R-2026-000123" in on_record.detail


def test_an_administrators_export_holds_no_details_of_a_case(cast: Cast) -> None:
    content = export_audit(question=AuditQuestion(), by=cast.ada, at=NOON).decode("utf-8-sig")
    assert "(for supervisors)" in content
    assert "queue" not in content


def test_an_export_that_no_spreadsheet_opens_is_refused_in_words(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting_module, "MOST", 2)
    with pytest.raises(TooManyRows, match="Narrow it"):
        export_audit(question=AuditQuestion(), by=cast.chen, at=NOON)
