"""An end that tells the network where it listens."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from zeroconf import Error
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from footlight.api.listen import Listening
from footlight.cable.discoverynetwork import LOOK_AGAIN, LOOPBACK, addresses_of, multicast
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
    async with multicast(_networks(end.listening)) as opened:
        announced = asyncio.create_task(_announce(opened, end, name))
        try:
            yield
        finally:
            announced.cancel()
            await asyncio.wait({announced})


def _networks(listening: Listening) -> list[str] | None:
    """This machine's addresses to announce from; None: all."""
    if any(ip_address(one.getsockname()[0].partition("%")[0]).is_unspecified for one in listening.sockets):
        return None
    return [LOOPBACK] if listening.loopback else addresses_of(listening)


async def _announce(opened: AsyncZeroconf, end: "End", name: str) -> None:
    """Announce the end, and anew where this machine's addresses change; until cancelled."""
    addresses = addresses_of(end.listening)
    properties = described(Told(end.way, end.tls is not None, end.key is None, end.pin))
    # A host name of its own: another end of this machine may listen at other addresses.
    host = f"footlight-{secrets.token_hex(4)}.local."
    info = _info(f"{announced_name(name)}.{SERVICE}", host, end.listening.port, addresses, properties)
    try:
        await (await opened.async_register_service(info, allow_name_change=True))
        while True:
            await asyncio.sleep(LOOK_AGAIN)
            await opened.async_update_interfaces()
            if (now := addresses_of(end.listening)) != addresses:
                addresses = now
                info = _info(info.name, host, end.listening.port, addresses, properties)
                await (await opened.async_update_service(info))
    except (Error, OSError) as error:
        _log.warning("no longer announced to the network", reason=type(error).__name__)


def _info(
    service: str, host: str, port: int, addresses: list[str], properties: dict[str, str | None]
) -> AsyncServiceInfo:
    return AsyncServiceInfo(
        SERVICE,
        service,
        port=port,
        properties=properties,
        server=host,
        host_ttl=_LIFETIME,
        other_ttl=_LIFETIME,
        parsed_addresses=addresses,
    )
