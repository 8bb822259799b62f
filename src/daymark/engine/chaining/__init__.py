"""Which peer-to-peer sightings are of one person: by what a client calls itself, and by the lease of an address.

    gathering = Gathering()
    gathering.add(at=..., address=..., client=("gnutella", "4f…"), file=..., act=SENT, tool="Sensor 4")
    chained = chain(gathering.columns())
    chained.person                                 # the number of the person of each sighting, or why there is none
    persons_of(chained, lists=lists_of_each_file)  # one row for each person, as columns

“Person” is what the chain holds together, never who it is. `docs/engine/chaining.md` tells the rules and their limits.
"""

from daymark.engine.chaining.chains import Chained, chain
from daymark.engine.chaining.columns import NOT_SAID, OFFERED, SENT, Gathering, Sightings
from daymark.engine.chaining.conflicts import Conflict
from daymark.engine.chaining.limits import Limits
from daymark.engine.chaining.occasions import Recapture, frequencies, recapture
from daymark.engine.chaining.persons import Persons, neighbours, persons_of
from daymark.engine.chaining.unplaced import Unplaced

__all__ = [
    "NOT_SAID",
    "OFFERED",
    "SENT",
    "Chained",
    "Conflict",
    "Gathering",
    "Limits",
    "Persons",
    "Recapture",
    "Sightings",
    "Unplaced",
    "chain",
    "frequencies",
    "neighbours",
    "persons_of",
    "recapture",
]
