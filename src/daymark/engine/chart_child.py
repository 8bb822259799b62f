"""Draws the charts asked for on standard input and ends. Run by `charts.draw` alone."""

from __future__ import annotations

import json
import resource
import sys

CPU_SECONDS = 50


def main() -> None:
    """Reads one JSON order, writes one JSON list of SVG documents."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    import vl_convert

    order = json.load(sys.stdin)
    if order["fonts"]:
        vl_convert.register_font_directory(order["fonts"])
    # No base address is allowed, so a specification that names one is refused instead of fetched.
    json.dump([vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]) for spec in order["specs"]], sys.stdout)


if __name__ == "__main__":
    main()
