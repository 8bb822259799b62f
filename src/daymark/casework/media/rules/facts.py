"""What a picture or a film shows, as facts that a person saw. Scales are derived from them (`scales`), never stored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from daymark.casework.welfare.rules.bands import AgeBand


class Act(StrEnum):
    """The gravest thing shown, in the words that the Sentencing Council's and the industry's scales rest on."""

    NONE = "NONE"
    NUDITY = "NUDITY"
    POSING = "POSING"
    GENITAL_FOCUS = "GENITAL_FOCUS"
    SOLO = "SOLO"
    CHILD_CHILD = "CHILD_CHILD"
    ADULT_CHILD = "ADULT_CHILD"
    ORAL = "ORAL"
    PENETRATIVE = "PENETRATIVE"
    SADISM = "SADISM"
    ANIMAL = "ANIMAL"


class Made(StrEnum):
    """How it came to be."""

    PHOTOGRAPH = "PHOTOGRAPH"
    PSEUDO = "PSEUDO"  # a photograph that was altered
    DRAWN = "DRAWN"
    GENERATED = "GENERATED"
    UNCLEAR = "UNCLEAR"


class Said(StrEnum):
    """Whether something is so; unknown is not no."""

    YES = "YES"
    NO = "NO"
    UNKNOWN = "UNKNOWN"


class Sureness(StrEnum):
    """How sure the person is who says so."""

    SURE = "SURE"
    PROBABLE = "PROBABLE"
    DOUBTFUL = "DOUBTFUL"


@dataclass(frozen=True)
class Facts:
    """What one person said of one stack."""

    age_band: AgeBand = AgeBand.UNCLEAR
    act: Act = Act.NONE
    made: Made = Made.PHOTOGRAPH
    self_made: Said = Said.UNKNOWN
    has_text: Said = Said.UNKNOWN
    sureness: Sureness = Sureness.SURE

    def agrees_with(self, other: Facts) -> bool:
        """Whether both would be treated alike: the same person, act and making, however sure each was."""
        return (self.age_band, self.act, self.made) == (other.age_band, other.act, other.made)


# The order of the Sentencing Advisory Panel's levels (2002), the only public one that ranks what looking at it costs.
_LEVELS = {
    Act.NONE: 0,
    Act.NUDITY: 1,
    Act.POSING: 1,
    Act.GENITAL_FOCUS: 2,
    Act.SOLO: 2,
    Act.CHILD_CHILD: 2,
    Act.ADULT_CHILD: 3,
    Act.ORAL: 4,
    Act.PENETRATIVE: 4,
    Act.SADISM: 5,
    Act.ANIMAL: 5,
}
GRAVEST = max(_LEVELS.values())


def severity(facts: Facts) -> int:
    """How grave it is to look at, 0 to 5. What shows adults only counts as 0: it is not what this work harms by."""
    return 0 if facts.age_band is AgeBand.ADULT else _LEVELS[facts.act]
