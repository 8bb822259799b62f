"""Signing in and out through the pages: both factors, the lock-out, the session's life, and the record of all of it."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.test import Client
from django.utils import timezone

from daymark.casework.access.actions import enrol_first_administrator, enrol_totp, sign_out_everywhere
from daymark.casework.access.models import AuditRecord, User
from people import Cast, make_cast

pytestmark = pytest.mark.django_db
PASSWORD = "plum kettle orbit 47"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def cast(db: None) -> Cast:
    people = make_cast()
    people.amina.set_password(PASSWORD)
    people.amina.save()
    enrol_totp(person=people.amina, secret=SECRET, at=timezone.now())
    AuditRecord.objects.all()
    return people


def code(step: int = 0) -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + step))


def give_password(client: Client, password: str = PASSWORD, name: str = "amina", **more: str):
    return client.post("/accounts/login/", {"login": name, "password": password, **more})


def give_code(client: Client, digits: str | None = None):
    return client.post("/accounts/2fa/authenticate/", {"code": digits or code()})


def signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def acts() -> list[str]:
    return list(AuditRecord.objects.filter(object_kind="person").order_by("at").values_list("act", flat=True))


def test_the_password_alone_opens_nothing(cast: Cast) -> None:
    client = Client()
    assert give_password(client)["Location"] == "/accounts/2fa/authenticate/"
    assert not signed_in(client)
    assert "_auth_user_id" not in client.session


def test_password_and_code_sign_in_and_both_are_on_record(cast: Cast) -> None:
    client = Client()
    give_password(client)
    assert give_code(client)["Location"] == "/"
    assert signed_in(client)
    record = AuditRecord.objects.get(act="signed in")
    assert record.actor == str(cast.amina.pk)
    assert "password and authenticator app" in record.detail
    assert "127.0.0.1" in record.detail
    cast.amina.refresh_from_db()
    assert cast.amina.last_seen_at


def test_the_session_gets_a_new_key_when_somebody_signs_in(cast: Cast) -> None:
    client = Client()
    give_password(client)
    planted = client.session.session_key
    give_code(client)
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["daymark"] = planted
    assert not signed_in(thief)


def test_a_code_opens_once(cast: Cast) -> None:
    digits = code()
    first, second = Client(), Client()
    give_password(first)
    give_code(first, digits)
    give_password(second)
    answer = give_code(second, digits)
    assert "used already" in answer.content.decode() or "not right" in answer.content.decode()
    assert not signed_in(second)


def test_a_code_opens_once_in_another_process_too(cast: Cast) -> None:
    from django.core.cache import cache

    digits = code()
    first, second = Client(), Client()
    give_password(first)
    give_code(first, digits)
    cache.clear()
    give_password(second)
    assert "used already" in give_code(second, digits).content.decode()


def test_after_five_wrong_codes_the_right_one_waits_too(cast: Cast) -> None:
    client = Client()
    give_password(client)
    for _ in range(5):
        assert "not right" in give_code(client, "000000").content.decode()
    assert "Wait 15 minutes" in give_code(client).content.decode()
    assert not signed_in(client)
    assert acts().count("second factor refused") == 5


def test_a_recovery_code_opens_once(cast: Cast) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    one = RecoveryCodes.activate(cast.amina).get_unused_codes()[0]
    client = Client()
    give_password(client)
    give_code(client, one)
    assert signed_in(client)
    assert "recovery code" in AuditRecord.objects.get(act="signed in").detail
    again = Client()
    give_password(again)
    give_code(again, one)
    assert not signed_in(again)


def test_secrets_of_second_factors_lie_sealed(cast: Cast) -> None:
    stored = Authenticator.objects.get(user=cast.amina).data["secret"]
    assert stored.startswith("sealed:")
    assert SECRET not in stored


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(cast: Cast) -> None:
    wrong = give_password(Client(), "not the password").content.decode()
    unknown = give_password(Client(), name="nobody").content.decode()
    for page in (wrong, unknown):
        assert "The sign-in name and the password do not go together" in page
    refused = AuditRecord.objects.filter(act="sign-in refused").order_by("at")
    assert [row.object_reference for row in refused] == ["amina", ""]


def test_who_was_shut_out_gets_that_answer_too(cast: Cast) -> None:
    User.objects.filter(pk=cast.amina.pk).update(is_active=False)
    assert "do not go together" in give_password(Client()).content.decode()
    assert acts()[-1] == "sign-in refused"


def test_after_eight_wrong_passwords_the_page_says_so_and_the_right_one_waits(cast: Cast) -> None:
    client = Client()
    for _ in range(7):
        assert give_password(client, "wrong").status_code == 200
    locked = give_password(client, "wrong")
    assert locked.status_code == 429
    assert "Wait 15 minutes" in locked.content.decode()
    assert give_password(client).status_code == 429
    assert "sign-in locked" in acts()


def test_spelling_the_name_otherwise_does_not_give_more_tries(cast: Cast) -> None:
    client = Client()
    for number in range(8):
        answer = give_password(client, "wrong", name=["amina", "AMINA", " Amina", "aMina"][number % 4])
    assert answer.status_code == 429


def test_nobody_can_lock_a_colleague_out_from_another_address(cast: Cast) -> None:
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(9):
        give_password(elsewhere, "wrong")
    client = Client(REMOTE_ADDR="203.0.113.10")
    give_password(client)
    give_code(client)
    assert signed_in(client)


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [("/people/", "/people/"), ("https://example.org/", "/"), ("//example.org/", "/"), ("javascript:alert(1)", "/"),
     ("http://testserver/people/", "/"), ("/\\example.org", "/")],
)  # fmt: skip
def test_after_signing_in_one_goes_only_to_places_of_this_site(cast: Cast, wanted: str, reached: str) -> None:
    client = Client()
    give_password(client, next=wanted)
    assert give_code(client)["Location"] == reached


def enter(client: Client) -> Client:
    give_password(client)
    give_code(client)
    assert signed_in(client)
    return client


def test_signing_out_ends_the_session_and_clears_the_browser(cast: Cast) -> None:
    client = enter(Client())
    key = client.session.session_key
    answer = client.post("/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    thief = Client()
    thief.cookies["daymark"] = key
    assert not signed_in(thief)
    assert acts()[-1] == "signed out"


def test_a_link_to_sign_out_only_asks(cast: Cast) -> None:
    client = enter(Client())
    assert b"Sign out?" in client.get("/accounts/logout/").content
    assert signed_in(client)


def aged(client: Client, minutes: int) -> None:
    session = client.session
    session["last_seen_at"] = timezone.now().timestamp() - minutes * 60
    session.save()


def test_who_is_idle_too_long_is_signed_out_and_told(cast: Cast) -> None:
    client = enter(Client())
    aged(client, settings.DAYMARK.idle_minutes - 1)
    assert signed_in(client)
    aged(client, settings.DAYMARK.idle_minutes + 1)
    answer = client.get("/people/?q=x", follow=True)
    assert "minutes without a click" in answer.content.decode()
    assert answer.redirect_chain[0][0] == "/accounts/login/?next=%2Fpeople%2F%3Fq%3Dx"
    assert not signed_in(client)
    assert '"why": "idle"' in AuditRecord.objects.get(act="signed out").detail


def test_signing_out_everywhere_ends_the_other_sessions(cast: Cast) -> None:
    client = enter(Client())
    sign_out_everywhere(person=cast.amina, by=cast.chen, at=timezone.now() + timedelta(seconds=1))
    assert not signed_in(client)
    assert AuditRecord.objects.filter(act="signed out everywhere", actor=str(cast.chen.pk)).exists()


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(cast: Cast) -> None:
    here, elsewhere = enter(Client()), Client()
    give_password(elsewhere)
    give_code(elsewhere, code(1))
    assert signed_in(elsewhere)
    new = {"oldpassword": PASSWORD, "password1": "lantern quartz 9 meadow", "password2": "lantern quartz 9 meadow"}
    assert here.post("/accounts/password/change/", new)["Location"] == "/account/"
    assert signed_in(here)
    assert not signed_in(elsewhere)
    assert "password changed" in acts()


def test_without_a_second_factor_only_enrolling_one_opens(cast: Cast) -> None:
    client = enter(Client())
    cast.amina.authenticator_set.all().delete()
    for address in ("/", "/account/", "/people/", "/audit/"):
        assert client.get(address)["Location"] == "/accounts/2fa/totp/activate/", address
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


def test_enrolling_from_the_link_to_the_first_page(db: None) -> None:
    token = enrol_first_administrator(name="Ada", username="ada", at=timezone.now())
    client = Client()
    assert "Welcome, Ada" in client.get(f"/enrol/{token}/").content.decode()
    unequal = client.post(f"/enrol/{token}/", {"password": PASSWORD, "again": "other"})
    assert "The two passwords differ" in unequal.content.decode()
    answer = client.post(f"/enrol/{token}/", {"password": PASSWORD, "again": PASSWORD})
    assert answer["Location"] == "/accounts/2fa/totp/activate/"
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = page.split('dm-secret">')[1].split("<")[0]
    digits = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    done = client.post("/accounts/2fa/totp/activate/", {"code": digits})
    assert done["Location"] == "/accounts/2fa/recovery-codes/"
    codes = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert "they are not shown again" in codes
    assert "cannot be shown again" in client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert client.get("/account/").status_code == 200
    assert client.get(f"/enrol/{token}/").status_code == 410
    assert {"enrolment link used", "signed in", "authenticator app added", "recovery codes shown"} <= set(acts())


def test_the_only_second_factor_cannot_be_removed(cast: Cast) -> None:
    client = enter(Client())
    client.post("/accounts/2fa/totp/deactivate/")
    assert cast.amina.has_usable_second_factor()
    assert "only second factor" in client.get("/accounts/2fa/totp/deactivate/").content.decode()


def test_changing_a_factor_later_asks_for_the_password_again(cast: Cast) -> None:
    client = enter(Client())
    assert client.get("/accounts/2fa/webauthn/add/").status_code == 200
    session = client.session
    session["signed_in_at"] = timezone.now().timestamp() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT - 1
    session.save()
    User.objects.filter(pk=cast.amina.pk).update(sessions_valid_from=timezone.now() - timedelta(hours=2))
    answer = client.get("/accounts/2fa/webauthn/add/")
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    client.post(answer["Location"], {"password": PASSWORD})
    assert client.get("/accounts/2fa/webauthn/add/").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/accounts/login/", "/accounts/logout/", "/accounts/password/change/", "/accounts/2fa/webauthn/",
     "/accounts/2fa/recovery-codes/generate/", "/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/"],
)  # fmt: skip
def test_every_page_of_signing_in_is_ours_and_has_no_inline_script(cast: Cast, address: str) -> None:
    client = Client() if address == "/accounts/login/" else enter(Client())
    answer = client.get(address)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "dm-bar" in page
    assert "style=" not in page
    assert " onclick" not in page
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


def test_there_is_no_sign_up_and_no_way_to_reset_a_password_by_oneself() -> None:
    for address in ("/accounts/signup/", "/accounts/password/reset/", "/accounts/email/", "/accounts/2fa/trust/"):
        assert Client().get(address).status_code == 404, address
