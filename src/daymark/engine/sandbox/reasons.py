"""Why a file could not be looked at. Only the number crosses the boundary; the sentence is ours."""

from __future__ import annotations

from enum import IntEnum


class Reason(IntEnum):
    """What ended the look at a file. The numbers are the protocol between the child and us: never reuse one."""

    DONE = 0
    UNKNOWN_KIND = 1
    BROKEN = 2
    CUT_SHORT = 3
    TOO_MANY_PIXELS = 4
    TOO_MANY_FRAMES = 5
    TOO_MUCH_MEMORY = 6
    TOO_SLOW = 7
    DIED = 8
    TOO_LARGE = 9
    NO_PICTURE = 10
    NOT_SUPPORTED = 11
    BROKE_OFF = 12
    TALKED_NONSENSE = 13
    DAMAGED = 14
    LOCKED = 15
    BOMB = 16
    TOO_DEEP = 17
    TOO_MANY_MEMBERS = 18


SENTENCES = {
    Reason.DONE: "",
    Reason.UNKNOWN_KIND: "Neither a picture nor a film that can be opened here.",
    Reason.BROKEN: "The file is damaged: nothing of it could be opened.",
    Reason.CUT_SHORT: "The file ends too early: what there is of it was looked at.",
    Reason.TOO_MANY_PIXELS: "The picture claims more pixels than are opened here: it was refused unopened.",
    Reason.TOO_MANY_FRAMES: "The file holds more frames than are opened here: the first ones were looked at.",
    Reason.TOO_MUCH_MEMORY: "Opening the file would take more memory than allowed: it was given up.",
    Reason.TOO_SLOW: "Opening the file took longer than allowed: it was given up.",
    Reason.DIED: "The decoder died of this file; it was replaced. Look at the file with other means, with care.",
    Reason.TOO_LARGE: "The file is larger than is opened here: only its digests were taken.",
    Reason.NO_PICTURE: "The file holds no picture, only sound or data.",
    Reason.NOT_SUPPORTED: "The file uses a coding that cannot be opened here.",
    Reason.BROKE_OFF: "The film is damaged from the place given: what came before it was looked at.",
    Reason.DAMAGED: "The file is damaged: what could be read of it was looked at.",
    Reason.LOCKED: "It is locked with a password: only its name could be read.",
    Reason.BOMB: "Unpacked it would be many times larger than archives of files are, as traps are: it was given up.",
    Reason.TOO_DEEP: "It lies in too many archives inside each other: it was read, and what it holds was not.",
    Reason.TOO_MANY_MEMBERS: "The archive holds more files than are opened here: the first ones were read.",
    Reason.TALKED_NONSENSE: "The decoder gave an impossible answer for this file and was replaced.",
}

# What was seen stands, only not the whole of the file was seen.
PARTIAL = frozenset({Reason.CUT_SHORT, Reason.DAMAGED, Reason.TOO_MANY_FRAMES, Reason.BROKE_OFF})
