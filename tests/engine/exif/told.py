"""Tags as the sandbox gives them, for tests of what is made of them."""

from __future__ import annotations

from daymark.engine.exif import MediaFacts, facts
from daymark.engine.sandbox.seen import Tag


def tag(name: str, value: str) -> Tag:
    """`gps GPSLatitude` as a tag of that group and name."""
    group, _, rest = name.partition(" ")
    return Tag(group, rest, value)


def told(**values: str) -> MediaFacts:
    """Facts of EXIF tags given by name."""
    return facts([Tag("gps" if name.startswith("GPS") else "exif", name, value) for name, value in values.items()])


def stated(values: dict[str, str]) -> MediaFacts:
    """Facts of tags given as `group name`."""
    return facts([tag(name, value) for name, value in values.items()])
