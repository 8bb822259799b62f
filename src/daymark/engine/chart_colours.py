"""The colours of every drawn chart: one meaning each, so that a finished picture can be put into the dark theme."""

from __future__ import annotations

from collections.abc import Mapping

BAR, BEFORE, TEXT, QUIET, LINE = "#0b5a69", "#8fa4a2", "#14211f", "#495957", "#dde5e3"
DARK: Mapping[str, str] = {BAR: "#63bcc9", BEFORE: "#55686a", TEXT: "#e3ebe9", QUIET: "#a6b6b4", LINE: "#2a3735"}
FONT = "Atkinson Hyperlegible, Helvetica, Arial, sans-serif"


def in_dark(svg: str) -> str:
    """The finished picture in the colours of the dark theme."""
    for light, dark in DARK.items():
        svg = svg.replace(light, dark)
    return svg
