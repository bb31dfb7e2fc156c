"""Whom a server may fetch from."""

import ipaddress

import pytest

from footlight.errors import AddressForbiddenError, ConnectionFailedError
from footlight.ingest.pull.addresses import AddressRules, resolve

FORBIDDEN = [
    "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.3.4", "192.168.1.20", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "239.1.2.3", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fd00::7", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2002:a00:1::1", "64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2", "::7f00:1", "::ffff:0:7f00:1", "64:ff9b:1::a00:1", "fec0::1", "100:1::1",
]  # fmt: skip


@pytest.mark.parametrize("address", FORBIDDEN)
def test_what_is_not_public_is_forbidden_however_it_is_written(address: str) -> None:
    assert not AddressRules().permits(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101"])
def test_what_is_public_is_permitted(address: str) -> None:
    assert AddressRules().permits(ipaddress.ip_address(address))


def test_an_allowed_network_is_permitted_and_its_neighbour_is_not() -> None:
    rules = AddressRules((ipaddress.ip_network("192.168.1.0/24"), ipaddress.ip_network("fd00::/64")))
    assert rules.permits(ipaddress.ip_address("192.168.1.20"))
    assert rules.permits(ipaddress.ip_address("::ffff:192.168.1.20"))
    assert rules.permits(ipaddress.ip_address("fd00::7"))
    assert not rules.permits(ipaddress.ip_address("192.168.2.20"))
    assert not rules.permits(ipaddress.ip_address("fd00:1::7"))


async def test_a_host_is_told_by_its_addresses() -> None:
    loopback = AddressRules((ipaddress.ip_network("127.0.0.0/8"),))
    assert await resolve("127.0.0.1", 554, loopback) == [("127.0.0.1", 554)]
    with pytest.raises(AddressForbiddenError, match="pull_allow"):
        await resolve("localhost", 80, AddressRules())
    # Other ways to write 127.0.0.1 that the system's resolver knows.
    with pytest.raises(AddressForbiddenError, match=r"127\.0\.0\.1"):
        await resolve("2130706433", 80, AddressRules())


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 300, "\ud800"])
async def test_what_is_no_host_is_told(host: str) -> None:
    with pytest.raises(ConnectionFailedError, match="there is no host"):
        await resolve(host, 80, AddressRules())
