"""One picture for all who ask, made one at a time: with a maker of the test's, which counts."""

import asyncio
import threading
from dataclasses import replace

import pytest

from footlight.delivery.snapshots import Snapshots
from footlight.errors import BroadcastEncryptedError, ChannelOfflineError, DecodingFailedError, LimitReachedError
from footlight.hub.hub import Hub
from footlight.hub.limits import HubLimits
from footlight.model.channel import ChannelName
from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Encryption, Track
from tests.fakes.clock import HandClock
from tests.fakes.media import MAIN, SOUND, PacketMaker
from tests.fakes.outlet import FakeLink


class Studio:
    """A hub, and a maker of pictures that waits until the test lets it."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.hub = Hub(self.clock, HubLimits())
        self.made: list[bytes] = []
        self.at_once = 0
        self.most_at_once = 0
        self.fails = False
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.snapshots = Snapshots(self.hub, self.clock, self._make)

    def show(self, channel: str, payload: bytes, track: Track = MAIN) -> None:
        publisher = self.hub.open(ChannelName(channel), "key", channel, True, FakeLink())
        publisher.set_tracks([track])
        publisher.publish(PacketMaker(track, group=len(self.made)).key(payload))

    async def jpeg(self, channel: str = "lobby") -> bytes:
        return await asyncio.wait_for(self.snapshots.jpeg(ChannelName(channel)), 10)

    def _make(self, _track: Track, packet: Packet) -> bytes:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        assert self.may_go_on.wait(10)
        self.at_once -= 1
        self.made.append(bytes(packet.payload))
        if self.fails:
            raise DecodingFailedError("no picture")
        return b"jpeg of " + packet.payload


async def test_a_picture_is_made_once_for_all_who_ask_within_two_seconds() -> None:
    studio = Studio()
    studio.show("lobby", b"one")
    assert await asyncio.gather(*(studio.jpeg() for _ in range(50))) == [b"jpeg of one"] * 50
    studio.clock.forward(1.9)
    assert await studio.jpeg() == b"jpeg of one"
    assert studio.made == [b"one"]
    studio.clock.forward(0.1)
    await studio.jpeg()
    assert len(studio.made) == 2


async def test_pictures_are_made_one_at_a_time_and_few_may_wait() -> None:
    studio = Studio()
    studio.may_go_on.clear()
    for number in range(33):
        studio.show(f"c{number}", b"key")
    asked = [asyncio.create_task(studio.jpeg(f"c{number}")) for number in range(33)]
    with pytest.raises(LimitReachedError):
        await asked[-1]
    # Who asks for one that is waited for already does not add to it, however long it takes.
    studio.clock.forward(10)
    again = asyncio.create_task(studio.jpeg("c0"))
    await asyncio.sleep(0)
    studio.may_go_on.set()
    await asyncio.gather(*asked[:-1], again)
    assert len(studio.made) == 32
    assert studio.most_at_once == 1


async def test_who_goes_away_while_it_is_made_takes_it_from_nobody() -> None:
    studio = Studio()
    studio.show("lobby", b"one")
    studio.may_go_on.clear()
    impatient, patient = asyncio.create_task(studio.jpeg()), asyncio.create_task(studio.jpeg())
    await asyncio.sleep(0)
    impatient.cancel()
    studio.may_go_on.set()
    assert await patient == b"jpeg of one"


async def test_a_picture_that_cannot_be_made_is_not_tried_by_everybody() -> None:
    studio = Studio()
    studio.show("lobby", b"broken")
    studio.fails = True
    for _ in range(3):
        with pytest.raises(DecodingFailedError):
            await studio.jpeg()
    assert studio.made == [b"broken"]


async def test_a_jpeg_broadcast_shows_its_newest_picture_as_it_is() -> None:
    studio = Studio()
    studio.show("lobby", b"file", replace(MAIN, codec="jpeg"))
    assert await studio.jpeg() == b"file"
    assert studio.made == []


async def test_nothing_is_shown_where_nothing_is_on_or_only_sound() -> None:
    studio = Studio()
    with pytest.raises(ChannelOfflineError):
        await studio.jpeg()
    studio.show("lobby", b"sound", SOUND)
    with pytest.raises(ChannelOfflineError):
        await studio.jpeg()


async def test_what_is_encrypted_is_not_shown_whatever_its_publisher_says() -> None:
    studio = Studio()
    studio.show("lobby", b"sealed", replace(MAIN, encryption=Encryption(bytes(16), bytes(8))))
    jpeg = replace(MAIN, codec="jpeg")
    publisher = studio.hub.open(ChannelName("stage"), "key", None, True, FakeLink())
    publisher.set_tracks([jpeg])
    packet = PacketMaker(jpeg).key(b"sealed")
    publisher.publish(replace(packet, flags=packet.flags | PacketFlags.ENCRYPTED))
    for channel in ("lobby", "stage"):
        with pytest.raises(BroadcastEncryptedError):
            await studio.jpeg(channel)
    assert studio.made == []
