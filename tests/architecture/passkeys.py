"""A passkey as a browser would have registered it, made by code."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from daymark.casework.access.models import User

PRESENT_VERIFIED_WITH_CREDENTIAL = 0x45  # flags of WebAuthn level 2, section 6.1


def add_passkey(user: User) -> Authenticator:
    """Gives a person a passkey named "Passkey"."""
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Passkey", "credential": _credential()}
    )


def _credential() -> dict[str, Any]:
    number = b"credential of a test"
    key = ES256.from_cryptography_key(ec.derive_private_key(7, ec.SECP256R1()).public_key())
    attested = AttestedCredentialData.create(bytes(16), number, key)
    data = AuthenticatorData.create(bytes(32), PRESENT_VERIFIED_WITH_CREDENTIAL, 0, attested)
    said = CollectedClientData.create(type="webauthn.create", challenge=bytes(32), origin="http://localhost:8000")
    return {
        "id": websafe_encode(number),
        "rawId": websafe_encode(number),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(said),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
        "clientExtensionResults": {},
    }
