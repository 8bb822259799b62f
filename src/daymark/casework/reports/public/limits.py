"""How often one address, and everybody together, may send reports and try receipt codes, in this process.

Addresses are never kept: a bucket is found by a keyed digest under a key that this process makes and forgets. Every
figure holds for each web process (two by default) and is the authors' choice, not a measurement of attacks.
"""

from __future__ import annotations

import hashlib
import secrets
import time

from django.conf import settings
from django.http import HttpRequest

from daymark.casework.reports.rules.buckets import Limiter, Rate

_KEY = secrets.token_bytes(32)

# A receipt code has 10^16 values. Ten wrong ones an address, then one a minute: a person who mistypes never waits,
# and guessing among a million reports takes longer than the reports live.
WRONG_CODES = Limiter(of_each=Rate(10, 1 / 60), of_all=Rate(300, 1))
# Beyond five reports in a row from one address, and one more every two minutes, a report is kept and marked: a school
# class shares an address, and so does one who wants to bury a report under many.
SENT_REPORTS = Limiter(of_each=Rate(5, 1 / 120), of_all=Rate(60, 1))


def address_digest(request: HttpRequest) -> bytes:
    """Sixteen bytes that stand for the sender's address (of IPv6 the household's /64) until this process ends."""
    return hashlib.blake2b(_network(address_of(request)).encode(), key=_KEY, digest_size=16).digest()


def address_of(request: HttpRequest) -> str:
    """Where the request comes from. Behind a TLS proxy (`DAYMARK_TLS=off`) it is what the proxy itself appended."""
    behind_proxy = not settings.DAYMARK.tls and not settings.DAYMARK.practice
    if behind_proxy and (forwarded := request.headers.get("X-Forwarded-For")):
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def seconds() -> float:
    """The clock that buckets are filled by."""
    return time.monotonic()


def _network(address: str) -> str:
    return ":".join(address.split(":")[:4]) if address.count(":") > 1 else address
