"""An end that tells the network where it listens."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from zeroconf import Error
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from footlight.api.listen import Listening
from footlight.cable.discoverynetwork import LOOPBACK, addresses_of, on_networks
from footlight.cable.discoveryrecords import SERVICE, Told, announced_name, described
from footlight.logs import logger

if TYPE_CHECKING:  # who only looks for ends needs nothing of what an end is made of
    from footlight.cable.end import End

_log: Final = logger(__name__)

_LIFETIME: Final = 120
"""Seconds that others believe in an end which ended without taking its announcement back."""


@asynccontextmanager
async def announcing(end: "End", name: str) -> AsyncIterator[None]:
    """Tell the network where ``end`` listens, for as long as the block lasts.

    An end for this machine alone is told to this machine alone. Where another is announced by the same name, this
    one gets a number.

    Args:
        name: for people; it is shortened to what can be announced.

    Raises:
        DiscoveryUnavailableError: this machine has no network that takes it.
    """
    # A host name of its own: another end of this machine may listen at other addresses.
    host = f"footlight-{secrets.token_hex(4)}.local."

    async def announce(opened: AsyncZeroconf) -> None:
        try:
            await (await opened.async_register_service(_info(end, name, host), allow_name_change=True))
        except (Error, OSError) as error:
            _log.warning("not announced to the network", reason=type(error).__name__)

    async with on_networks(announce, _networks(end.listening)):
        yield


def _networks(listening: Listening) -> list[str] | None:
    """This machine's addresses to announce from; None: all."""
    if any(ip_address(one.getsockname()[0].partition("%")[0]).is_unspecified for one in listening.sockets):
        return None
    return [LOOPBACK] if listening.loopback else addresses_of(listening)


def _info(end: "End", name: str, host: str) -> AsyncServiceInfo:
    """As it is now: the addresses are those of this moment."""
    return AsyncServiceInfo(
        SERVICE,
        f"{announced_name(name)}.{SERVICE}",
        port=end.listening.port,
        properties=described(Told(end.way, end.tls is not None, end.key is None, end.pin)),
        server=host,
        host_ttl=_LIFETIME,
        other_ttl=_LIFETIME,
        parsed_addresses=addresses_of(end.listening),
    )
