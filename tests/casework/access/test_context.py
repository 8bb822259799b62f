"""Who is asking is told to the database for one transaction and never longer."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client

from daymark.casework.access.context import NOBODY, SYSTEM, Scope, acting_as_system, apply, current
from people import make_cast, sign_in


def test_the_context_ends_with_its_transaction(committed: None) -> None:
    with acting_as_system():
        assert current().scope == Scope.SYSTEM
    assert current().scope == Scope.NOBODY
    with pytest.raises(ZeroDivisionError), acting_as_system():
        raise ZeroDivisionError
    assert current() == NOBODY


def test_a_context_without_a_transaction_is_refused(committed: None) -> None:
    with pytest.raises(RuntimeError, match="needs a transaction"):
        apply(SYSTEM)


def test_one_persons_sight_does_not_reach_the_next_request_on_the_same_connection(committed: None) -> None:
    cast = make_cast()
    for person, asked in ((cast.amina, "/people/"), (cast.ada, "/people/"), (cast.dee, "/people/")):
        sign_in(Client(), person).get(asked)
        assert current() == NOBODY, person.name
        with transaction.atomic():
            assert current() == NOBODY, person.name
