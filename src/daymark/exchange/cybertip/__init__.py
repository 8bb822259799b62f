"""The CyberTipline Reporting API's documents: read, check, write, answer. Start at `read_report`."""

from daymark.exchange.cybertip.faults import CyberTipProblem, Invalid, Malformed
from daymark.exchange.cybertip.reading import read_file_details, read_report
from daymark.exchange.cybertip.report import CyberTipReport, FileDetails
from daymark.exchange.cybertip.responses import (
    RESPONSE_CODES,
    problem_response,
    report_done_response,
    report_response,
    status_response,
)
from daymark.exchange.cybertip.schema import schema_xml
from daymark.exchange.cybertip.writing import write_file_details, write_report
from daymark.exchange.remarks import Preserved

__all__ = [
    "RESPONSE_CODES",
    "CyberTipProblem",
    "CyberTipReport",
    "FileDetails",
    "Invalid",
    "Malformed",
    "Preserved",
    "problem_response",
    "read_file_details",
    "read_report",
    "report_done_response",
    "report_response",
    "schema_xml",
    "status_response",
    "write_file_details",
    "write_report",
]
