"""What `daymark match` says of one file and one known entry: as an object for a program, as a sentence for a person."""

from __future__ import annotations

import json
from typing import Any

from daymark.cli.match_asking import Answer, Asked
from daymark.engine.known.sets import KnownSet
from daymark.engine.known.standing import Standing
from daymark.engine.video.stretches import Stretch

HIT, NO_HIT = "hit", "no hit"
_ON = {
    Standing.KNOWN_BAD.words: "KNOWN BAD by",
    Standing.UNKNOWN.words: "on",
    Standing.KNOWN_GOOD.words: "known good by",
}


def hit_line(asked: Asked, answer: Answer, known: KnownSet) -> dict[str, Any]:
    """One agreement as an object. What the list asserts stands in `facts`, as it asserts it."""
    held = known.entry(answer.entry)
    said: dict[str, Any] = {
        "path": asked.name,
        "result": HIT,
        "method": answer.method,
        "distance": answer.distance,
        "quality": answer.quality if answer.quality is not None else asked.quality,
        "list": held.list.name,
        "entry": held.where,
        "standing": answer.standing.words,
        "facts": json.loads(held.facts) if held.facts else {},
        "list_format": held.list.about.get("format"),
        "list_sha256": held.list.about.get("sha256"),
    }
    for name, value in (("turn", answer.turn), ("at", answer.seconds), ("contradicted", list(answer.contradicted))):
        said |= {name: value} if value not in (None, []) else {}
    if answer.stretches:
        said["stretches"] = [_stretch(each) for each in answer.stretches]
    return said | {"error": asked.error}


def no_hit_line(asked: Asked) -> dict[str, Any]:
    """That nothing agreed, and what was asked: a result like the others."""
    exact = [kind for kind in ("md5", "sha1", "sha256") if getattr(asked.exact, kind)]
    checked = exact + (["pdq"] if asked.looks else []) + (["video"] if asked.frames else [])
    said = {"path": asked.name, "result": NO_HIT, "method": None, "distance": None, "quality": asked.quality}
    return said | {"checked": checked, "not_looked": asked.not_looked, "error": asked.error}


def sentence(line: dict[str, Any]) -> str:
    """The same for a person."""
    if line["result"] == NO_HIT:
        why = f" (by look it was not checked: {line['not_looked']})" if line["not_looked"] else ""
        return f"{line['path']}: no hit{why}{_error(line)}"
    facts = line["facts"]
    said = [f"{line['path']}: {_ON[line['standing']]} {line['list']}, entry {line['entry']}: {_how(line)}"]
    for name in ("external_id", "category", "series", "votes_for", "votes_against", "date"):
        if name in facts:
            said.append(f"{name.replace('_', ' ')} {facts[name]}" + _profile(name, facts))
    if line.get("contradicted"):
        said.append(f"but the list gives another {' and '.join(line['contradicted'])}: look at it")
    said += [_shared(each) for each in line.get("stretches", ())]
    return "; ".join(said) + _error(line)


def _shared(stretch: dict[str, Any]) -> str:
    here, there = (
        f"{_clock(stretch[a])} to {_clock(stretch[b])}" for a, b in (("from", "to"), ("known_from", "known_to"))
    )
    return f"{here} here is {there} there ({stretch['frames']} frames)"


def _how(line: dict[str, Any]) -> str:
    if line["method"] in ("md5", "sha1", "sha256"):
        return f"{line['method']}, the same file"
    turned = f" ({line['turn']})" if "turn" in line else ""
    quality = f", quality {line['quality']}" if line["quality"] is not None else ""
    at = f", at {_clock(line['at'])}" if "at" in line else ""
    return f"{line['method']}{turned}, distance {line['distance']}{quality}{at}"


def _profile(name: str, facts: dict[str, Any]) -> str:
    return f" of {facts['profile']}" if name == "category" and facts.get("profile") else ""


def _error(line: dict[str, Any]) -> str:
    return f" [{line['error']}]" if line["error"] else ""


def _stretch(stretch: Stretch) -> dict[str, Any]:
    return {
        "from": stretch.query_from,
        "to": stretch.query_to,
        "known_from": stretch.known_from,
        "known_to": stretch.known_to,
        "frames": stretch.frames,
        "distance": stretch.distance,
    }


def _clock(seconds: float) -> str:
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
