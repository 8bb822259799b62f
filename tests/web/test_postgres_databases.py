from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import make_conninfo

from daymark.web.databases import KEPT_OPEN, BadDatabaseAddress, connect_roles_for_url, database_settings
from web.postgres_cases import a_server

URL = "postgresql://app:p%40ss%2Fword@db.example.org:6432/centre?sslmode=verify-full&sslrootcert=/etc/ca.pem"


def test_the_embedded_server_is_used_when_no_address_is_given():
    with a_server() as (home, address):
        found = database_settings(home, environment={})
    assert {name: entry["USER"] for name, entry in found.items()} == {
        "default": "daymark_app",
        "owner": "daymark_owner",
    }
    assert {entry["HOST"] for entry in found.values()} == {str(address.socket_folder)}
    assert found["default"]["PASSWORD"] == address.password("daymark_app")
    assert found["owner"]["NAME"] == "daymark"


def test_a_home_without_a_server_still_gives_settings(tmp_path):
    found = database_settings(tmp_path, environment={})
    assert found["default"]["PASSWORD"] == ""
    assert found["default"]["ENGINE"] == "django.db.backends.postgresql"


def test_an_outside_server_is_used_with_everything_its_address_says():
    environment = {"DAYMARK_DATABASE_URL": URL, "DAYMARK_DATABASE_OWNER_URL": "postgresql://owner@localhost/centre"}
    found = database_settings(Path("/nowhere"), environment=environment)
    assert found["default"] == {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "db.example.org",
        "PORT": "6432",
        "NAME": "centre",
        "USER": "app",
        "PASSWORD": "p@ss/word",
        "OPTIONS": {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"},
        **KEPT_OPEN,
    }
    assert (found["owner"]["USER"], found["owner"]["HOST"], found["owner"]["OPTIONS"]) == ("owner", "localhost", {})


def test_the_owner_uses_the_same_address_unless_told_otherwise():
    logins = connect_roles_for_url(URL)
    assert logins.owner == logins.app


def test_the_address_may_come_from_a_file(tmp_path):
    (tmp_path / "url").write_text(URL + "\n")
    found = database_settings(tmp_path, environment={"DAYMARK_DATABASE_URL_FILE": str(tmp_path / "url")})
    assert found["default"]["HOST"] == "db.example.org"


@pytest.mark.parametrize(
    ("host", "over_tls"),
    [("localhost", False), ("127.0.0.1", False), ("[::1]", False), ("203.0.113.9", True), ("db.example.org", True)],
)
def test_what_crosses_a_network_goes_over_tls(host, over_tls):
    options = connect_roles_for_url(f"postgresql://app@{host}/centre").app.options
    assert options == ({"sslmode": "require"} if over_tls else {})


def test_a_socket_needs_no_tls():
    login = connect_roles_for_url("postgresql:///centre?host=/run/postgresql").app
    assert (login.host, login.options) == ("/run/postgresql", {})


def test_only_the_application_pools_its_connections():
    found = database_settings(Path("/nowhere"), environment={"DAYMARK_DATABASE_URL": URL}, pool=True)
    assert found["default"]["OPTIONS"]["pool"] == {"min_size": 1, "max_size": 8}
    assert "pool" not in found["owner"]["OPTIONS"]


@pytest.mark.parametrize("url", ["mysql://app:hunter2@db/centre", "postgresql://app:hunter2@[db/centre", "app:hunter2"])
def test_an_address_that_cannot_be_read_is_explained_without_showing_its_password(url):
    with pytest.raises(BadDatabaseAddress, match="DAYMARK_DATABASE_URL cannot be read") as raised:
        connect_roles_for_url(url)
    assert "hunter2" not in str(raised.value)
    assert raised.value.__suppress_context__


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_any_password_survives(password):
    login = connect_roles_for_url(make_conninfo(host="localhost", user="app", password=password, dbname="centre")).app
    assert login.password == password


def test_a_login_does_not_show_its_password():
    assert "p@ss/word" not in repr(connect_roles_for_url(URL))
