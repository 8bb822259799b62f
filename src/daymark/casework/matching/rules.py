"""What the lists say of a content, all of them together; what a row of a list says; when a grade is trusted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from daymark.casework.media.rules import Standing
from daymark.problems import Problem

NAME_LENGTH, GIVER_LENGTH, REFERENCE_LENGTH = 80, 120, 120
TRUSTED_FROM = 3  # independent votes; INTERPOL's Baseline wants three countries' officers to agree on a file
EXACT_METHODS = ("sha256", "sha1", "md5")
DIGEST_WORDS = {"sha256": "SHA-256", "sha1": "SHA-1", "md5": "MD5"}


class Says(StrEnum):
    """What a list, or one row of it, says of a file."""

    BAD = "BAD"
    DISPUTED = "DISPUTED"
    GOOD = "GOOD"
    UNSAID = "UNSAID"  # it stands on the list, and nobody gave it a grade


class HitState(StrEnum):
    """Whether a hit stands by itself, waits for a person, or was decided by one."""

    EXACT = "EXACT"
    PROPOSED = "PROPOSED"
    CONFIRMED = "CONFIRMED"
    REJECTED = "REJECTED"


class NoBankName(Problem):
    """A list needs a name. Give the one under which its sender keeps it, so that the next edition finds it."""


class NoGiver(Problem):
    """Who gave the list is missing. Name the agency or the unit: votes are counted by givers."""


class SayTheStanding(Problem):
    """This list does not say whether its files are known bad or known good. Say which."""


class GoodAsBad(Problem):
    """This is a list of harmless files, and it was brought as something else."""


class OtherStanding(Problem):
    """The list of this name has another standing. Give this one a name of its own."""


class BankWithdrawn(Problem):
    """The list of this name was withdrawn. Bring it under another name, with the reason why it is right now."""


class NotALook(Problem):
    """Equal digests need no confirmation: only look-alikes are confirmed or rejected."""


class Gone(Problem):
    """This has been withdrawn already. Open the list again."""


class NothingToDecide(Problem):
    """The lists agree on this file by now. Open it again: there is nothing to decide."""


class OurOwn(Problem):
    """This list is made of this centre's own grades. Change a grade where it was given."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one row of a standing list says of a content, and how the two were found to be the same."""

    says: Says
    state: HitState
    bank: int
    giver: str
    votes: int = 1  # that the list itself asserts for the row

    @property
    def is_sure(self) -> bool:
        """Whether it is this very file, or a person has said that it shows the same."""
        return self.state in (HitState.EXACT, HitState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a senior decided about lists that disagree; it holds while they say what they said then."""

    standing: Standing
    basis: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The standing of a content with what it rests on. `basis` is what the lists say, in one line that can be kept."""

    standing: Standing
    why: str
    basis: str = ""
    votes: int = 0
    disagree: bool = False
    ruled: bool = False

    @property
    def is_trusted(self) -> bool:
        """Whether enough independent givers have graded it bad, and nobody holds against it."""
        return self.votes >= TRUSTED_FROM and not self.disagree


def decide(claims: Iterable[Claim], rulings: Collection[Ruling] = ()) -> Decision:
    """The standing that follows from what all lists say. A ruling holds only for the very claims it was made about."""
    given = list(claims)
    sure = [claim for claim in given if claim.is_sure]
    said = {claim.says for claim in sure}
    basis = basis_of(sure)
    disagree = disagrees(said)
    ruling = next((each for each in rulings if disagree and each.basis == basis), None)
    if ruling:
        return Decision(ruling.standing, "A supervisor decided it.", basis, votes_for(sure), True, True)
    standing, why = _standing(said, looks={claim.says for claim in given if claim.state is HitState.PROPOSED})
    return Decision(standing, why, basis, votes_for(sure), disagree)


def _standing(said: Set[Says], *, looks: Set[Says]) -> tuple[Standing, str]:
    """The first line that fits."""
    if Says.BAD in said:
        if Says.DISPUTED in said:
            return Standing.DISPUTED, "One list says known bad, another says disputed."
        if Says.GOOD in said:
            return Standing.KNOWN_BAD, "A list says known bad; a list of harmless files never hides that."
        return Standing.KNOWN_BAD, "A list says known bad."
    if Says.DISPUTED in said:
        return Standing.DISPUTED, "A list says disputed."
    if looks & {Says.BAD, Says.DISPUTED}:
        return Standing.LOOKS_KNOWN, "It looks like a file on a list; nobody has confirmed it yet."
    if Says.GOOD in said:
        if Says.UNSAID in said:
            return Standing.DISPUTED, "One list says harmless, another holds it without a grade."
        return Standing.KNOWN_GOOD, "A list says harmless."
    if Says.UNSAID in said:
        return Standing.NEW, "It stands on a list that gives it no grade."
    return Standing.NEW, "No list knows it."


def disagrees(said: Set[Says]) -> bool:
    """Whether a senior has to decide: lists hold against each other, or one of them says that it is disputed."""
    return Says.DISPUTED in said or (Says.GOOD in said and bool(said & {Says.BAD, Says.UNSAID}))


def basis_of(sure: Iterable[Claim]) -> str:
    """What which lists say, in one line."""
    return " ".join(sorted({f"{claim.bank}:{claim.says.value}" for claim in sure}))


def votes_for(sure: Iterable[Claim]) -> int:
    """Independent votes for known bad: one for each giver, or as many as its list asserts."""
    most: dict[str, int] = {}
    for claim in sure:
        if claim.says is Says.BAD:
            giver = " ".join(claim.giver.split()).casefold()
            most[giver] = max(most.get(giver, 0), claim.votes, 1)
    return sum(most.values())


def said_by_row(bank: Says, row: Says, votes_for: int | None, votes_against: int | None) -> Says:
    """What a row says on a list of this standing.

    Nothing becomes good on a list that is called bad or disputed, and what as many hold against as for is disputed.
    """
    if bank is Says.DISPUTED:
        return Says.DISPUTED
    if votes_against and votes_against >= (votes_for or 0):
        return Says.DISPUTED
    if bank is Says.BAD:
        return Says.BAD if row is Says.BAD else Says.UNSAID
    return row if row in (Says.BAD, Says.GOOD) else Says.UNSAID


def standing_here(grades: Iterable[int]) -> Standing:
    """What this centre's own list says of a content, by how grave each of its graded stacks is: cases that hold
    against each other make it disputed, and without a grade it is on no list."""
    said = {grade > 0 for grade in grades}
    if len(said) == 2:
        return Standing.DISPUTED
    if not said:
        return Standing.NEW
    return Standing.KNOWN_BAD if True in said else Standing.KNOWN_GOOD


def checked_standing(*, own: Says, asked: Says | None, although_good: bool) -> Says:
    """The standing under which a list is kept: the person's word, except that harmless files do not become bad by it.

    Raises SayTheStanding, GoodAsBad.
    """
    if asked is None:
        if own is Says.UNSAID:
            raise SayTheStanding()
        return own
    if own is Says.GOOD and asked is not Says.GOOD and not although_good:
        raise GoodAsBad(
            "This list says of itself that its files are harmless, as NIST's lists do. Bring it as known good; "
            "only when you know better say so expressly."
        )
    return asked


def stands(
    named: Collection[int], taken_back: Collection[int], live: Collection[int], complete: Collection[int]
) -> bool:
    """Whether a row stands: an edition that stands names it, none after that took it back, no whole list left it out.

    `named` and `taken_back` are editions of the list, `live` those not withdrawn, `complete` those of them that were
    said to be the whole list.
    """
    last = max((each for each in named if each in live), default=0)
    gone = max((each for each in taken_back if each in live), default=0)
    floor = max((each for each in complete if each in live), default=1)
    return last >= floor and last > gone


def checked(text: str, length: int, problem: type[Problem]) -> str:
    """A line that says something, with single spaces and no longer than it may be."""
    said = " ".join(text.split())
    if not said:
        raise problem()
    if len(said) > length:
        raise problem(f"“{said[:30]}…” has more than {length} characters. Shorten it.")
    return said


def in_words(claims: Sequence[Claim]) -> str:
    """How many lists say what, for a line of a page."""
    names = {Says.BAD: "known bad", Says.DISPUTED: "disputed", Says.GOOD: "known good", Says.UNSAID: "no grade"}
    counts = {says: len({claim.bank for claim in claims if claim.says is says and claim.is_sure}) for says in Says}
    parts = [f"{names[says]} in {count} {'list' if count == 1 else 'lists'}" for says, count in counts.items() if count]
    return ", ".join(parts) or "never seen"
