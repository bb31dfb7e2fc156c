"""What was announced, as a bounded list of what can be believed to be ends."""

import asyncio
from collections.abc import Callable
from typing import Final

from zeroconf import Error, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceInfo

from footlight.cable.discoveryrecords import AnnouncementError, Found, Networks, best_host, read_found

MOST_FOUND: Final = 256
"""More are left out: nobody chooses from so many, and somebody may announce without end."""

_ANSWER_WITHIN: Final = 3_000
"""Milliseconds in which who announced itself must say where it is."""
_TELL_EVERY: Final = 0.1
"""Seconds between two calls of `on_change`, however much is announced."""


class Directory:
    """Ends appear, change and vanish here, as the network says so; on the event loop."""

    def __init__(self, networks: Networks, on_change: Callable[[], object]) -> None:
        """``on_change`` is called after `found` has changed."""
        self.networks = networks
        """Of this machine, for the choice of addresses."""
        self.refused = 0
        """Announcements that made no sense."""
        self.left_out = 0
        """Announcements for which there was no room."""
        self._on_change = on_change
        self._found: dict[str, Found] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._telling: asyncio.TimerHandle | None = None

    @property
    def found(self) -> tuple[Found, ...]:
        """What is there now, by name."""
        return tuple(sorted(self._found.values(), key=lambda one: (one.name.casefold(), one.address)))

    def heard(self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        """Somebody said something of an end; a handler as the library calls it, by keywords."""
        service = name.lower()
        if state_change is ServiceStateChange.Removed:
            if service in self._asking:
                self._asking[service].cancel()
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

    def begin(self, networks: Networks) -> None:
        """Forget all, and listen on other networks."""
        self.networks = networks
        for service in list(self._found):
            self._forget(service)

    async def ask_no_more(self) -> None:
        """Leave those who have not said where they are."""
        asking = set(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    def close(self) -> None:
        """Tell nobody any more."""
        if self._telling is not None:
            self._telling.cancel()

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
            host = best_host(info.parsed_scoped_addresses(), self.networks)
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
