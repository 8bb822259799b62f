"""A local certificate authority, so that a centre without a public name still speaks TLS.

The authority may sign for the centre's own host names alone (name constraints), so that a stolen key opens nothing else.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LIFE = timedelta(days=3650)
LEAF_LIFE = timedelta(days=365)
RENEW_BEFORE = timedelta(days=30)


def certificate_files(home: Path, hostnames: Sequence[str], *, now: datetime | None = None) -> tuple[Path, Path]:
    """Certificate and key files for the pages; made or renewed when missing, near their end, or for other names."""
    now = now or datetime.now(UTC)
    folder = home / "tls"
    folder.mkdir(mode=0o700, exist_ok=True)
    leaf, key = folder / "pages.pem", folder / "pages.key"
    if not _fits(leaf, hostnames, now):
        authority, authority_key = _authority(folder, hostnames, now)
        _write_leaf(leaf, key, authority, authority_key, hostnames, now)
    return leaf, key


def authority_fingerprint(home: Path) -> str:
    """SHA-256 of the authority's certificate in groups, to be compared by eye when it is installed on a desk."""
    certificate = x509.load_pem_x509_certificate((home / "tls" / "authority.pem").read_bytes())
    digest = certificate.fingerprint(hashes.SHA256()).hex().upper()
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def _fits(path: Path, hostnames: Sequence[str], now: datetime) -> bool:
    if not path.exists():
        return False
    certificate = x509.load_pem_x509_certificates(path.read_bytes())[0]
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    held = {str(name) for name in names.get_values_for_type(x509.DNSName)}
    held |= {str(address) for address in names.get_values_for_type(x509.IPAddress)}
    return held == set(hostnames) and certificate.not_valid_after_utc > now + RENEW_BEFORE


def _authority(
    folder: Path, hostnames: Sequence[str], now: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    path, key_path = folder / "authority.pem", folder / "authority.key"
    names = [_general_name(name, constraint=True) for name in hostnames]
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Daymark local authority for {hostnames[0]}")])
    certificate = (
        _builder(subject, subject, key, now, AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=names, excluded_subtrees=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write_private(key_path, _private_pem(key))
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return certificate, key


def _write_leaf(
    path: Path,
    key_path: Path,
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    hostnames: Sequence[str],
    now: datetime,
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hostnames[0])])
    certificate = (
        _builder(subject, authority.subject, key, now, LEAF_LIFE)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in hostnames]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    _write_private(key_path, _private_pem(key))
    chain = certificate.public_bytes(serialization.Encoding.PEM)
    path.write_bytes(chain + authority.public_bytes(serialization.Encoding.PEM))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + life)
    )


def _general_name(name: str, *, constraint: bool = False) -> x509.GeneralName:
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return x509.DNSName(name)
    return x509.IPAddress(ipaddress.ip_network(address) if constraint else address)


def _private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    form, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, none)


def _write_private(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
