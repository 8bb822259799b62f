"""Agencies are kept up to date by those who keep them, with every state before in their history."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from daymark.casework.access.actions import verify_audit
from daymark.casework.access.models import AuditRecord
from daymark.casework.partners import queries, reference
from daymark.casework.partners.actions import (
    AgencyFacts,
    AgencyRuleBroken,
    ContactFacts,
    add_agency,
    add_contact,
    change_agency,
    change_contact,
    close_industry_account,
    establish_centre,
    give_industry_account,
    retire_contact,
    seed_agencies,
    set_keys,
    undo_last_change,
)
from daymark.casework.partners.actions.agencies import NothingToUndo
from daymark.casework.partners.models import Agency, AgencyKind, IndustryAccount
from daymark.casework.partners.queries import AgencyQuestion, agencies, agencies_for_referral, counts_of, history_of
from daymark.problems import NotForYou
from daymark.vault.signatures import fingerprint
from examples import NOON, make_report
from people import Cast, make_agency, make_cast, sign_in

pytestmark = pytest.mark.django_db
KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
OTHER_KEY = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg"
FACTS = AgencyFacts(name="Example Constabulary", kind="FORCE", country="GB", areas=("North West",))


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_the_seed_is_added_once_with_source_and_date() -> None:
    assert seed_agencies(at=NOON) == len(reference.agencies())
    assert seed_agencies(at=NOON) == 0
    force = Agency.objects.get(code="GB-BEDFORDSHIRE")
    assert force.receives_referrals
    assert force.source_on
    assert force.source
    assert not Agency.objects.filter(public_key__gt="").exists()
    assert "GB-BEDFORDSHIRE" in AuditRecord.objects.get(act="agencies added from the reference data").detail


def test_what_a_centre_has_written_stays_when_the_seed_comes_again(cast: Cast) -> None:
    seed_agencies(at=NOON)
    force = Agency.objects.get(code="GB-BEDFORDSHIRE")
    change_agency(agency=force, facts=FACTS, by=cast.chen, at=NOON)
    Agency.objects.get(code="GB-BTP").delete()
    assert seed_agencies(at=NOON) == 1
    force.refresh_from_db()
    assert force.name == "Example Constabulary"


def test_every_country_of_the_reference_has_a_destination_that_receives_referrals() -> None:
    seed_agencies(at=NOON)
    open_to_us = set(agencies_for_referral().values_list("code", flat=True))
    assert {country.destination for country in reference.countries().values()} <= open_to_us


def test_the_centre_itself_is_set_up_once_and_renamed_in_place() -> None:
    first = establish_centre(name="Example Centre", country="GB", at=NOON)
    second = establish_centre(name="Example National Centre", country="GB", at=NOON)
    assert first.pk == second.pk
    assert second.public_key.startswith("age1")
    assert len(second.signing_key) == 64
    establish_centre(name="Example National Centre", country="GB", at=NOON)
    assert AuditRecord.objects.filter(act="own centre set up").count() == 2
    assert second not in agencies_for_referral()


def test_only_administrators_and_supervisors_keep_agencies(cast: Cast) -> None:
    for name in ("amina", "ines", "ben", "sol", "dee"):
        with pytest.raises(NotForYou):
            change_agency(agency=cast.partner, facts=FACTS, by=getattr(cast, name), at=NOON)
        with pytest.raises(NotForYou):
            set_keys(agency=cast.partner, public_key=KEY, signing_key="", by=getattr(cast, name), at=NOON)
    change_agency(agency=cast.partner, facts=FACTS, by=cast.ada, at=NOON)
    assert cast.partner.name == "Example Constabulary"


@pytest.mark.parametrize("code", ["x", "gb-example", "GB EXAMPLE", "-GB", "G" * 60, ""])
def test_a_code_that_would_be_mistyped_is_refused(cast: Cast, code: str) -> None:
    with pytest.raises(AgencyRuleBroken, match="capital letters"):
        add_agency(code=code, facts=FACTS, by=cast.chen, at=NOON)


def test_a_code_is_given_once(cast: Cast) -> None:
    added = add_agency(code="GB-EXAMPLE", facts=FACTS, by=cast.chen, at=NOON)
    assert added.source == "written by Chen"
    with pytest.raises(AgencyRuleBroken, match="already"):
        add_agency(code="GB-EXAMPLE", facts=FACTS, by=cast.chen, at=NOON)


def test_a_key_is_set_with_its_fingerprint_and_the_old_one_stays_in_the_history(cast: Cast) -> None:
    set_keys(agency=cast.partner, public_key=KEY, signing_key="ab" * 32, by=cast.chen, at=NOON)
    set_keys(agency=cast.partner, public_key=OTHER_KEY, signing_key="ab" * 32, by=cast.ada, at=NOON)
    assert [state.public_key for state in history_of(cast.partner)] == [OTHER_KEY, KEY, ""]
    last = AuditRecord.objects.filter(act="agency's keys set").order_by("-detail").first()
    assert AuditRecord.objects.filter(act="agency's keys set", detail__contains=OTHER_KEY, actor=cast.ada.pk).exists()
    assert last is not None


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("age1short", "not an age address"),
        (KEY[:-1] + "q", "not an age address"),
        ("ssh-ed25519 AAAA", "not an age address"),
        ("AGE-SECRET-KEY-1QQQQ", "SECRET key"),
    ],
)
def test_a_false_key_is_refused_in_words(cast: Cast, key: str, words: str) -> None:
    with pytest.raises(AgencyRuleBroken, match=words):
        set_keys(agency=cast.partner, public_key=key, signing_key="", by=cast.chen, at=NOON)
    assert not AuditRecord.objects.filter(detail__contains="AGE-SECRET").exists()


def test_a_false_signing_key_is_refused_and_the_centres_own_keys_are_not_set_by_hand(cast: Cast) -> None:
    with pytest.raises(AgencyRuleBroken, match="64 hexadecimal"):
        set_keys(agency=cast.partner, public_key=KEY, signing_key="AB" * 32, by=cast.chen, at=NOON)
    with pytest.raises(AgencyRuleBroken, match="own keys"):
        set_keys(agency=cast.centre, public_key=KEY, signing_key="", by=cast.chen, at=NOON)


def test_undo_puts_an_agency_back_keys_included(cast: Cast) -> None:
    set_keys(agency=cast.partner, public_key=KEY, signing_key="", by=cast.chen, at=NOON)
    set_keys(agency=cast.partner, public_key="", signing_key="", by=cast.chen, at=NOON)
    undo_last_change(agency=cast.partner, by=cast.chen, at=NOON)
    assert cast.partner.public_key == KEY
    with pytest.raises(NothingToUndo):
        undo_last_change(agency=cast.other_partner, by=cast.chen, at=NOON)


def test_writing_the_same_again_is_no_change_and_no_record(cast: Cast) -> None:
    change_agency(agency=cast.partner, facts=FACTS, by=cast.chen, at=NOON)
    change_agency(agency=cast.partner, facts=FACTS, by=cast.chen, at=NOON)
    assert AuditRecord.objects.filter(act="agency changed").count() == 1


def test_contacts_are_added_corrected_retired_and_put_back(cast: Cast) -> None:
    facts = ContactFacts("Duty desk", "nights", "desk@example.org", "+447700900123")
    contact = add_contact(agency=cast.partner, facts=facts, by=cast.chen, at=NOON)
    change_contact(contact=contact, facts=ContactFacts("Night desk"), by=cast.ada, at=NOON)
    assert (contact.name, contact.phone) == ("Night desk", "")
    retire_contact(contact=contact, is_current=False, by=cast.chen, at=NOON)
    retire_contact(contact=contact, is_current=True, by=cast.chen, at=NOON)
    acts = AuditRecord.objects.filter(object_kind="agency").values_list("act", flat=True)
    assert set(acts) == {"contact added", "contact changed", "contact retired", "contact put back"}


def test_an_industry_password_is_hashed_shown_once_and_renewed(cast: Cast) -> None:
    company = make_agency("EXAMPLE-SOCIAL", AgencyKind.COMPANY)
    first = give_industry_account(agency=company, is_strict=False, by=cast.chen, at=NOON)
    assert first.account.username == "example-social"
    assert first.account.password.startswith("argon2")
    assert check_password(first.password, first.account.password)
    second = give_industry_account(agency=company, is_strict=True, by=cast.chen, at=NOON)
    assert IndustryAccount.objects.count() == 1
    assert not check_password(first.password, second.account.password)
    assert second.account.is_strict
    close_industry_account(account=second.account, by=cast.ada, at=NOON)
    assert not IndustryAccount.objects.get().is_active
    assert not AuditRecord.objects.filter(detail__contains=second.password).exists()
    with pytest.raises(AgencyRuleBroken, match="Only companies"):
        give_industry_account(agency=cast.partner, is_strict=False, by=cast.chen, at=NOON)


def test_the_list_is_searched_filtered_and_sorted(cast: Cast) -> None:
    set_keys(agency=cast.partner, public_key=KEY, signing_key="", by=cast.chen, at=NOON)
    Agency.objects.filter(pk=cast.other_partner.pk).update(areas=["North West"], country="IE", receives_referrals=False)

    def names(**asked: str) -> list[str]:
        return [agency.code for agency in agencies(AgencyQuestion(**asked))]

    assert names(search="north") == ["other-force"]
    assert names(country="IE") == ["other-force"]
    assert names(has="key") == ["test-force"]
    assert names(has="referrals") == ["test-centre", "test-force"]
    assert names(order="-name")[0] == "test-force"
    assert names(kind="NATIONAL_CENTRE") == ["test-centre"]
    assert [agency.code for agency in agencies_for_referral(country="GB")] == ["test-force"]


def test_an_administrator_sees_numbers_of_an_agency_and_no_report(cast: Cast) -> None:
    make_report(agency=cast.partner, external_reference="X-1")
    assert counts_of(cast.partner).reports_received == 1
    page = sign_in(Client(), cast.ada).get(f"/partners/{cast.partner.code}/").content.decode()
    assert "reports received" in page
    assert "R-20" not in page


def test_the_key_page_shows_the_fingerprint_before_it_sets_the_key(cast: Cast) -> None:
    client = sign_in(Client(), cast.ada)
    address = f"/partners/{cast.partner.code}/keys/"
    asked = client.post(address, {"public_key": KEY, "signing_key": ""})
    assert fingerprint(KEY) in asked.content.decode()
    assert queries.agency_by_code("test-force").public_key == ""
    client.post(address, {"public_key": KEY, "signing_key": "", "compared": "yes"})
    assert queries.agency_by_code("test-force").public_key == KEY
    assert fingerprint(KEY) in client.get(f"/partners/{cast.partner.code}/").content.decode()


@pytest.mark.parametrize("address", ["", "change/", "keys/", "contacts/add/", "industry/"])
def test_pages_of_an_agency_open_for_those_who_keep_it(cast: Cast, address: str) -> None:
    company = make_agency("EXAMPLE-SOCIAL", AgencyKind.COMPANY)
    add_contact(agency=company, facts=ContactFacts("Desk"), by=cast.ada, at=NOON)
    answer = sign_in(Client(), cast.ada).get(f"/partners/{company.code}/{address}")
    assert answer.status_code == 200


def test_an_industry_password_is_shown_on_the_page_that_made_it_and_never_again(cast: Cast) -> None:
    company = make_agency("EXAMPLE-SOCIAL", AgencyKind.COMPANY)
    client = sign_in(Client(), cast.ada)
    page = client.post(f"/partners/{company.code}/industry/", {}).content.decode()
    password = page.split('id="industry-password">')[1].split("<")[0]
    assert check_password(password, IndustryAccount.objects.get().password)
    assert password not in client.get(f"/partners/{company.code}/").content.decode()


def test_agencies_are_added_by_a_form_that_says_what_is_wrong(cast: Cast) -> None:
    client = sign_in(Client(), cast.ada)
    form = {"name": "Example Hotline", "code": "example", "kind": "HOTLINE", "country": "IE", "is_active": "on"}
    assert "capital letters" in client.post("/partners/-/add/", form).content.decode()
    assert client.post("/partners/-/add/", {**form, "code": "IE-EXAMPLE"}).status_code == 302
    assert Agency.objects.get(code="IE-EXAMPLE").country == "IE"


def test_a_partner_and_an_analyst_have_no_pages_of_agencies(cast: Cast) -> None:
    for name in ("dee", "sol"):
        client = sign_in(Client(), getattr(cast, name))
        for address in ("/partners/", f"/partners/{cast.partner.code}/", f"/partners/{cast.partner.code}/keys/"):
            assert client.get(address).status_code == 404, (name, address)


def test_officers_read_agencies_and_change_nothing(cast: Cast) -> None:
    with pytest.raises(NotForYou):
        queries.get_agency_for(cast.sol, cast.partner.code)
    assert queries.get_agency_for(cast.amina, cast.partner.code) == cast.partner
    assert verify_audit(at=NOON).first_bad is None
