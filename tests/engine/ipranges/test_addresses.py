"""Addresses as text and number, those that carry another, and those that belong to nobody."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.ipranges.numbers import Address, carried, read_address
from daymark.engine.ipranges.special import CARRIER_NAT, EXAMPLE, LINK, MACHINE, MULTICAST, PRIVATE, RANGES, meaning_of

V4, V6 = st.integers(0, 2**32 - 1).map(IPv4Address), st.integers(0, 2**128 - 1).map(IPv6Address)
NEAR_A_BORDER = st.sampled_from(RANGES).flatmap(
    lambda row: st.integers(-2, 2).map(lambda off: _moved(ip_address(row[0].split("/")[0]), off))
)


# What later registries changed, so that versions of Python differ: RFC 9637, exceptions in 192.0.0.0/24 and 2001::/23.
CHANGED = tuple(map(ip_network, ("192.0.0.0/24", "2001::/23", "3fff::/20", "192.88.99.0/24")))


def _moved(address, by):
    highest = 2**address.max_prefixlen - 1
    return type(address)(min(max(int(address) + by, 0), highest))


@given(st.one_of(V4, V6))
def test_an_address_is_read_as_python_reads_it(address):
    assert read_address(str(address)) == Address(address.version, int(address))
    assert read_address(f" {address.exploded}\n") == Address(address.version, int(address))


@given(st.text(max_size=50))
def test_what_python_does_not_read_is_not_read_here_either(text):
    try:
        expected = int(ip_address(text.strip().partition("%")[0].strip("[]")))
    except ValueError:
        assert read_address(text) is None
    else:
        assert read_address(text) is None or read_address(text).number == expected


@pytest.mark.parametrize(
    "text", ["", "1.2.3", "1.2.3.4:443", "01.02.03.04", "\x00", "1.2.3.4/24", "\u0661.2.3.4", "[1.2.3.4"]
)
def test_what_is_no_address_is_none(text):
    assert read_address(text) is None


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("::ffff:5.39.0.1", "5.39.0.1"),
        ("::FFFF:0527:0001", "5.39.0.1"),
        ("64:ff9b::5.39.0.1", "5.39.0.1"),
        ("2002:0527:0001::", "5.39.0.1"),
        ("2001:0:53aa:64c:0:7fff:fad8:fffe", "5.39.0.1"),
        ("[2a00::1]", "2a00::1"),
        ("2A00:0000:0000::0001%eth0", "2a00::1"),
        ("5.39.0.1", "5.39.0.1"),
    ],
)
def test_the_address_inside_another_is_found(text, inside):
    assert carried(read_address(text)).text == inside


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("192.168.1.4", PRIVATE),
        ("100.64.7.7", CARRIER_NAT),
        ("100.127.255.255", CARRIER_NAT),
        ("100.128.0.0", ""),
        ("203.0.113.7", EXAMPLE),
        ("2001:db8::7", EXAMPLE),
        ("127.0.0.1", MACHINE),
        ("::", MACHINE),
        ("fe80::1", LINK),
        ("224.0.0.1", MULTICAST),
        ("255.255.255.255", PRIVATE),
        ("4000::1", PRIVATE),
        ("8.8.8.8", ""),
        ("2a00::1", ""),
        ("2001:20::1", ""),
    ],
)
def test_an_address_that_belongs_to_nobody_is_told_with_its_reason(text, meaning):
    assert meaning_of(read_address(text)) == meaning


@given(st.one_of(V4, V6, NEAR_A_BORDER))
def test_whatever_python_calls_private_or_reserved_X(address):
    inside = carried(Address(address.version, int(address)))
    if inside != Address(address.version, int(address)):
        return  # what it carries is asked, not it
    ours = bool(meaning_of(inside))
    theirs = not address.is_global or address.is_multicast or address.is_reserved
    beyond = address.version == 6 and int(address) >> 125 != 1  # nothing outside 2000::/3 was ever given out
    exempt = any(address in network for network in CHANGED if network.version == address.version)
    assert ours == (theirs or beyond) or exempt
