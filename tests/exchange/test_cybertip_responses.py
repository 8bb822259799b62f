"""Our answers have the form that clients parse, whatever a company or a fault puts into them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from daymark.exchange.cybertip import (
    RESPONSE_CODES,
    Malformed,
    problem_response,
    report_done_response,
    report_response,
    schema_xml,
    status_response,
)

DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def test_a_finished_report_lists_its_files():
    assert report_done_response(report_id=7, file_ids=["a", "b"]) == DECLARATION + (
        b"<reportDoneResponse><responseCode>0</responseCode><reportId>7</reportId>"
        b"<files><fileId>a</fileId><fileId>b</fileId></files></reportDoneResponse>"
    )


def test_an_upload_answers_with_file_and_digest_in_the_order_of_the_schema():
    assert report_response(report_id=7, file_id="f", md5="d") == DECLARATION + (
        b"<reportResponse><responseCode>0</responseCode><responseDescription>Success</responseDescription>"
        b"<reportId>7</reportId><fileId>f</fileId><hash>d</hash></reportResponse>"
    )


def test_a_refusal_carries_its_code_and_its_sentence():
    answer = etree.fromstring(problem_response(Malformed("Line 3: <report> is never closed."), report_id=7))
    assert answer.findtext("responseCode") == "4110"
    assert answer.findtext("responseDescription") == "Malformed XML submittal - Line 3: <report> is never closed."
    assert answer.findtext("reportId") == "7"


@pytest.mark.parametrize("code", sorted(RESPONSE_CODES))
def test_every_code_has_words(code):
    assert etree.fromstring(report_response(code)).findtext("responseDescription") == RESPONSE_CODES[code]


def test_the_codes_that_clients_take_for_success_the_second_time_are_there():
    assert RESPONSE_CODES[5101] == "Report already retracted"
    assert RESPONSE_CODES[5102] == "Report already finished"


@given(text=st.text(), code=st.sampled_from(sorted(RESPONSE_CODES)))
def test_any_words_make_a_valid_answer(text, code):
    schema = etree.XMLSchema(etree.fromstring(schema_xml()))
    for answer in (report_response(code, text), status_response(remote_user=text, remote_ip="203.0.113.7")):
        schema.assertValid(etree.fromstring(answer))
    schema.assertValid(etree.fromstring(report_done_response(report_id=1, file_ids=[text])))
