"""Proof that a sealed original was destroyed: a stub, signed by the centre, that stays where the object was."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from daymark.problems import Problem
from daymark.vault.canonical import NotCanonical, canonical_json, parse_canonical, parse_hex
from daymark.vault.durable import replace_file
from daymark.vault.keys import Keys
from daymark.vault.labels import Label, SealedObject
from daymark.vault.signatures import signature_holds

FORMAT = "daymark destruction 1"


class AlreadyDestroyed(Problem):
    """This object was destroyed. The signed stub says when, why and by whom."""

    http_status = 410


class ProofBroken(Problem):
    """This stub does not prove a destruction: it was altered, or another centre signed it."""

    http_status = 500


@dataclass(frozen=True, slots=True)
class Destroyed:
    """One destruction. `proof` is the signed text that says all of it; keep it with the audit record."""

    sealed: SealedObject
    object_id: str
    at: datetime
    by: str
    why: str
    proof: bytes


def prove_destruction(keys: Keys, label: Label, *, at: datetime, by: str, why: str) -> Destroyed:
    """Sign that this object is destroyed. `by` and `why` are kept for ever: references and grounds, no names."""
    body: dict[str, Any] = {
        "format": FORMAT,
        **asdict(label.sealed),
        "object_id": label.object_id,
        "at": at.astimezone(UTC).isoformat(),
        "by": by,
        "why": why,
        "key": keys.public_key.hex(),
    }
    proof = canonical_json({**body, "signature": keys.sign(canonical_json(body)).hex()})
    return Destroyed(label.sealed, label.object_id, at, by, why, proof)


def read_proof(proof: bytes, public_keys: tuple[bytes, ...]) -> Destroyed:
    """What a stub says, if one of these keys signed it; else `ProofBroken`."""
    try:
        body = parse_canonical(proof)
        signature, key = parse_hex(body.pop("signature")), parse_hex(body["key"])
        if body["format"] != FORMAT or key not in public_keys:
            raise ProofBroken
        if not signature_holds(public_key=key, signature=signature, message=canonical_json(body)):
            raise ProofBroken
        sealed = SealedObject(body["sha256"], body["md5"], body["sha1"], body["size"])
        at = datetime.fromisoformat(body["at"])
        return Destroyed(sealed, body["object_id"], at, body["by"], body["why"], proof)
    except (NotCanonical, KeyError, TypeError, ValueError):
        raise ProofBroken from None


def read_stubs(path: Path, public_keys: tuple[bytes, ...]) -> list[Destroyed]:
    """All destructions of one address, the oldest first: the same content may come again and be destroyed again."""
    if not path.exists():
        return []
    stubs = [read_proof(line, public_keys) for line in path.read_bytes().split(b"\n")[:-1]]
    if not stubs or any(stub.sealed.sha256 != path.stem for stub in stubs):
        raise ProofBroken
    return stubs


def add_stub(path: Path, destroyed: Destroyed) -> None:
    """Put one more stub where the object was."""
    before = path.read_bytes() if path.exists() else b""
    replace_file(path, before + destroyed.proof + b"\n")
