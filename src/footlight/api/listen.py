"""Listening sockets: bound before anything else starts, so that a taken port is told at once."""

import errno
import ipaddress
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from footlight.errors import AddressUnavailableError

BACKLOG: Final = 2048
"""Connections that the system completes before this program takes them."""


@dataclass(frozen=True, slots=True)
class ListenOptions:
    """How a command's options are called by which people choose where it listens."""

    host: str
    port: str


OF_A_SERVER: Final = ListenOptions("--host", "--port")


@dataclass(frozen=True, slots=True)
class Listening:
    """The bound sockets of one server, all on one port."""

    sockets: tuple[socket.socket, ...]
    host: str
    port: int

    @property
    def loopback(self) -> bool:
        """Whether only this machine can connect."""
        return all(ipaddress.ip_address(one.getsockname()[0]).is_loopback for one in self.sockets)

    @property
    def url_host(self) -> str:
        """The host to write into a URL: one address of this machine's where it listens on all."""
        return self.url_hosts[0]

    @property
    def url_hosts(self) -> list[str]:
        """Every host to write into a URL, the best first: where it listens on all, this machine's addresses."""
        try:
            address = ipaddress.ip_address(self.host)
        except ValueError:
            return [self.host]
        if not address.is_unspecified:
            return [_in_url(address)]
        # "::" alone means IPv4 too. What is local to one link cannot be written without the link's name.
        own = [ipaddress.ip_address(one) for one in own_addresses()]
        found = [one for one in own if not one.is_loopback and not (one.version == 6 and one.is_link_local)]
        found = [one for one in found if one.version == address.version or address.version == 6]
        found.sort(key=lambda one: one.version != address.version)
        loopback = ipaddress.ip_address("127.0.0.1" if address.version == 4 else "::1")
        return [_in_url(one) for one in found or [loopback]]

    @property
    def own_host(self) -> str:
        """The address by which this machine itself reaches the server."""
        address = ipaddress.ip_address(self.sockets[0].getsockname()[0])
        if address.is_unspecified:
            return "127.0.0.1" if address.version == 4 else "::1"
        return str(address)

    def close(self) -> None:
        """Free the port; harmless where the server did so already."""
        for one in self.sockets:
            one.close()


def listen(host: str, port: int, options: ListenOptions = OF_A_SERVER) -> Listening:
    """Bind every address of ``host``; port 0 lets the system choose one.

    Args:
        options: what people are told to mend with.

    Raises:
        AddressUnavailableError: the port is taken, or the host is not this machine's.
    """
    bound: list[socket.socket] = []
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        addresses = list(dict.fromkeys((one[0], one[4]) for one in found))
        for family, address in addresses:
            chosen = bound[0].getsockname()[1] if bound else port
            bound.append(_bind(family, (address[0], chosen, *address[2:]), alone=len(addresses) == 1))
    except (OSError, ValueError) as error:
        for one in bound:
            one.close()
        raise AddressUnavailableError(_explain(host, port, error, options)) from None
    return Listening(tuple(bound), host, bound[0].getsockname()[1])


def own_addresses() -> list[str]:
    """Addresses of this machine: those by which it reaches the world, then those that its name has."""
    found: list[str] = []
    for family, anywhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        # Connecting a datagram socket sends nothing: it only chooses the address to send from.
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((anywhere, 9))
            found.append(str(probe.getsockname()[0]))
    with suppress(OSError):
        found += [str(one[4][0]) for one in socket.getaddrinfo(socket.gethostname(), None, type=socket.SOCK_STREAM)]
    return list(dict.fromkeys(address.partition("%")[0] for address in found))


def _in_url(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    return f"[{address}]" if address.version == 6 else str(address)


def _bind(family: int, address: tuple[object, ...], *, alone: bool) -> socket.socket:
    # Named, so that asyncio lets no small message wait for the acknowledgement of the one before.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":
            # On Windows this would allow two servers on one port; elsewhere it only forgives the last one's
            # connections that linger.
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            # "::" alone means IPv4 too; beside an IPv4 socket it must leave that its part.
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if alone else 1)
        bound.bind(address)
        # Where addresses may be reused, only listening finds out that another server is there.
        bound.listen(BACKLOG)
        bound.setblocking(False)
    except OSError:
        bound.close()
        raise
    return bound


def _explain(host: str, port: int, error: OSError | ValueError, options: ListenOptions) -> str:
    # What no host name can look like is a ValueError.
    if isinstance(error, socket.gaierror | ValueError):
        return (
            f"cannot listen on {host[:80]!r}: no such host; choose one of this machine's addresses with {options.host}"
        )
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is taken: stop what listens there, or choose another with {options.port}"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine: choose one that is with {options.host}"
    if error.errno == errno.EACCES:
        return f"port {port} needs more rights than this user has: choose one above 1023 with {options.port}"
    return f"cannot listen on {host} port {port}: {error.strerror or error}"
