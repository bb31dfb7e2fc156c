"""Ends that announce themselves and are found, over this machine's networks."""

import asyncio
import resource
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from footlight.api.listen import own_addresses
from footlight.cable.discovery import Finder, Found, announcing
from footlight.cable.discoverynetwork import addresses_of
from footlight.cable.end import End
from footlight.cable.listening import Listen, listening
from footlight.cable.ways import Way
from footlight.clock import SystemClock
from footlight.errors import DiscoveryUnavailableError

PATIENCE = 30.0


class Looking:
    """A finder of which one can wait for what it finds."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self.finder = Finder(self._changed.set)

    async def until(self, wanted: Callable[[tuple[Found, ...]], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not wanted(self.finder.found):
                self._changed.clear()
                await self._changed.wait()

    async def finds(self, end: End) -> Found:
        """The announcement of an end; others of this machine may be there as well."""
        port = end.listening.port
        await self.until(lambda found: any(one.port == port for one in found))
        return next(one for one in self.finder.found if one.port == port)

    async def loses(self, end: End) -> None:
        await self.until(lambda found: all(one.port != end.listening.port for one in found))


@asynccontextmanager
async def looking() -> AsyncIterator[Looking]:
    one = Looking()
    async with one.finder:
        yield one


def some_name() -> str:
    """A name that no other test has."""
    return f"test {secrets.token_hex(4)}"


def on(way: Way, data: Path, host: str, *, open: bool = False, http: bool = False) -> Listen:
    return Listen(way, data, host, 0, open=open, http=http)


@pytest.mark.parametrize("way", ["send", "receive", "both"])
async def test_an_end_of_this_machine_is_found_and_lost(tmp_path: Path, way: Way) -> None:
    name = some_name()
    async with looking() as here, listening(on(way, tmp_path, "127.0.0.1"), SystemClock()) as end:
        async with announcing(end, name):
            assert await here.finds(end) == Found(name, "127.0.0.1", end.listening.port, way, False, True)
        await here.loses(end)


async def test_what_was_announced_before_is_found_too(tmp_path: Path) -> None:
    async with listening(on("send", tmp_path, "127.0.0.1"), SystemClock()) as end, announcing(end, some_name()):
        async with looking() as first:
            await first.finds(end)
        async with looking() as second:
            await second.finds(end)


async def test_beyond_this_machine_key_and_certificate_are_told_but_never_the_key(tmp_path: Path) -> None:
    async with looking() as here, listening(on("send", tmp_path, "0.0.0.0"), SystemClock()) as end:
        assert end.key is not None
        async with announcing(end, some_name()):
            found = await here.finds(end)
            assert (found.secure, found.open, found.pin) == (True, False, end.pin)
            assert found.host in own_addresses()
            assert end.key not in repr(found)


async def test_an_end_without_key_and_encryption_says_so(tmp_path: Path) -> None:
    async with (
        looking() as here,
        listening(on("send", tmp_path, "0.0.0.0", open=True, http=True), SystemClock()) as end,
        announcing(end, some_name()),
    ):
        found = await here.finds(end)
        assert (found.secure, found.open, found.pin) == (False, True, None)
        assert found.address.startswith("http://")


async def test_two_of_one_name_are_told_apart(tmp_path: Path) -> None:
    name = some_name()
    async with (
        looking() as here,
        listening(on("send", tmp_path, "127.0.0.1"), SystemClock()) as one,
        listening(on("send", tmp_path, "127.0.0.1"), SystemClock()) as other,
        announcing(one, name),
    ):
        assert (await here.finds(one)).name == name
        async with announcing(other, name):
            assert (await here.finds(other)).name == f"{name}-2"
            assert (await here.finds(one)).name == name


async def test_only_addresses_that_are_listened_at_are_announced(tmp_path: Path) -> None:
    own = next(one for one in own_addresses() if "." in one and not one.startswith("127."))
    clock = SystemClock()
    async with (
        listening(on("send", tmp_path, own), clock) as one,
        listening(on("send", tmp_path, "0.0.0.0"), clock) as four,
        listening(on("send", tmp_path, "127.0.0.1"), clock) as loopback,
    ):
        assert addresses_of(one.listening) == [own]
        assert own in addresses_of(four.listening)
        assert not [each for each in addresses_of(four.listening) if ":" in each or each.startswith("127.")]
        assert addresses_of(loopback.listening) == ["127.0.0.1"]
        async with looking() as here, announcing(one, some_name()):
            assert (await here.finds(one)).host == own


@pytest.mark.skipif(not socket.has_ipv6, reason="this Python has no IPv6")
async def test_every_address_of_both_kinds_is_announced_where_an_end_listens_on_all(tmp_path: Path) -> None:
    async with listening(on("send", tmp_path, "::"), SystemClock()) as end:
        assert set(addresses_of(end.listening)) >= {one for one in own_addresses() if not one.startswith("127.")}


async def test_an_end_leaves_at_once_though_it_was_not_announced_yet(tmp_path: Path) -> None:
    async with listening(on("send", tmp_path, "127.0.0.1"), SystemClock()) as end:
        async with announcing(end, some_name()):
            pass
        async with announcing(end, some_name()):
            await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) == 1


async def test_a_machine_that_cannot_is_told_by_name(tmp_path: Path) -> None:
    async with listening(on("send", tmp_path, "127.0.0.1"), SystemClock()) as end:
        before = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))  # no socket can be opened any more
        try:
            with pytest.raises(DiscoveryUnavailableError, match="cannot announce and find by mDNS"):
                async with announcing(end, some_name()):
                    pass
            with pytest.raises(DiscoveryUnavailableError):
                async with Finder():
                    pass
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)
