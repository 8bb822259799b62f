"""People made of drawn syllables, living in drawn homes, and their records with the slips that people make.

No name comes from a list of names, so that no record is of anybody.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import date, timedelta

Person = dict[str, str | None]
Table = dict[str, list[str | None]]

FIELDS = (
    "given_name",
    "surname",
    "birth_date",
    "id_number",
    "street_number",
    "street",
    "locality",
    "suburb",
    "postcode",
    "state",
)
_HOME = ("surname", "street_number", "street", "locality", "suburb", "postcode", "state")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def words(drawn: random.Random, count: int) -> list[str]:
    """That many different words of two or three syllables."""
    found: dict[str, None] = {}
    while len(found) < count:
        syllables = (drawn.choice("bdfgklmnprstvz") + drawn.choice("aeiou") for _ in range(drawn.choice((2, 3))))
        found["".join(syllables) + drawn.choice(("", "n", "l", "s"))] = None
    return list(found)


class Town:
    """What its people can be called and where they can live; few names are common and many rare, as everywhere."""

    def __init__(self, seed: int) -> None:
        self.drawn = random.Random(seed)
        self._given, self._surnames = words(self.drawn, 300), words(self.drawn, 800)
        self._streets, self._suburbs = words(self.drawn, 700), words(self.drawn, 120)
        self._numbers = iter(self.drawn.sample(range(10**6, 10**7), 20_000))

    def people(self, count: int, *, living_together: int = 1) -> list[Person]:
        """So many people, so many of them in each home."""
        found: list[Person] = []
        while len(found) < count:
            home = self._home()
            found += [self._person(home) for _ in range(living_together)]
        return found[:count]

    def _home(self) -> Person:
        suburb = self._often(self._suburbs)
        return {
            "surname": self._often(self._surnames),
            "street_number": str(self.drawn.randint(1, 200)),
            "street": f"{self._often(self._streets)} {self.drawn.choice(('street', 'place', 'road'))}",
            "locality": self._often(self._streets),
            "suburb": suburb,
            "postcode": f"{2000 + self._suburbs.index(suburb) * 7}",
            "state": self.drawn.choice(("north", "south", "east")),
        }

    def _person(self, home: Person) -> Person:
        born = date(1940, 1, 1) + timedelta(days=self.drawn.randrange(365 * 70))
        own = {
            "given_name": self._often(self._given),
            "birth_date": f"{born:%Y%m%d}",
            "id_number": str(next(self._numbers)),
        }
        return home | own

    def _often(self, names: list[str]) -> str:
        return names[int(len(names) * self.drawn.random() ** 2)]

    def record(self, person: Person, slips: int) -> Person:
        """What somebody wrote down about a person, with so many slips."""
        written = dict(person)
        for _ in range(slips):
            self.drawn.choice((self._misspell, self._misspell, self._leave_out, self._cross, self._turn))(written)
        return written

    def _misspell(self, written: Person) -> None:
        name = self.drawn.choice(FIELDS)
        text = written[name]
        if text and len(text) > 1:
            letters = "0123456789" if text.isdigit() else _LETTERS
            written[name] = self._slip(text, letters, whole=name != "birth_date")

    def _slip(self, text: str, letters: str, *, whole: bool) -> str:
        place, letter = self.drawn.randrange(len(text) - 1), self.drawn.choice(letters)
        kinds: list[Callable[[], str]] = [
            lambda: text[:place] + letter + text[place + 1 :],
            lambda: text[:place] + text[place + 1] + text[place] + text[place + 2 :],
        ]
        if whole:
            kinds += [lambda: text[:place] + text[place + 1 :], lambda: text[:place] + letter + text[place:]]
        return self.drawn.choice(kinds)()

    def _leave_out(self, written: Person) -> None:
        written[self.drawn.choice(FIELDS)] = None

    def _cross(self, written: Person) -> None:
        written["given_name"], written["surname"] = written["surname"], written["given_name"]

    def _turn(self, written: Person) -> None:
        day = written["birth_date"]
        if day and day[6:] <= "12":
            written["birth_date"] = day[:4] + day[6:] + day[4:6]


def table(people: Iterable[Person]) -> Table:
    """Records as columns."""
    rows = list(people)
    return {name: [row[name] for row in rows] for name in FIELDS}
