"""An end that listens: a small server on this event loop, of the parts that the site has too."""

import asyncio
import datetime
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from fastapi import APIRouter
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp

from footlight.api.health import LoopLag, health_router
from footlight.api.limits import hub_limits, live_limits
from footlight.api.listen import Listening, ListenOptions, listen
from footlight.api.live import LiveEndpoint, LiveLimits
from footlight.api.serving import at_work, serving
from footlight.api.tls import server_tls
from footlight.cable.address import DEFAULT_HOST
from footlight.cable.door import Door
from footlight.cable.end import End
from footlight.cable.keptkeys import KeptKeys, new_key
from footlight.cable.origin import OwnPagesOnly
from footlight.cable.page import page_router
from footlight.cable.ways import Way
from footlight.client.url import DEFAULT_PORT
from footlight.clock import thread_time
from footlight.errors import OptionInvalidError, StoreUnavailableError
from footlight.hub.hub import Hub
from footlight.model.clock import Clock
from footlight.settings import Settings

SHORTEST_KEY: Final = 16
"""Letters of a key that people choose themselves: a shorter one can be found by trying."""
LONGEST_KEY: Final = 256

_KEYS: Final = "cable-keys.json"
_ARGUMENTS: Final = ListenOptions("address=", "port=")
"""How the library's are called."""


@dataclass(frozen=True, slots=True)
class Listen:
    """How an end is to listen."""

    way: Way
    data: Path
    """The folder for what is kept: the key that was made, the certificate."""
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    """0 lets the system choose."""
    key: str | None = field(default=None, repr=False)
    """What the other end must show; None: beyond loopback one is made and kept."""
    open: bool = False
    """Beyond loopback too, nobody must show a key."""
    http: bool = False
    """Plain http beyond loopback too."""
    options: ListenOptions = _ARGUMENTS
    """What people are told to mend with."""


@asynccontextmanager
async def listening(options: Listen, clock: Clock) -> AsyncIterator[End]:
    """Listen for the other end for as long as the block lasts; it can connect when the block begins.

    Args:
        options: where and how.
        clock: the one that what is sent here is stamped by.

    Raises:
        OptionInvalidError: a key that is too short or too long, or one where nobody is to show any.
        AddressUnavailableError: the address to listen on is taken, or not this machine's.
        StoreUnavailableError: the folder for what is kept cannot be used.
    """
    stopping, lag = asyncio.Event(), LoopLag()
    settings = Settings(host=options.host, port=options.port, data=options.data, http=options.http)
    async with AsyncExitStack() as stack:
        bound = stack.enter_context(closing(listen(options.host, options.port, options.options)))
        key = _key(options, bound)
        if not bound.loopback:
            _make_folder(options.data)
        tls = server_tls(settings, bound.loopback, datetime.datetime.now(datetime.UTC))
        hub = Hub(clock, hub_limits(settings.limits), thread_time)
        kept = key is not None and options.key is None
        end = End(options.way, hub, bound, tls, key, kept, new_key(), stopping)
        routers = [
            health_router(_nothing_to_check, lag, stopping.is_set),
            _live_router(end, clock, live_limits(settings.limits)),
            page_router(),
        ]
        await stack.enter_async_context(at_work(lag.measure(), stopping))
        await stack.enter_async_context(serving(settings, bound, tls, hub, routers, stopping))
        try:
            yield end
        finally:
            stopping.set()


async def while_listening(end: End, work: Coroutine[None, None, None]) -> None:
    """Do ``work`` to its end, or for as long as the end has all its parts.

    Raises:
        FootlightError: as of ``work``.
    """
    doing = asyncio.create_task(work)
    failing = asyncio.create_task(end.stopping.wait())
    try:
        await asyncio.wait({doing, failing}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            doing.result()
    finally:
        failing.cancel()
        if not doing.done():
            doing.cancel()
            await asyncio.wait({doing})


def _live_router(end: End, clock: Clock, limits: LiveLimits) -> APIRouter:
    door = Door(end.way, end.key, end.screen_key, end.addresses[0])
    live: ASGIApp = LiveEndpoint(end.hub, door, door, clock, limits)
    if end.key is None:
        live = OwnPagesOnly(live)
    return APIRouter(routes=[WebSocketRoute("/live/{channel}", live, name="live")])


def _key(options: Listen, bound: Listening) -> str | None:
    if options.open:
        if options.key is not None:
            raise OptionInvalidError("open lets everybody in, and a key only who has it: give one of them")
        return None
    if options.key is not None:
        if not SHORTEST_KEY <= len(options.key) <= LONGEST_KEY or not options.key.isprintable():
            raise OptionInvalidError(
                f"a key has {SHORTEST_KEY} to {LONGEST_KEY} letters: leave it out to get one that nobody guesses"
            )
        return options.key
    if bound.loopback:
        return None
    return KeptKeys(options.data / _KEYS).key(f"{options.host}:{options.port}")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailableError(f"{folder} cannot be made: {error.strerror}") from None


async def _nothing_to_check() -> None:
    """An end has no store."""
