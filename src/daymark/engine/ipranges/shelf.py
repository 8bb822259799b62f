"""All tables that are kept, and the answer for an address at a moment: from the table built nearest before it.

An address changes hands, so the table of its day says more than today's. Of the tables that give what is asked
(country, provider), the newest that was built on or before the day is asked first, then older ones; when no table is
that old, the oldest of those built later, and the answer says so. An answer of nothing always comes with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from daymark.engine.ipranges.layout import About
from daymark.engine.ipranges.numbers import Address, carried, read_address
from daymark.engine.ipranges.rows import Gives, Holder
from daymark.engine.ipranges.special import EXAMPLE, meaning_of
from daymark.engine.ipranges.table import AGAINST_ITSELF, Found

NOT_AN_ADDRESS = "not an internet address"
NOT_LISTED = "in no range that a loaded table lists"
CONTRADICTS_ITSELF = "the table contradicts itself here: two rows for the same range disagree"
NO_TABLE = {
    Gives.COUNTRY: "no table of countries is loaded",
    Gives.PROVIDER: "no table of providers is loaded",
}
_DAYS_KEPT = 10_000  # days of which the order of tables is remembered
Asked = tuple[str, datetime | None]


class AsOf(StrEnum):
    """How a table's build date stands to the moment that was asked about."""

    BEFORE = "BEFORE"
    AFTER = "AFTER"
    UNDATED = "UNDATED"  # nobody said when the address was seen: the newest table answers


class Table(Protocol):
    """What the shelf asks of a table."""

    @property
    def name(self) -> str: ...
    @property
    def about(self) -> About: ...
    def covers(self, version: int) -> bool: ...
    def find(self, version: int, number: int) -> Found: ...
    def find_many(self, version: int, numbers: Sequence[int]) -> list[Found]: ...


@dataclass(frozen=True)
class Origin:
    """Where an answer comes from."""

    table: str
    built_on: date
    as_of: AsOf
    licence: str


@dataclass(frozen=True)
class Placed:
    """What is known of an address at a moment. `country` has two letters and may be one that is no state, such as EU.

    `why_not` and `why_no_provider` say why there is none. `by` is the IPv4 address inside an IPv6 one, where it was
    that one which the tables were asked for.
    """

    address: str
    country: str | None = None
    provider: str | None = None
    asn: int | None = None
    country_from: Origin | None = None
    provider_from: Origin | None = None
    why_not: str = ""
    why_no_provider: str = ""
    by: str = ""

    @property
    def origins(self) -> tuple[Origin, ...]:
        """The tables that were of use, each once."""
        return tuple(dict.fromkeys(each for each in (self.country_from, self.provider_from) if each))


class Answer(NamedTuple):
    """One half of what is asked, country or provider: who holds the address by which table, or why nobody is named."""

    holder: Holder | None
    origin: Origin | None
    why: str


Candidates = tuple[tuple[Origin, Table], ...]  # in the order in which they are asked
Reading = tuple[Address | None, str, bool]  # the address looked up, else why none is; whether it is one for examples
_NOBODY = Holder()


class Shelf:
    """Tables that are open. `faults` say which ones could not be opened."""

    def __init__(self, tables: Iterable[Table], faults: Sequence[str] = ()) -> None:
        self.tables = tuple(sorted(tables, key=lambda each: (each.about.built_on, each.about.loaded_at), reverse=True))
        self.faults = tuple(faults)
        self._days: dict[tuple[Gives, int, bool, date | None], Candidates] = {}
        self._orders: dict[tuple[Origin, ...], Candidates] = {}
        self._examples = any(each.about.for_examples for each in self.tables)

    def place(self, text: str, at: datetime | None) -> Placed:
        """What is known of one address at a moment (None: not known when). Never raises."""
        address, why, example = self._read(text)
        if address is None:
            return Placed(text, why_not=why, why_no_provider=why)
        return _placed(text, why, *(self._first(gives, address, example, at) for gives in Gives))

    def place_many(self, asked: Sequence[Asked]) -> list[Placed]:
        """The same for many addresses, each table asked once for all that it may answer."""
        read = [self._read(text) for text, _ in asked]
        halves = [self._first_of_all(gives, read, asked) for gives in Gives]
        return [
            Placed(text, why_not=why, why_no_provider=why) if address is None else _placed(text, why, country, provider)
            for (text, _), (address, why, _), country, provider in zip(asked, read, *halves, strict=True)
        ]

    def _read(self, text: str) -> Reading:
        written = read_address(text)
        if written is None:
            return None, NOT_AN_ADDRESS, False
        address = carried(written)
        meaning = meaning_of(address)
        example = meaning == EXAMPLE
        if meaning and not (example and self._examples):
            return None, meaning, example
        return address, "" if address is written else address.text, example

    def _first(self, gives: Gives, address: Address, example: bool, at: datetime | None) -> Answer:
        candidates = self._candidates(gives, address.version, example, at)
        for origin, table in candidates:
            answer = _answer(gives, table.find(*address), origin)
            if answer is not None:
                return answer
        return self._nothing(gives, candidates)

    def _first_of_all(self, gives: Gives, read: Sequence[Reading], asked: Sequence[Asked]) -> list[Answer]:
        groups: dict[tuple[int, int], tuple[Candidates, list[int]]] = {}
        for place, ((address, _, example), (_, at)) in enumerate(zip(read, asked, strict=True)):
            if address is not None:
                candidates = self._candidates(gives, address.version, example, at)
                groups.setdefault((id(candidates), address.version), (candidates, []))[1].append(place)
        answers = [Answer(None, None, "")] * len(read)
        for (_, version), (candidates, places) in groups.items():
            numbers = {place: address.number for place in places if (address := read[place][0])}
            for place, answer in self._each_first(gives, candidates, version, numbers):
                answers[place] = answer
        return answers

    def _each_first(
        self, gives: Gives, candidates: Candidates, version: int, numbers: dict[int, int]
    ) -> Iterator[tuple[int, Answer]]:
        waiting = list(numbers)
        for origin, table in candidates:
            found = table.find_many(version, [numbers[place] for place in waiting])
            answers = [(place, _answer(gives, holder, origin)) for place, holder in zip(waiting, found, strict=True)]
            yield from ((place, answer) for place, answer in answers if answer is not None)
            waiting = [place for place, answer in answers if answer is None]
        nothing = self._nothing(gives, candidates)
        yield from ((place, nothing) for place in waiting)

    def _candidates(self, gives: Gives, version: int, example: bool, at: datetime | None) -> Candidates:
        day = at.astimezone(UTC).date() if at else None
        key = gives, version, example, day
        if key not in self._days:
            if len(self._days) >= _DAYS_KEPT:
                self._days.clear()
            fitting = [
                each
                for each in self.tables
                if gives in each.about.gives and each.covers(version) and each.about.for_examples == example
            ]
            ordered = tuple((_origin(each, day), each) for each in _nearest_first(fitting, day))
            origins = (*(origin for origin, _ in ordered),)
            self._days[key] = self._orders.setdefault(origins, ordered)
        return self._days[key]

    def _nothing(self, gives: Gives, candidates: Candidates) -> Answer:
        if not candidates:
            why = NO_TABLE[gives]
        else:
            cut = [origin.table for origin, table in candidates if table.about.is_cut_off]
            why = f"{NOT_LISTED}; {', '.join(cut)} was cut off when it was loaded" if cut else NOT_LISTED
        return Answer(None, None, "; ".join((why, *self.faults)))


def _answer(gives: Gives, holder: Found, origin: Origin) -> Answer | None:
    """What a table's find says of the half that is asked; None when the next table is to be asked."""
    if holder is None:
        return None
    if holder is AGAINST_ITSELF:
        return Answer(None, origin, CONTRADICTS_ITSELF)
    says = holder.country if gives is Gives.COUNTRY else holder.provider or holder.asn
    return Answer(holder, origin, "") if says else None


def _placed(text: str, by: str, country: Answer, provider: Answer) -> Placed:
    held, named = country.holder or _NOBODY, provider.holder or _NOBODY
    return Placed(
        address=text,
        country=held.country or None,
        provider=named.provider or None,
        asn=named.asn or None,
        country_from=country.origin,
        provider_from=provider.origin,
        why_not=country.why,
        why_no_provider=provider.why,
        by=by,
    )


def _nearest_first(tables: Sequence[Table], day: date | None) -> list[Table]:
    """The newest first; with a day those built up to it, then those built later, the oldest of them first."""
    if day is None:
        return list(tables)
    before = [each for each in tables if each.about.built_on <= day]
    later = [each for each in tables if each.about.built_on > day]
    return [*before, *sorted(later, key=lambda each: each.about.built_on)]


def _origin(table: Table, day: date | None) -> Origin:
    built_on = table.about.built_on
    as_of = AsOf.UNDATED if day is None else AsOf.BEFORE if built_on <= day else AsOf.AFTER
    return Origin(table.name, built_on, as_of, table.about.licence)
