"""Who may let whom in, with which duties, and what undo puts back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from daymark.casework.access.actions import (
    PeopleRuleBroken,
    add_person,
    change_duties,
    deactivate,
    reactivate,
    renew_way_in,
    undo_last_change,
)
from daymark.casework.access.actions.enrolment import BadSignInName
from daymark.casework.access.actions.people import NothingToUndo
from daymark.casework.access.models import AuditRecord, Role, User
from daymark.casework.access.queries import PeopleQuestion, history_of, people
from daymark.problems import NotForYou
from examples import NOON
from people import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def set_roles(cast: Cast, person: User, by: User, *roles: Role, agency: object = None) -> None:
    change_duties(person=person, name=person.name, roles=roles, agency=agency or person.agency, by=by, at=NOON)


def test_a_person_is_let_in_with_a_link_and_without_a_password(cast: Cast) -> None:
    added = add_person(
        name="Noor", username="noor", roles=[Role.INVESTIGATOR], agency=cast.centre, by=cast.chen, at=NOON
    )
    assert len(added.token) >= 43
    assert not added.person.has_usable_password()
    assert added.person.enrolments.get().expires_at == NOON + timedelta(hours=24)


@pytest.mark.parametrize("name", ["Noor", "n", "noor@example.org", "-noor", "noor smith", "x" * 65, ""])
def test_a_sign_in_name_that_people_would_mistype_is_refused(cast: Cast, name: str) -> None:
    with pytest.raises(BadSignInName, match="2 to 64 small letters"):
        add_person(name="Noor", username=name, roles=[Role.INVESTIGATOR], agency=cast.centre, by=cast.chen, at=NOON)


def test_a_sign_in_name_is_given_once(cast: Cast) -> None:
    with pytest.raises(BadSignInName, match="belongs to somebody"):
        add_person(name="Amina", username="amina", roles=["PARTNER"], agency=cast.partner, by=cast.chen, at=NOON)


@pytest.mark.parametrize("keeper", ["amina", "ines", "ben", "sol", "dee"])
def test_nobody_but_administrators_and_supervisors_keeps_people(cast: Cast, keeper: str) -> None:
    by = getattr(cast, keeper)
    with pytest.raises(NotForYou):
        add_person(name="Noor", username="noor", roles=[Role.INVESTIGATOR], agency=cast.centre, by=by, at=NOON)
    with pytest.raises(NotForYou):
        deactivate(person=cast.eli, by=by, at=NOON)


def test_nobody_changes_their_own_roles(cast: Cast) -> None:
    with pytest.raises(PeopleRuleBroken, match="Nobody changes their own"):
        set_roles(cast, cast.chen, cast.chen, Role.SUPERVISOR, Role.INVESTIGATOR)


def test_an_administrator_cannot_take_sight_of_cases(cast: Cast) -> None:
    with pytest.raises(PeopleRuleBroken, match="Nobody changes their own"):
        set_roles(cast, cast.ada, cast.ada, Role.TRIAGE_OFFICER)


def test_nobody_else_can_give_an_administrator_sight_of_cases_either(cast: Cast) -> None:
    with pytest.raises(PeopleRuleBroken, match="cannot read cases"):
        set_roles(cast, cast.ada, cast.chen, Role.ADMINISTRATOR, Role.INVESTIGATOR)


def test_the_last_active_administrator_stays(cast: Cast) -> None:
    with pytest.raises(PeopleRuleBroken, match="last active administrator"):
        set_roles(cast, cast.ada, cast.chen, Role.STRATEGIC_ANALYST)
    with pytest.raises(PeopleRuleBroken, match="last active administrator"):
        deactivate(person=cast.ada, by=cast.chen, at=NOON)
    add_person(name="Bo", username="bo", roles=["ADMINISTRATOR"], agency=cast.centre, by=cast.ada, at=NOON)
    deactivate(person=cast.ada, by=cast.chen, at=NOON)
    cast.ada.refresh_from_db()
    assert not cast.ada.is_active


def test_a_partner_belongs_to_a_partner_agency_and_has_no_other_role(cast: Cast) -> None:
    for agency in (None, cast.centre):
        with pytest.raises(PeopleRuleBroken, match="belongs to a partner agency"):
            add_person(name="Fay", username="fay", roles=["PARTNER"], agency=agency, by=cast.chen, at=NOON)
    with pytest.raises(PeopleRuleBroken, match="the role stands alone"):
        set_roles(cast, cast.dee, cast.chen, Role.PARTNER, Role.INVESTIGATOR)


def test_people_of_a_partner_agency_cannot_be_made_staff(cast: Cast) -> None:
    with pytest.raises(PeopleRuleBroken, match="People of a partner agency"):
        set_roles(cast, cast.dee, cast.chen, Role.INVESTIGATOR)


def test_a_person_without_a_role_is_not_stored(cast: Cast) -> None:
    with pytest.raises(PeopleRuleBroken, match="at least one role"):
        set_roles(cast, cast.ines, cast.chen)
    cast.ines.refresh_from_db()
    assert cast.ines.roles == [Role.INVESTIGATOR]


def test_changed_roles_end_the_sessions_and_go_on_record_with_before_and_after(cast: Cast) -> None:
    later = NOON + timedelta(days=400)
    change_duties(person=cast.ines, name="Ines", roles=["TRIAGE_OFFICER"], agency=cast.centre, by=cast.chen, at=later)
    cast.ines.refresh_from_db()
    assert cast.ines.sessions_valid_from == later
    record = AuditRecord.objects.get(act="person changed")
    assert record.actor_name == "Chen"
    assert '"before": {"active": true' in record.detail
    assert "INVESTIGATOR" in record.detail
    assert "TRIAGE_OFFICER" in record.detail


def test_undo_puts_back_the_roles_from_before_and_undoing_again_puts_back_the_change(cast: Cast) -> None:
    set_roles(cast, cast.ines, cast.chen, Role.TRIAGE_OFFICER)
    undo_last_change(person=cast.ines, by=cast.chen, at=NOON)
    cast.ines.refresh_from_db()
    assert cast.ines.roles == [Role.INVESTIGATOR]
    undo_last_change(person=cast.ines, by=cast.chen, at=NOON)
    cast.ines.refresh_from_db()
    assert cast.ines.roles == [Role.TRIAGE_OFFICER]
    assert len(history_of(cast.ines)) == 4


def test_undo_obeys_the_same_rules(cast: Cast) -> None:
    set_roles(cast, cast.ines, cast.chen, Role.STRATEGIC_ANALYST)
    with pytest.raises(NothingToUndo):
        undo_last_change(person=cast.amina, by=cast.chen, at=NOON)
    with pytest.raises(NotForYou):
        undo_last_change(person=cast.ines, by=cast.ben, at=NOON)


def test_who_is_shut_out_can_be_let_in_again(cast: Cast) -> None:
    deactivate(person=cast.ines, by=cast.ada, at=NOON)
    cast.ines.refresh_from_db()
    assert not cast.ines.reads_cases
    reactivate(person=cast.ines, by=cast.ada, at=NOON)
    cast.ines.refresh_from_db()
    assert cast.ines.reads_cases


def test_a_new_link_takes_away_password_factors_and_sessions(cast: Cast) -> None:
    cast.ines.set_password("a long enough secret")
    cast.ines.save()
    renew_way_in(person=cast.ines, by=cast.ada, at=NOON)
    cast.ines.refresh_from_db()
    assert not cast.ines.has_usable_password()
    assert not cast.ines.has_usable_second_factor()
    with pytest.raises(PeopleRuleBroken, match="Your own"):
        renew_way_in(person=cast.ada, by=cast.ada, at=NOON)


def test_the_list_is_searched_filtered_and_sorted(cast: Cast) -> None:
    assert [p.name for p in people(PeopleQuestion(search="test force"))] == ["Dee"]
    assert [p.name for p in people(PeopleQuestion(role=Role.SUPERVISOR))] == ["Chen"]
    assert next(p.name for p in people(PeopleQuestion(order="-name"))) == "Sol"
    deactivate(person=cast.ines, by=cast.ada, at=NOON)
    assert [p.name for p in people(PeopleQuestion(state="out"))] == ["Ines"]
    cast.amina.authenticator_set.all().delete()
    assert [p.name for p in people(PeopleQuestion(state="unfinished"))] == ["Amina"]
