"""Announcements of all kinds, as the library read them from the network: listed, refused, and never too many.

The packets go where those of the network go, but over no network: what floods this test floods nobody else.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from ipaddress import ip_interface

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zeroconf._protocol.incoming import DNSIncoming
from zeroconf.asyncio import AsyncServiceBrowser, AsyncZeroconf

from footlight.cable.discoverydirectory import MOST_FOUND, Directory
from footlight.cable.discoverynetwork import LOOPBACK
from footlight.cable.discoveryrecords import SERVICE, Found
from tests.fakes.announcer import GOOD, announcement, txt

HERE = [ip_interface("192.0.2.1/24")]


class Heard:
    """A directory, and what it is told."""

    def __init__(self, take: Callable[[bytes], None]) -> None:
        self.take = take
        self.changed = asyncio.Event()
        self.told = 0
        self.directory = Directory(HERE, self._change)

    @property
    def found(self) -> tuple[Found, ...]:
        return self.directory.found

    def _change(self) -> None:
        self.told += 1
        self.changed.set()


@pytest.fixture
async def heard() -> AsyncIterator[Heard]:
    # It hears nobody else, and asks where nobody listens.
    async with AsyncZeroconf([LOOPBACK], unicast=True) as opened:
        records = opened.zeroconf.record_manager

        def take(packet: bytes) -> None:
            message = DNSIncoming(packet, ("192.0.2.9", 5353))
            if message.valid:
                records.async_updates_from_response(message)

        one = Heard(take)
        await opened.zeroconf.async_wait_for_start()
        async with AsyncServiceBrowser(opened.zeroconf, SERVICE, [one.directory.heard], addr=LOOPBACK, port=9):
            yield one
            await one.directory.ask_no_more()
            one.directory.close()


async def test_an_end_appears_changes_and_vanishes(heard: Heard) -> None:
    heard.take(announcement(b"one"))
    assert heard.found == (Found("one", "192.0.2.9", 7700, "send", True, False),)
    await heard.changed.wait()

    heard.changed.clear()
    heard.take(announcement(b"one", port=7701, text=txt([*GOOD[:3], b"open=yes"])))
    assert heard.found == (Found("one", "192.0.2.9", 7701, "send", True, True),)
    await heard.changed.wait()

    heard.changed.clear()
    heard.take(announcement(b"one", port=7701, lifetime=0))
    async with asyncio.timeout(10):
        await heard.changed.wait()
    assert not heard.found


async def test_much_at_once_is_told_once(heard: Heard) -> None:
    for number in range(20):
        heard.take(announcement(b"number %d" % number))
    await heard.changed.wait()
    assert heard.told == 1


async def test_they_are_listed_by_name(heard: Heard) -> None:
    for name in (b"beta", b"Alpha", b"gamma"):
        heard.take(announcement(name))
    assert [one.name for one in heard.found] == ["Alpha", "beta", "gamma"]


async def test_no_more_are_listed_than_anybody_can_choose_from(heard: Heard) -> None:
    for number in range(MOST_FOUND + 50):
        heard.take(announcement(b"number %d" % number))
    assert len(heard.found) == MOST_FOUND
    assert heard.directory.left_out >= 50
    # Those that are there go on to be heard, and make room when they go.
    heard.take(announcement(b"number 7", port=7))
    assert [one.port for one in heard.found if one.name == "number 7"] == [7]


async def test_those_who_announce_themselves_and_never_say_where_are_not_asked_without_end(heard: Heard) -> None:
    before = len(asyncio.all_tasks())
    for number in range(MOST_FOUND + 50):
        heard.take(announcement(b"number %d" % number, alone=True))
    assert len(asyncio.all_tasks()) - before <= MOST_FOUND
    assert heard.directory.left_out >= 50
    assert heard.found == ()


@pytest.mark.parametrize(
    "packet",
    [
        announcement(b"one", port=0),
        announcement(b"one", text=b""),
        announcement(b"one", text=b"\xff"),
        announcement(b"one", addresses=[bytes(4)]),
        announcement(b"\x1b\x07"),
        announcement(b"\xff\xfe" * 30),
    ],
)
async def test_what_makes_no_sense_is_counted_and_not_listed(heard: Heard, packet: bytes) -> None:
    heard.take(packet)
    assert heard.found == ()
    assert heard.directory.refused > 0


async def test_an_end_that_makes_no_sense_any_more_is_not_listed_any_more(heard: Heard) -> None:
    heard.take(announcement(b"one"))
    heard.take(announcement(b"one", text=b"\xff"))
    assert heard.found == ()


async def test_names_are_fit_for_a_terminal(heard: Heard) -> None:
    for name in ("\x9b2Jeight bit", "turned \u202eround", "\x1b]0;a title\x07"):
        heard.take(announcement(name.encode()))
    heard.take(announcement(b"not UTF-8: \xff"))
    assert [one.name for one in heard.found] == ["2Jeight bit", "not UTF-8: \ufffd", "turned round"]


@settings(
    max_examples=200, derandomize=True, database=None, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(data=st.data())
async def test_nothing_that_comes_does_harm(heard: Heard, data: st.DataObject) -> None:
    packet = bytearray(
        announcement(
            data.draw(st.binary(min_size=1, max_size=63)),
            port=data.draw(st.integers(0, 65_535)),
            text=data.draw(st.binary(max_size=300)),
            addresses=data.draw(st.lists(st.binary(min_size=4, max_size=4) | st.binary(min_size=16, max_size=16))),
            alone=data.draw(st.booleans()),
        )
    )
    for at in data.draw(st.lists(st.integers(12, len(packet) - 1), max_size=3)):
        packet[at] ^= data.draw(st.integers(0, 255))
    heard.take(bytes(packet))
    heard.take(announcement(b"a good one"))
    assert "a good one" in [one.name for one in heard.found]
    assert all(one.name.isprintable() for one in heard.found)
