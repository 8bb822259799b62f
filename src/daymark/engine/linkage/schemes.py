"""Which fields people are compared by, and by which keys records are brought together: declared, not programmed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from daymark.engine.linkage.kinds import CROSSED, SCALES, Kind, Scale
from daymark.problems import Problem


class UnusableScheme(Problem):
    """The fields or keys for record linkage contradict each other. Compare them with the scheme PERSON."""


@dataclass(frozen=True)
class Field:
    """One column of the records.

    chance: how often two different people have the same value, believed until data say otherwise. home: people who
    live together share it (`model.py` says what follows). crossed: the field whose place its values may have taken,
    as the surname's the given name.
    """

    name: str
    kind: Kind
    chance: float
    home: bool = False
    crossed: str | None = None

    @property
    def words(self) -> str:
        """The field as a sentence names it."""
        return self.name.replace("_", " ")


class Part(StrEnum):
    """What of a value goes into a key."""

    WHOLE = "whole"
    SOUND = "by sound"  # Soundex
    START = "first three characters"
    YEAR = "year"
    WORDS = "words in any order"


@dataclass(frozen=True)
class Key:
    """Records are brought together when all these parts of their values are the same.

    any_order: when the same two parts appear, whichever field each is in.
    """

    parts: tuple[tuple[str, Part], ...]
    any_order: bool = False

    @property
    def name(self) -> str:
        """The key as a report names it."""
        words = [_named(field, part) for field, part in self.parts]
        return (" and " if not self.any_order else " or crosswise ").join(words)


def _named(field: str, part: Part) -> str:
    plain = field.replace("_", " ")
    return plain if part is Part.WHOLE else f"{plain} ({part.value})"


@dataclass(frozen=True)
class Comparison:
    """One line of the sum: a field, or two fields in each other's place (`crossed` names both)."""

    name: str
    scale: Scale
    home: bool
    crossed: tuple[int, int] | None = None  # places of the two fields


@dataclass(frozen=True)
class Scheme:
    """Fields and keys. Raises UnusableScheme when a key or a crossing names a field that is not there."""

    fields: tuple[Field, ...]
    keys: tuple[Key, ...]

    def __post_init__(self) -> None:
        names = [field.name for field in self.fields]
        if len(set(names)) < len(names) or not names:
            raise UnusableScheme("Each field needs a name of its own, and there must be at least one.")
        named = {name for key in self.keys for name, _ in key.parts}
        named |= {field.crossed for field in self.fields if field.crossed}
        if unknown := sorted(named - set(names)):
            raise UnusableScheme(f"No field is called {', '.join(unknown)}. Fields: {', '.join(names)}.")
        if any(not 0 < field.chance < 1 for field in self.fields):
            raise UnusableScheme("The chance of a field lies between 0 and 1, without either.")

    def only(self, *names: str) -> Scheme:
        """The same with these fields alone, and the keys that they still make. Raises UnusableScheme."""
        if unknown := sorted(set(names) - {field.name for field in self.fields}):
            raise UnusableScheme(f"No field is called {', '.join(unknown)}.")
        fields = tuple(_uncrossed(field, names) for field in self.fields if field.name in names)
        keys = tuple(key for key in self.keys if all(name in names for name, _ in key.parts))
        return Scheme(fields, keys)

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Every line of the sum, in the order of the fields, crossings last."""
        places = {field.name: place for place, field in enumerate(self.fields)}
        single = [Comparison(field.words, SCALES[field.kind], field.home) for field in self.fields]
        crossed = [
            Comparison(
                f"{field.words} and {field.crossed.replace('_', ' ')}", CROSSED, False, (place, places[field.crossed])
            )
            for place, field in enumerate(self.fields)
            if field.crossed
        ]
        return (*single, *crossed)


def _uncrossed(field: Field, names: tuple[str, ...]) -> Field:
    if field.crossed in names:
        return field
    return Field(field.name, field.kind, field.chance, field.home)


# The chances are orders of magnitude for a country's population, for the first few records only.
PERSON = Scheme(
    fields=(
        Field("given_name", Kind.NAME, 0.005, crossed="surname"),
        Field("surname", Kind.NAME, 0.002, home=True),
        Field("birth_date", Kind.DATE, 0.00004),
        Field("id_number", Kind.CODE, 0.000001),
        Field("street_number", Kind.CODE, 0.02, home=True),
        Field("street", Kind.TEXT, 0.001, home=True),
        Field("locality", Kind.TEXT, 0.001, home=True),
        Field("suburb", Kind.TEXT, 0.002, home=True),
        Field("postcode", Kind.CODE, 0.001, home=True),
        Field("state", Kind.CODE, 0.2, home=True),
    ),
    # A pair of records of one person need meet in one key only. Two of names, birth, identity number, street and place
    # make a key, by what slips of writing leave alone (sounds, beginnings, years), but for suburb and postcode:
    # those say the same thing, and bring together all who live there.
    keys=(
        Key((("id_number", Part.WHOLE),)),
        Key((("birth_date", Part.WHOLE),)),
        Key((("given_name", Part.SOUND), ("surname", Part.SOUND)), any_order=True),
        Key((("given_name", Part.START), ("surname", Part.START)), any_order=True),
        Key((("given_name", Part.SOUND), ("birth_date", Part.YEAR))),
        Key((("surname", Part.SOUND), ("birth_date", Part.YEAR))),
        Key((("id_number", Part.START), ("birth_date", Part.YEAR))),
        Key((("id_number", Part.START), ("postcode", Part.WHOLE))),
        Key((("given_name", Part.START), ("postcode", Part.WHOLE))),
        Key((("surname", Part.START), ("postcode", Part.WHOLE))),
        Key((("given_name", Part.START), ("suburb", Part.START))),
        Key((("surname", Part.START), ("suburb", Part.START))),
        Key((("street", Part.WORDS), ("street_number", Part.WHOLE))),
        Key((("street", Part.WORDS), ("suburb", Part.START))),
        Key((("street_number", Part.WHOLE), ("suburb", Part.START))),
        Key((("street_number", Part.WHOLE), ("postcode", Part.WHOLE))),
        Key((("suburb", Part.START), ("birth_date", Part.YEAR))),
        Key((("postcode", Part.WHOLE), ("birth_date", Part.YEAR))),
    ),
)
