"""Versions of VICS, and the context by which a document says its version, region and kind."""

from __future__ import annotations

import re
from enum import StrEnum

from daymark.problems import Problem

DEFAULT_REGION = "Default"  # the only region that IPED's reader knows (exact comparison, measured with IPED 4.2)
_REGION = re.compile(r"[A-Za-z0-9_-]{1,40}")


class Version(StrEnum):
    """A version that we write."""

    V1_2 = "1.2"
    V1_3 = "1.3"
    V2_0 = "2.0"

    @property
    def key(self) -> str:
        """The first key of a document."""
        return "@odata.context" if self is Version.V2_0 else "odata.metadata"


class UnknownRegion(Problem):
    """A region is one word of letters and digits, such as Default, US or UK."""


def context_of(version: Version, *, cases: bool, region: str) -> str:
    """The context of a document. Raises UnknownRegion for a text that is no region; 1.2 and 1.3 have no regions."""
    if _REGION.fullmatch(region) is None:
        raise UnknownRegion
    kind = "Cases" if cases else "Media"
    if version is Version.V2_0:
        return f"http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/{region}/$metadata#{kind}"
    return f"http://github.com/ICMEC/ProjectVic/DataModels/{version}.xml#{kind}"
