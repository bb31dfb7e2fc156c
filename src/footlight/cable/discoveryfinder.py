"""One who looks for ends on the network: what is there appears, changes and vanishes."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Final, Self

from zeroconf import Error, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from footlight.cable.discoverynetwork import LOOK_AGAIN, multicast, own_interfaces
from footlight.cable.discoveryrecords import SERVICE, AnnouncementError, Found, best_host, read_found

MOST_FOUND: Final = 256
"""More are left out: nobody chooses from so many, and somebody may announce without end."""

_ANSWER_WITHIN: Final = 3_000
"""Milliseconds in which who announced itself must say where it is."""
_TELL_EVERY: Final = 0.1
"""Seconds between two calls of `on_change`, however much is announced."""


class Finder:
    """Looks for ends while its block lasts, on every network of this machine."""

    def __init__(self, on_change: Callable[[], object] = lambda: None) -> None:
        """``on_change`` is called on the event loop after `found` has changed, at most ten times a second."""
        self.refused = 0
        """Announcements that made no sense."""
        self.left_out = 0
        """Announcements for which there was no room."""
        self._on_change = on_change
        self._found: dict[str, Found] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._telling: asyncio.TimerHandle | None = None
        self._own = own_interfaces()
        self._stack = AsyncExitStack()

    @property
    def found(self) -> tuple[Found, ...]:
        """What is there now, by name."""
        return tuple(sorted(self._found.values(), key=lambda one: (one.name.casefold(), one.address)))

    async def __aenter__(self) -> Self:
        """Begin to look.

        Raises:
            DiscoveryUnavailableError: this machine has no network that takes it.
        """
        async with AsyncExitStack() as stack:
            opened = await stack.enter_async_context(multicast())
            looking = asyncio.create_task(self._look(opened))
            stack.push_async_callback(self._stop, looking)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def _look(self, opened: AsyncZeroconf) -> None:
        """Ask, and anew where this machine's networks change; until cancelled."""
        while True:
            async with AsyncServiceBrowser(opened.zeroconf, SERVICE, handlers=[self._heard]):
                await self._networks_changed()
            await opened.async_update_interfaces()

    async def _networks_changed(self) -> None:
        own = self._own
        while own == self._own:
            await asyncio.sleep(LOOK_AGAIN)
            self._own = own_interfaces()

    async def _stop(self, looking: asyncio.Task[None]) -> None:
        if self._telling is not None:
            self._telling.cancel()
        tasks = {looking, *self._asking.values()}
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    def _heard(self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        """Somebody said something of an end; keyword arguments, as the library calls it."""
        service = name.lower()
        if state_change is ServiceStateChange.Removed:
            self._forget(service)
            return
        if service not in self._found and service not in self._asking and self._full:
            self.left_out += 1
            return
        try:
            info = AsyncServiceInfo(service_type, name)
        except Error:
            self._refuse(service)
            return
        if info.load_from_cache(zeroconf):
            self._take(service, info)
        elif service not in self._asking:
            self._asking[service] = task = asyncio.create_task(self._ask(zeroconf, service, info))
            task.add_done_callback(lambda _: self._asking.pop(service, None))

    @property
    def _full(self) -> bool:
        return len(self._found.keys() | self._asking.keys()) >= MOST_FOUND

    async def _ask(self, zeroconf: Zeroconf, service: str, info: AsyncServiceInfo) -> None:
        try:
            if await info.async_request(zeroconf, _ANSWER_WITHIN):
                self._take(service, info)
        except Error:
            self._refuse(service)

    def _take(self, service: str, info: AsyncServiceInfo) -> None:
        try:
            host = best_host(info.parsed_scoped_addresses(), self._own)
            found = read_found(info.name, info.port, info.text, host)
        except AnnouncementError:
            self._refuse(service)
            return
        if self._found.get(service) != found:
            self._found[service] = found
            self._tell()

    def _refuse(self, service: str) -> None:
        self.refused += 1
        self._forget(service)

    def _forget(self, service: str) -> None:
        if self._found.pop(service, None) is not None:
            self._tell()

    def _tell(self) -> None:
        if self._telling is None:
            self._telling = asyncio.get_running_loop().call_later(_TELL_EVERY, self._changed)

    def _changed(self) -> None:
        self._telling = None
        self._on_change()
