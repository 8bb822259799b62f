"""Tables of addresses as an operator loads them, and what a page then says of an address."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.partners.actions.address_tables import BuiltLater, WhenBuilt, keep_address_table
from daymark.casework.partners.placing import is_loaded, place_of, place_words, places_of, shelf
from daymark.casework.reports.rules.understood import IdentifierSaid, MomentSaid, PartyRole, PartySaid
from daymark.engine.ipranges.loading import load
from daymark.vault.keyring import make_keys
from engine.ipranges.drawn_tables import file
from examples import NOON, make_report
from people import make_cast, sign_in

pytestmark = pytest.mark.django_db

COUNTRIES = "5.39.0.0,5.39.127.255,FR\n6.0.0.0,6.0.0.255,EU\n"
PROVIDERS = "5.39.0.0,5.39.0.255,64500,North Line\n"
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 17)
AT = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    settings.DAYMARK = replace(settings.DAYMARK, home=tmp_path)
    make_keys(tmp_path)
    return tmp_path


def keep(folder, text, built_on, licence="CC0-1.0"):
    (loaded,) = load([file(folder / "drawn.csv", text)])
    with acting_as_system():
        return keep_address_table(loaded=loaded, built_on=built_on, licence=licence, by=None, at=AT, machine_user="ada")


def test_a_loaded_table_answers_with_its_date_and_is_private_and_on_record(home):
    assert not is_loaded()
    kept = keep(home, PROVIDERS, JUNE)
    assert is_loaded()
    placed = place_of("5.39.0.7", AT)
    assert (placed.provider, placed.asn, placed.provider_from.built_on) == ("North Line", 64500, JUNE)
    (path,) = (home / "address-tables").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    noted = AuditRecord.objects.get(act="address table loaded")
    assert noted.object_reference == kept.name
    assert '"machine_user": "ada"' in noted.detail
    assert kept.about.sources[0].sha256 in noted.detail


def test_an_older_table_stays_and_answers_for_its_time(home):
    keep(home, COUNTRIES, JUNE)
    keep(home, COUNTRIES.replace("FR", "BE"), MAY)
    asked = [("5.39.0.7", datetime(2026, 5, 20, tzinfo=UTC)), ("5.39.0.7", AT)]
    assert [placed.country for placed in places_of(asked)] == ["BE", "FR"]


def test_the_same_table_again_changes_nothing_but_a_damaged_one_is_written_anew(home):
    assert keep(home, PROVIDERS, JUNE).is_new
    assert not keep(home, PROVIDERS, JUNE).is_new
    (path,) = (home / "address-tables").iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    assert shelf().faults
    assert place_of("5.39.0.7", AT).provider is None
    assert keep(home, PROVIDERS, JUNE).is_new
    assert not shelf().faults


def test_a_date_is_asked_for_and_never_guessed(home):
    with pytest.raises(WhenBuilt, match=r"drawn\.csv does not say"):
        keep(home, COUNTRIES, None)
    with pytest.raises(BuiltLater):
        keep(home, COUNTRIES, date(2026, 7, 2))
    assert not is_loaded()


@pytest.mark.parametrize(
    ("address", "at", "words"),
    [
        ("5.39.0.7", AT, "Country France, provider North Line, AS64500 (table of 17 June 2026)"),
        ("10.0.0.1", AT, "Country not known: a private or reserved address, not routed on the internet"),
        ("::ffff:5.39.0.7", AT, "Country France, provider North Line, AS64500, by 5.39.0.7 inside it ("),
        ("6.0.0.1", AT, "Country not known: the table says only EU, which is no single country, provider not known: "),
        ("5.39.0.7", datetime(2020, 1, 1, tzinfo=UTC), "(table of 17 June 2026, built after the address was seen)"),
    ],
)
def test_a_line_names_country_provider_and_date_or_says_why_not(home, address, at, words):
    keep(home, COUNTRIES, JUNE)
    keep(home, PROVIDERS, JUNE)
    assert words in place_words(place_of(address, at))


def test_the_page_of_a_report_says_country_and_provider_of_an_address(home, client):
    keep(home, COUNTRIES, JUNE)
    keep(home, PROVIDERS, JUNE)
    said = IdentifierSaid("IP_ADDRESS", "5.39.0.7:443", moment=MomentSaid(as_received="noon", instant=NOON))
    party = PartySaid(role=PartyRole.PERSON_COMPLAINED_OF, identifiers=(said,))
    cast, report = make_cast(), make_report(parties=(party,))
    page = sign_in(client, cast.amina).get(f"/reports/{report.reference}/").content.decode()
    assert "Country France, provider North Line, AS64500" in page
