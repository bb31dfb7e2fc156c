"""Multicast DNS on this machine's networks: by which of them, and with which addresses."""

import asyncio
import logging
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from ipaddress import IPv4Interface, IPv6Interface, ip_address, ip_interface
from typing import Final

import ifaddr
from zeroconf import Error, InterfaceChoice, IPVersion
from zeroconf.asyncio import AsyncZeroconf

from footlight.api.listen import Listening
from footlight.cable.discoveryrecords import Networks
from footlight.errors import DiscoveryUnavailableError

LOOPBACK: Final = "127.0.0.1"
MOST_ADDRESSES: Final = 16
"""Of one end: a machine with many containers has more, and an announcement is one packet."""

_BOTH: Final = sys.platform in ("linux", "win32")
"""A socket of IPv6 hears IPv4's multicast too: on macOS and the BSDs it does not."""

_LOOK_EVERY: Final = 5.0
"""Seconds between looks at this machine's networks, which come and go."""


def own_networks() -> Networks:
    """Every address of this machine, with its network; of IPv6 without scopes."""
    found: list[IPv4Interface | IPv6Interface] = []
    with suppress(OSError):  # the system has nothing left to tell it with
        for adapter in ifaddr.get_adapters():
            for one in adapter.ips:
                address = one.ip if isinstance(one.ip, str) else one.ip[0]
                found.append(ip_interface(f"{address.partition('%')[0]}/{one.network_prefix}"))
    return sorted(found, key=str)


def addresses_of(listening: Listening) -> list[str]:
    """The addresses by which others reach what listens here; those of loopback only where there is no other."""
    # Those first by which this machine reaches the world.
    named = [host.strip("[]") for host in listening.url_hosts]
    own = [str(one.ip) for one in own_networks() if not one.is_loopback]
    found: list[str] = []
    for bound in listening.sockets:
        address = ip_address(bound.getsockname()[0].partition("%")[0])
        if not address.is_unspecified:
            found.append(str(address))
            continue
        versions = {4} if bound.family == socket.AF_INET else {6} if _alone(bound) else {4, 6}
        found += [one for one in (*named, *own) if _version(one) in versions]
    return list(dict.fromkeys(found or [LOOPBACK]))[:MOST_ADDRESSES]


@asynccontextmanager
async def on_networks(
    work: Callable[[AsyncZeroconf], Coroutine[None, None, None]], only: Sequence[str] | None = None
) -> AsyncIterator[None]:
    """Do ``work`` while the block lasts, and from its beginning where this machine's networks change.

    Args:
        work: speaks mDNS until it is cancelled; what it announces is taken back then.
        only: this machine's addresses whose networks are spoken to; None: all of them.

    Raises:
        DiscoveryUnavailableError: this machine has no network that takes it, now that the block begins.
    """
    # What the library would log is what others send, as they sent it.
    logging.getLogger("zeroconf").setLevel(logging.CRITICAL)
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(_opened(only))
        working = asyncio.create_task(_work(work, only, stack, opened))
        try:
            yield
        finally:
            working.cancel()
            await asyncio.wait({working})


async def _work(
    work: Callable[[AsyncZeroconf], Coroutine[None, None, None]],
    only: Sequence[str] | None,
    stack: AsyncExitStack,
    opened: AsyncZeroconf,
) -> None:
    networks = own_networks()
    while True:
        async with stack:
            working = asyncio.create_task(work(opened))
            try:
                networks = await _changed(networks)
            finally:
                working.cancel()
                await asyncio.wait({working})
        # All anew: sockets that have joined on a network do not follow it to other addresses.
        stack, opened = await _opened_again(only)


async def _changed(networks: Networks) -> Networks:
    """Wait until this machine's addresses are others, and return them."""
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        if (now := own_networks()) != networks:
            return now


async def _opened_again(only: Sequence[str] | None) -> tuple[AsyncExitStack, AsyncZeroconf]:
    while True:
        async with AsyncExitStack() as stack:
            with suppress(DiscoveryUnavailableError):
                opened = await stack.enter_async_context(_opened(only))
                return stack.pop_all(), opened
        await asyncio.sleep(_LOOK_EVERY)


@asynccontextmanager
async def _opened(only: Sequence[str] | None) -> AsyncIterator[AsyncZeroconf]:
    opened = _open(only)
    try:
        try:
            await opened.zeroconf.async_wait_for_start()
        except Error as error:
            raise _unavailable(type(error).__name__) from None
        if not opened.zeroconf.engine.senders:
            raise _unavailable("no network takes part")
        yield opened
    finally:
        await opened.async_close()


def _open(only: Sequence[str] | None) -> AsyncZeroconf:
    reason = ""
    # A machine without IPv6 refuses the socket that would be for both.
    for version in (IPVersion.All, IPVersion.V4Only) if _BOTH else (IPVersion.V4Only,):
        named = [one for one in only or () if version is IPVersion.All or _version(one) == 4]
        try:
            return AsyncZeroconf(named or InterfaceChoice.All, ip_version=version)
        except (OSError, RuntimeError) as error:
            reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    raise _unavailable(reason)


def _unavailable(reason: str) -> DiscoveryUnavailableError:
    return DiscoveryUnavailableError(f"this machine cannot announce and find by mDNS: {reason}")


def _alone(bound: socket.socket) -> bool:
    """It takes IPv6 only, not IPv4 too."""
    return bool(bound.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY))


def _version(text: str) -> int | None:
    try:
        return ip_address(text).version
    except ValueError:
        return None  # a name
