"""A local certificate authority, so that a centre without a public name still speaks TLS.

The authority may sign for the centre's own host names alone (name constraints): a stolen key opens nothing else.
It is made once; desks that trust it go on trusting it while the certificate of the pages is renewed each year.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from daymark.vault.durable import private_folder, replace_file

AUTHORITY_LIFE = timedelta(days=3650)
LEAF_LIFE = timedelta(days=365)
RENEW_BEFORE = timedelta(days=30)
# Permitting some names of one kind leaves the other kinds open, so a kind that is not needed is excluded whole.
EVERY_ADDRESS = [x509.IPAddress(ipaddress.ip_network("0.0.0.0/0")), x509.IPAddress(ipaddress.ip_network("::/0"))]
EVERY_NAME = [x509.DNSName("")]


@dataclass(frozen=True)
class Pair:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def read(cls, path: Path) -> Pair | None:
        """The pair at `path` and beside it (`.key`); None when it is not there, or the two do not belong together."""
        try:
            certificate = x509.load_pem_x509_certificates(path.read_bytes())[0]
            key = load_pem_private_key(path.with_suffix(".key").read_bytes(), None)
        except (FileNotFoundError, ValueError):
            return None
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
            return None
        return cls(certificate, key)

    def write(self, path: Path, *, issuers: Sequence[x509.Certificate] = ()) -> None:
        """Key first: between the two writes the pair does not fit, and is made anew at the next start."""
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        replace_file(path.with_suffix(".key"), key)
        replace_file(path, b"".join(each.public_bytes(Encoding.PEM) for each in (self.certificate, *issuers)))

    def lasts(self, now: datetime) -> bool:
        """Whether it is not yet time to renew it."""
        return self.certificate.not_valid_after_utc > now + RENEW_BEFORE

    def is_for(self, hostnames: Sequence[str]) -> bool:
        """Whether it was made for exactly these names."""
        names = self.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        held = {str(name) for name in names.get_values_for_type(x509.DNSName)}
        held |= {str(address) for address in names.get_values_for_type(x509.IPAddress)}
        return held == {_shown(name) for name in hostnames}


def certificate_files(home: Path, hostnames: Sequence[str], *, now: datetime | None = None) -> tuple[Path, Path]:
    """Certificate and key files for the pages; made or renewed when missing, near their end, or for other names."""
    now = now or datetime.now(UTC)
    folder = private_folder(home / "tls")
    leaf = folder / "pages.pem"
    if is_due(home, hostnames, now=now):
        authority = _authority(folder, hostnames, now)
        _signed_leaf(authority, hostnames, now).write(leaf, issuers=[authority.certificate])
    return leaf, leaf.with_suffix(".key")


def is_due(home: Path, hostnames: Sequence[str], *, now: datetime | None = None) -> bool:
    """Whether the certificate of the pages must be made or renewed."""
    pair = Pair.read(home / "tls" / "pages.pem")
    return pair is None or not pair.is_for(hostnames) or not pair.lasts(now or datetime.now(UTC))


def authority_fingerprint(home: Path) -> str:
    """SHA-256 of the authority's certificate in groups, to be compared by eye when it is installed on a desk."""
    certificate = x509.load_pem_x509_certificate((home / "tls" / "authority.pem").read_bytes())
    digest = certificate.fingerprint(hashes.SHA256()).hex().upper()
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def _authority(folder: Path, hostnames: Sequence[str], now: datetime) -> Pair:
    path = folder / "authority.pem"
    found = Pair.read(path)
    constraints = _constraints(hostnames)
    if found and found.lasts(now + LEAF_LIFE) and _constraints_of(found.certificate) == constraints:
        return found
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Daymark local authority for {hostnames[0]}"[:64])])
    certificate = (
        begun_certificate(subject, subject, key, key, now, AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(key_usage(certificates=True), critical=True)
        .add_extension(constraints, critical=True)
        .sign(key, hashes.SHA256())
    )
    made = Pair(certificate, key)
    made.write(path)
    return made


def _signed_leaf(authority: Pair, hostnames: Sequence[str], now: datetime) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hostnames[0][:64])])
    certificate = (
        begun_certificate(subject, authority.certificate.subject, key, authority.key, now, LEAF_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(certificates=False), critical=True)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in hostnames]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    return Pair(certificate, key)


def begun_certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    now: datetime,
    life: timedelta,
) -> x509.CertificateBuilder:
    """A certificate with what each of ours has, not yet signed."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )


def key_usage(*, certificates: bool) -> x509.KeyUsage:
    """What a key is for: signing certificates, or proving who holds it."""
    return x509.KeyUsage(
        digital_signature=not certificates,
        key_cert_sign=certificates,
        crl_sign=certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _constraints(hostnames: Sequence[str]) -> x509.NameConstraints:
    permitted = sorted((_general_name(name, constraint=True) for name in hostnames), key=repr)
    excluded: list[x509.GeneralName] = []
    if not any(isinstance(name, x509.IPAddress) for name in permitted):
        excluded += EVERY_ADDRESS
    if not any(isinstance(name, x509.DNSName) for name in permitted):
        excluded += EVERY_NAME
    return x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=excluded or None)


def _constraints_of(certificate: x509.Certificate) -> x509.NameConstraints | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    except x509.ExtensionNotFound:
        return None


def _general_name(name: str, *, constraint: bool = False) -> x509.GeneralName:
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return x509.DNSName(name)
    return x509.IPAddress(ipaddress.ip_network(address) if constraint else address)


def _shown(name: str) -> str:
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return name
