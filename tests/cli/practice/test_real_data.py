"""A practice centre is never made where people work."""

import pytest

from cli.practice.one import NOW, make_one
from daymark.casework.access.models import User
from daymark.cli.practice.digests import content_digest
from daymark.cli.practice.making import RealData, make
from people import make_cast


@pytest.mark.django_db
def test_a_home_with_people_is_refused_and_stays_as_it_is():
    make_cast()
    count = User.objects.count()
    with pytest.raises(RealData):
        make(now=NOW)
    assert User.objects.count() == count


@pytest.mark.deep
def test_two_makings_of_one_moment_hold_the_same(committed):
    from conftest import copy_database

    make_one()
    first = content_digest()
    copy_database()
    make_one()
    assert content_digest() == first
