"""The settings: each one documented, checked, refused when misspelt, and readable from a file."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from daymark.cli import COMMANDS, cli
from daymark.web.configuration import SETTINGS, BadSetting, address_of_pages, configuration, value_of

OPERATORS = Path(__file__).parents[2] / "docs" / "operators"
NAMES = {setting.name for setting in SETTINGS}


def read(tmp_path: Path, **settings: str) -> object:
    return configuration({"DAYMARK_HOME": str(tmp_path), **settings})


def test_every_setting_is_documented_with_its_default_and_nothing_else_is() -> None:
    page = (OPERATORS / "settings.md").read_text()
    rows = dict(re.findall(r"^\| `(DAYMARK_\w+)` \| ([^|]*) \|", page, re.M))
    assert set(rows) == NAMES
    for setting in SETTINGS:
        assert rows[setting.name].strip().strip("`") == setting.default, setting.name


def test_no_page_for_operators_names_a_setting_that_is_not_there() -> None:
    known = NAMES | {f"{name}_FILE" for name in NAMES} | {"DAYMARK_TEST_POSTGRES"}
    for page in OPERATORS.glob("*.md"):
        assert set(re.findall(r"DAYMARK_[A-Z_]*[A-Z]", page.read_text())) <= known, page.name


def test_every_command_is_documented_and_nothing_else_is() -> None:
    page = (OPERATORS / "commands.md").read_text()
    documented = set(re.findall(r"^## `daymark ([a-z-]+)", page, re.M))
    assert documented == set(COMMANDS)


def test_every_option_of_every_command_is_documented_and_nothing_else_is() -> None:
    page = (OPERATORS / "commands.md").read_text()
    for name, text in re.findall(r"^## `daymark ([a-z-]+)[^\n]*\n(.*?)(?=^## |\Z)", page, re.M | re.S):
        command = cli.get_command(click.Context(cli), name)
        assert command
        assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) == _options(command), name


def _options(command: click.Command) -> set[str]:
    found = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
    children = command.commands.values() if isinstance(command, click.Group) else ()
    return found.union(*(_options(child) for child in children))


@pytest.mark.parametrize("name", sorted(NAMES - {"DAYMARK_HOME", "DAYMARK_MASTER_KEY"}))
def test_every_setting_may_be_given_as_a_file(name: str, tmp_path: Path) -> None:
    (tmp_path / "value").write_text("something\n")
    assert value_of(name, {f"{name}_FILE": str(tmp_path / "value")}) == "something"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"DAYMARK_CENTRE_FILE names .*nowhere"):
        read(tmp_path, DAYMARK_CENTRE_FILE=str(tmp_path / "nowhere"))


@pytest.mark.parametrize("name", ["DAYMARK_PORTT", "DAYMARK_", "DAYMARK_PORT_FILES", "DAYMARK_SECRET"])
def test_a_setting_that_nobody_knows_stops_the_start(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=name):
        read(tmp_path, **{name: "1"})


def test_a_setting_given_twice_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "port").write_text("8001")
    with pytest.raises(BadSetting, match="DAYMARK_PORT and DAYMARK_PORT_FILE are both given"):
        read(tmp_path, DAYMARK_PORT="8000", DAYMARK_PORT_FILE=str(tmp_path / "port"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DAYMARK_PORT", "80a"),
        ("DAYMARK_PORT", "0"),
        ("DAYMARK_PORT", "65536"),
        ("DAYMARK_PORT", "٨٠٠٠"),
        ("DAYMARK_IDLE_MINUTES", "-1"),
        ("DAYMARK_TLS", "no"),
        ("DAYMARK_PRACTICE", "yes"),
        ("DAYMARK_COUNTRY", "Britain"),
        ("DAYMARK_HOST", "everywhere"),
        ("DAYMARK_HOSTNAMES", "https://daymark.example.org"),
        ("DAYMARK_HOSTNAMES", " , "),
        ("DAYMARK_HOSTNAMES", "*"),
        ("DAYMARK_PROXIES", "proxy"),
        ("DAYMARK_PROXIES", "10.0.0.5/8"),
        ("DAYMARK_EXIT_URL", "javascript:alert(1)"),
        ("DAYMARK_LOG_LEVEL", "LOUD"),
        ("DAYMARK_CENTRE", "two\nlines"),
        ("DAYMARK_CENTRE", " "),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_its_name(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=name):
        read(tmp_path, **{name: value})


def test_the_defaults_are_fit_for_use(tmp_path: Path) -> None:
    settings = configuration({"DAYMARK_HOME": str(tmp_path)})
    assert settings.tls
    assert settings.host == "127.0.0.1"
    assert not settings.practice


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({}, "https://localhost:8000/"),
        ({"DAYMARK_PRACTICE": "1"}, "http://localhost:8000/"),
        ({"DAYMARK_TLS": "off", "DAYMARK_HOSTNAMES": "daymark.example.org"}, "https://daymark.example.org/"),
        ({"DAYMARK_HOSTNAMES": "2001:db8::7"}, "https://[2001:db8::7]:8000/"),
    ],
)
def test_links_lead_where_people_reach_the_pages(settings: dict[str, str], address: str, tmp_path: Path) -> None:
    assert address_of_pages(configuration({"DAYMARK_HOME": str(tmp_path), **settings})) == address


def test_practice_never_speaks_tls_and_never_happens_by_accident(tmp_path: Path) -> None:
    assert not configuration({"DAYMARK_HOME": str(tmp_path), "DAYMARK_PRACTICE": "1"}).tls
    assert configuration({"DAYMARK_HOME": str(tmp_path), "DAYMARK_PRACTICE": "0"}).tls
