from __future__ import annotations

from exchange.outside_fixtures import NOT_CHECKED


def pytest_terminal_summary(terminalreporter):
    if NOT_CHECKED:
        terminalreporter.section("NOT CHECKED against the formats' own makers")
        for path in sorted(set(NOT_CHECKED)):
            terminalreporter.line(f"{path} is missing; set DAYMARK_FIXTURES to the folder that holds it")
