"""Certificates for the machines of a cluster, from an authority that signs for nothing else.

Not the authority of the pages: a desk that trusts the pages is no machine that may run code here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from daymark.cluster.joining import AUTHORITY, CERTIFICATE
from daymark.problems import Problem
from daymark.vault.durable import private_folder, replace_file
from daymark.web.certificates import AUTHORITY_LIFE, LEAF_LIFE, Pair, begun_certificate, key_usage
from daymark.web.configuration import home_folder

LONGEST_NAME = 64  # characters of a common name, by X.509


class HasCertificate(Problem):
    """This folder holds a certificate already. Give a new folder for each machine."""


class NoMachineName(Problem):
    """A machine needs a name of 1 to 64 characters, such as reader-2. It is shown where certificates are looked at."""


def certificates_of_home() -> Path:
    """The folder with this machine's own certificate, made or renewed when it is due."""
    folder = private_folder(home_folder() / "cluster")
    authority = _authority(folder)
    own = Pair.read(folder / CERTIFICATE)
    if own is None or own.certificate.issuer != authority.certificate.subject or not own.lasts(datetime.now(UTC)):
        _signed(authority, "the machine that leads").write(folder / CERTIFICATE)
    return folder


def write_certificate(folder: Path, name: str) -> datetime:
    """A folder to be carried to another machine, which may join with it; the day until which it may."""
    if not 0 < len(name) <= LONGEST_NAME:
        raise NoMachineName()
    if (folder / CERTIFICATE).exists():
        raise HasCertificate()
    authority = _authority(certificates_of_home())
    machine = _signed(authority, name)
    private_folder(folder.absolute())
    machine.write(folder / CERTIFICATE)
    replace_file(folder / AUTHORITY, authority.certificate.public_bytes(Encoding.PEM))
    return machine.certificate.not_valid_after_utc


def _authority(folder: Path) -> Pair:
    found, now = Pair.read(folder / AUTHORITY), datetime.now(UTC)
    if found and found.lasts(now + LEAF_LIFE):
        return found
    key = ec.generate_private_key(ec.SECP256R1())
    # The moment in the name: machines with a certificate of an earlier authority are told apart from ours.
    subject = _named(f"Daymark cluster authority {now:%Y-%m-%d %H:%M:%S.%f}")
    made = Pair(
        begun_certificate(subject, subject, key, key, now, AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(key_usage(certificates=True), critical=True)
        .sign(key, hashes.SHA256()),
        key,
    )
    made.write(folder / AUTHORITY)
    return made


def _signed(authority: Pair, name: str) -> Pair:
    key, issuer = ec.generate_private_key(ec.SECP256R1()), authority.certificate.subject
    both_ways = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    certificate = (
        begun_certificate(_named(name), issuer, key, authority.key, datetime.now(UTC), LEAF_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(both_ways), critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    return Pair(certificate, key)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
