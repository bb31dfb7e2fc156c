"""Connections to hosts that the address rules permit, and the bytes that go through them."""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from footlight.errors import ConnectionFailedError
from footlight.ingest.pull.addresses import AddressRules, resolve

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

_CONNECT_SECONDS: Final = 10.0
_CHUNK: Final = 64 * 1024


class Outside:
    """Connects, and to nothing else than what the rules permit."""

    def __init__(self, rules: AddressRules) -> None:
        self._rules = rules

    async def connect(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> Streams:
        """A connection to a host, by the very address that was checked.

        Raises:
            AddressForbiddenError: the rules forbid all of its addresses.
            ConnectionFailedError: there is no such host, or none of its addresses answers.
        """
        reason = ""
        for address, at in await resolve(host, port, self._rules):
            try:
                async with asyncio.timeout(_CONNECT_SECONDS):
                    return await asyncio.open_connection(address, at, ssl=tls, server_hostname=host if tls else None)
            except TimeoutError:
                reason = "it does not answer"
            except OSError as error:  # ssl.SSLError too
                reason = error.strerror or str(error)
        raise ConnectionFailedError(f"{host}:{port} cannot be reached: {reason}")


def as_it_is(data: bytes) -> bytes:
    """Every byte that came may go on."""
    return data


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, permit: Callable[[bytes], bytes]) -> None:
    """Hand on what is read until there is no more, as far as ``permit`` lets it; that may raise."""
    with suppress(OSError):  # whichever end it was: the other one learns that there is no more
        while data := await reader.read(_CHUNK):
            writer.write(permit(data))
            await writer.drain()


async def exchange(near: Streams, far: Streams, permit: Callable[[bytes], bytes] = as_it_is) -> None:
    """Hand on what either end says until one of them has no more; of the far end's words, what ``permit`` lets."""
    ways = [
        asyncio.create_task(pump(near[0], far[1], as_it_is)),
        asyncio.create_task(pump(far[0], near[1], permit)),
    ]
    try:
        done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in done:
            way.result()
    finally:
        for way in ways:
            way.cancel()
        await asyncio.wait(ways)
        far[1].close()
