"""Which addresses a server may fetch from: public ones, and those of networks that its operator allows."""

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from footlight.errors import AddressForbiddenError, ConnectionFailedError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
"""All that is given out of IPv6. Python also calls public what only a network's own rules lead somewhere: site-local
addresses, local NAT64, IPv4 addresses that are translated or "compatible"."""


@dataclass(frozen=True, slots=True)
class AddressRules:
    """What may be connected to."""

    allowed: tuple[Network, ...] = ()
    """Networks that are no public ones, and yet may be fetched from."""

    def permits(self, address: Address) -> bool:
        """Whether an address is public, or of an allowed network.

        What carries an IPv4 address within (mapped, 6to4, NAT64) is judged by that one.
        """
        address = _within(address)
        if any(address in network for network in self.allowed):
            return True
        if address.version == 6 and address not in _GLOBAL_UNICAST:
            return False
        return address.is_global and not address.is_multicast


async def resolve(host: str, port: int, rules: AddressRules) -> list[tuple[str, int]]:
    """The addresses of a host that may be connected to, as ``(address, port)``; at least one.

    Who connects must take these and not ask for the name again: it may have another answer by then.

    Raises:
        AddressForbiddenError: all of its addresses are forbidden.
        ConnectionFailedError: there is no such host.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise ConnectionFailedError(f"there is no host {host[:80]!r}: correct the address") from None
    texts = list(dict.fromkeys(str(one[4][0]) for one in found))
    permitted = [(text, port) for text in texts if rules.permits(ipaddress.ip_address(text.partition("%")[0]))]
    if not permitted:
        raise forbidden(host, texts)
    return permitted


def forbidden(host: str, addresses: Sequence[str]) -> AddressForbiddenError:
    """The error for a host whose addresses may not be fetched from."""
    shown = ", ".join(addresses[:3])
    where = host if host in addresses else f"{host} ({shown})"
    return AddressForbiddenError(
        f"this server may not fetch from {where}: choose a public address, or allow its network by pull_allow"
    )


def _within(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
