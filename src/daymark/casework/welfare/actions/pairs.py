"""Two people who look together."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.welfare.actions.counting import end_open_looks, locked_desks
from daymark.casework.welfare.models import Pair
from daymark.casework.welfare.queries import asked_of, pair_of, possible_partners
from daymark.casework.welfare.rules.caring import ASKED_FOR, PAIR_LASTS, NoSuchPair, NotAPair, PairedAlready


@transaction.atomic
def ask_pair(*, by: User, colleague: User, at: datetime) -> Pair:
    """Asks a colleague to look together; an earlier question of hers is taken back."""
    if not by.reads_cases or colleague not in possible_partners(by):
        raise NotAPair()
    with acting_as_system():  # whether the colleague is taken stands in a row that the asker may not read
        locked_desks([by.pk, colleague.pk])
        _end_lapsed([by, colleague], at=at)
        if pair_of(by, at=at) or pair_of(colleague, at=at):
            raise PairedAlready()
        Pair.objects.filter(asker=by, ended_at=None).update(ended_at=at)
        pair = Pair.objects.create(asker=by, asked=colleague, asked_at=at)
    record(act="pair asked", by=by, at=at, kind="person", reference=colleague.username)
    return pair


@transaction.atomic
def accept_pair(*, pair_id: UUID, by: User, at: datetime) -> Pair:
    """Accepts a colleague's question. Whatever one of both looked at alone ends now."""
    asked = [each for each in asked_of(by, at=at) if each.pk == pair_id and each.asked_id == by.pk]
    if not asked:
        raise NoSuchPair()
    pair = asked[0]
    with acting_as_system():
        desks = locked_desks([pair.asker_id, pair.asked_id])
        if pair_of(pair.asker, at=at) or pair_of(by, at=at):
            raise PairedAlready()
        pair.accepted_at = at
        if not Pair.objects.filter(pk=pair.pk, ended_at=None, accepted_at=None).update(accepted_at=at):
            raise NoSuchPair()
        end_open_looks(desks, at=at)
    record(act="pair accepted", by=by, at=at, kind="person", reference=pair.asker.username)
    return pair


@transaction.atomic
def end_pair(*, pair_id: UUID, by: User, at: datetime) -> None:
    """Ends a pair, takes a question back, or declines one. What both look at ends with it."""
    pair = Pair.objects.select_related("asker", "asked").filter(Q(asker=by) | Q(asked=by), pk=pair_id).first()
    if pair is None:
        raise NoSuchPair()
    with acting_as_system():
        desks = locked_desks([pair.asker_id, pair.asked_id])
        ended = Pair.objects.filter(pk=pair.pk, ended_at=None).update(ended_at=at)
        if ended and pair.accepted_at:
            end_open_looks(desks, at=at)
    other = pair.asked if pair.asker_id == by.pk else pair.asker
    if ended:
        record(act="pair ended", by=by, at=at, kind="person", reference=other.username)


def _end_lapsed(people: list[User], *, at: datetime) -> None:
    """Ends what has run out: questions nobody answered and pairs that nobody ended."""
    lapsed = Q(accepted_at=None, asked_at__lte=at - ASKED_FOR) | Q(accepted_at__lte=at - PAIR_LASTS)
    of_them = Q(asker__in=people) | Q(asked__in=people)
    Pair.objects.filter(of_them & lapsed, ended_at=None).update(ended_at=at)
