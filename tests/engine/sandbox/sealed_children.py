"""Children that are not what they should be: real processes, with our own code in them, sealed badly or not at all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from daymark.engine.sandbox import confinement

# What each stands for is said by its name; all of them speak the real protocol.
UNSEALED = """
from daymark.engine.sandbox.child.probes import escapes
say(message(Message.READY, escapes().to_bytes(4, "little")))
"""
ALMOST_SEALED = """
from daymark.engine.sandbox.child import lockdown
from daymark.engine.sandbox.child.probes import escapes
lockdown.drop_user()
lockdown.bound_resources(1 << 30)
lockdown.ALLOWED += ("socket",)
lockdown.allow_only_decoding()
say(message(Message.READY, escapes().to_bytes(4, "little")))
"""
LYING = """
from daymark.engine.sandbox.seen import FrameSeen
say(message(Message.READY, bytes(4)))
channel.recv(100)
say(packed(FrameSeen(0, 0, 255, (bytes(32),))))
time.sleep(60)
"""
TALKING_WITHOUT_END = """
from daymark.engine.sandbox.seen import FrameSeen
say(message(Message.READY, bytes(4)))
channel.recv(100)
while True:
    say(packed(FrameSeen(0, 0, 50, (bytes(32),))))
    time.sleep(0.01)
"""
FLOODING = """
say(message(Message.READY, bytes(4)))
channel.recv(100)
say(HEAD.pack(Message.TAG, 0x7FFFFFFF))
time.sleep(60)
"""
SILENT = "time.sleep(60)"
DYING = "raise RuntimeError('no decoder here')"

_BEGINNING = """
import os, socket, sys, time
from daymark.engine.sandbox.protocol import HEAD, Message, message, packed
channel = socket.socket(fileno=int(sys.argv[2]))
say = lambda data: os.write(channel.fileno(), data)
"""


def start_instead(script: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the sandbox start this script where it would start its worker."""
    path = folder / "child.py"
    path.write_text(_BEGINNING + script)
    folder.chmod(0o755)
    monkeypatch.setattr(confinement, "command", lambda arguments: [sys.executable, str(path), *arguments])
