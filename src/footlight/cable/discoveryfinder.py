"""One who looks for ends on the network."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from zeroconf.asyncio import AsyncServiceBrowser, AsyncZeroconf

from footlight.cable.discoverydirectory import Directory
from footlight.cable.discoverynetwork import on_networks, own_networks
from footlight.cable.discoveryrecords import SERVICE, Found


class Finder:
    """Looks for ends while its block lasts, on every network of this machine."""

    def __init__(self, on_change: Callable[[], object] = lambda: None) -> None:
        """``on_change`` is called on the event loop after `found` has changed, at most ten times a second."""
        self._directory = Directory(own_networks(), on_change)
        self._stack = AsyncExitStack()

    @property
    def found(self) -> tuple[Found, ...]:
        """What is there now, by name: at most 256 ends."""
        return self._directory.found

    @property
    def refused(self) -> int:
        """How many announcements made no sense."""
        return self._directory.refused

    @property
    def left_out(self) -> int:
        """How many announcements found no room."""
        return self._directory.left_out

    async def __aenter__(self) -> Self:
        """Begin to look.

        Raises:
            DiscoveryUnavailableError: this machine has no network that takes it.
        """
        async with AsyncExitStack() as stack:
            stack.callback(self._directory.close)
            await stack.enter_async_context(on_networks(self._look))
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def _look(self, opened: AsyncZeroconf) -> None:
        """Ask until cancelled. What was found on other networks may be there no more."""
        self._directory.begin(own_networks())
        try:
            async with AsyncServiceBrowser(opened.zeroconf, SERVICE, handlers=[self._directory.heard]):
                await asyncio.Event().wait()
        finally:
            await self._directory.ask_no_more()
