"""The local certificate authority: what it signs for, when it renews, and that a browser's check accepts it."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import DNSName
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from daymark.web import certificates
from daymark.web.certificates import Pair, authority_fingerprint, certificate_files, is_due

NAMES = ("daymark.example.org", "192.0.2.7")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def authority_of(home: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((home / "tls" / "authority.pem").read_bytes())


def leaf_of(home: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificates((home / "tls" / "pages.pem").read_bytes())[0]


def verify(home: Path, leaf: x509.Certificate, name: str, at: datetime = NOW) -> None:
    store = Store([authority_of(home)])
    PolicyBuilder().store(store).time(at).build_server_verifier(DNSName(name)).verify(leaf, [])


def test_the_pages_certificate_is_accepted_for_the_centres_name(tmp_path: Path) -> None:
    certificate_files(tmp_path, NAMES, now=NOW)
    verify(tmp_path, leaf_of(tmp_path), NAMES[0])
    with pytest.raises(VerificationError):
        verify(tmp_path, leaf_of(tmp_path), "elsewhere.example")


@pytest.mark.parametrize("names", [NAMES, ("192.0.2.7",), ("daymark.example.org",)])
def test_a_stolen_authority_key_signs_for_no_other_site(tmp_path: Path, names: tuple[str, ...]) -> None:
    certificate_files(tmp_path, names, now=NOW)
    authority = Pair.read(tmp_path / "tls" / "authority.pem")
    assert authority
    forged = certificates._signed_leaf(authority, ["bank.example"], NOW)
    with pytest.raises(VerificationError, match=r"(?i)constraint|permitted|excluded"):
        verify(tmp_path, forged.certificate, "bank.example")


@pytest.mark.parametrize("names", [NAMES, ("daymark.example.org",)])
def test_a_stolen_authority_key_signs_for_no_other_address(tmp_path: Path, names: tuple[str, ...]) -> None:
    certificate_files(tmp_path, names, now=NOW)
    authority = Pair.read(tmp_path / "tls" / "authority.pem")
    assert authority
    forged = certificates._signed_leaf(authority, ["203.0.113.9"], NOW)
    address = x509.IPAddress(ipaddress.ip_address("203.0.113.9"))
    verifier = PolicyBuilder().store(Store([authority.certificate])).time(NOW).build_server_verifier(address)
    with pytest.raises(VerificationError):
        verifier.verify(forged.certificate, [])


def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    certificate_files(tmp_path, NAMES, now=NOW)
    before = {path.name: path.read_bytes() for path in (tmp_path / "tls").iterdir()}
    certificate_files(tmp_path, NAMES, now=NOW + timedelta(days=300))
    assert {path.name: path.read_bytes() for path in (tmp_path / "tls").iterdir()} == before


def test_near_its_end_the_certificate_is_renewed_and_the_desks_trust_the_same_authority(tmp_path: Path) -> None:
    certificate_files(tmp_path, NAMES, now=NOW)
    trusted, old = authority_of(tmp_path), leaf_of(tmp_path)
    later = NOW + timedelta(days=340)
    assert is_due(tmp_path, NAMES, now=later)
    certificate_files(tmp_path, NAMES, now=later)
    assert authority_of(tmp_path) == trusted
    assert leaf_of(tmp_path) != old
    verify(tmp_path, leaf_of(tmp_path), NAMES[0], at=later + timedelta(days=300))


def test_other_names_need_another_authority_because_the_old_one_may_not_sign_for_them(tmp_path: Path) -> None:
    certificate_files(tmp_path, NAMES, now=NOW)
    trusted = authority_fingerprint(tmp_path)
    certificate_files(tmp_path, ("other.example.org",), now=NOW)
    assert authority_fingerprint(tmp_path) != trusted
    verify(tmp_path, leaf_of(tmp_path), "other.example.org")


def test_an_authority_near_its_end_is_replaced_before_a_leaf_outlives_it(tmp_path: Path) -> None:
    certificate_files(tmp_path, NAMES, now=NOW)
    late = NOW + certificates.AUTHORITY_LIFE - timedelta(days=100)
    certificate_files(tmp_path, NAMES, now=late)
    assert authority_of(tmp_path).not_valid_after_utc >= leaf_of(tmp_path).not_valid_after_utc


def test_a_key_that_does_not_belong_to_the_certificate_is_noticed_and_mended(tmp_path: Path) -> None:
    certificate_files(tmp_path, NAMES, now=NOW)
    folder = tmp_path / "tls"
    (folder / "pages.key").write_bytes((folder / "authority.key").read_bytes())
    assert is_due(tmp_path, NAMES, now=NOW)
    certificate_files(tmp_path, NAMES, now=NOW)
    assert Pair.read(folder / "pages.pem")


def test_keys_are_the_owners_alone(tmp_path: Path) -> None:
    certificate_files(tmp_path, NAMES, now=NOW)
    assert (tmp_path / "tls").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "tls").iterdir()} == {0}


def test_the_fingerprint_is_in_groups_that_can_be_read_aloud(tmp_path: Path) -> None:
    certificate_files(tmp_path, NAMES, now=NOW)
    groups = authority_fingerprint(tmp_path).split()
    assert len(groups) == 16
    assert bytes.fromhex("".join(groups)) == authority_of(tmp_path).fingerprint(hashes.SHA256())


@contextmanager
def served(certificate: Path, key: Path) -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def test_openssl_accepts_it_with_the_authority_alone(tmp_path: Path) -> None:
    files = certificate_files(tmp_path, ("localhost", "127.0.0.1"))
    strict = ssl.create_default_context(cafile=tmp_path / "tls" / "authority.pem")
    strict.verify_flags |= ssl.VERIFY_X509_STRICT
    with served(*files) as port:
        for name in ("localhost", "127.0.0.1"):
            with (
                socket.create_connection(("127.0.0.1", port)) as raw,
                strict.wrap_socket(raw, server_hostname=name) as it,
            ):
                assert it.version() == "TLSv1.3"
