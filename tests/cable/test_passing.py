"""Coded packets of any broadcast become one that goes on."""

import asyncio
from dataclasses import replace

import pytest

from footlight.cable.inbox import Inbox
from footlight.cable.localpublisher import to_hub
from footlight.cable.passing import MOST_WAITING, Arrivals, CodedPacket, Passing, Renumbering
from footlight.cable.ways import CABLE
from footlight.client.events import PacketsReceived, TracksChanged
from footlight.clock import SystemClock
from footlight.errors import LimitReachedError
from footlight.hub.hub import Hub
from footlight.hub.limits import HubLimits
from footlight.hub.order import PacketOrder
from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.wire.control import MAX_TRACKS

TRACK = Track(0, "video", "main", "avc1.42c01f", b"", 90_000, generation=7)


def coded(group: int, sequence: int, *, track: Track = TRACK, at: int = 0) -> CodedPacket:
    """``at`` is the capture time in frames of 40 ms, the time line begins at zero with group 5."""
    place = (group - 5) * 10 + sequence
    flags = PacketFlags.KEYFRAME if sequence == 0 else PacketFlags(0)
    captured_at = Micros((at or place) * 40_000)
    ticks = place * 3_600
    packet = Packet(track.id, track.generation, group, sequence, ticks, ticks, 3_600, captured_at, flags, b"x")
    return CodedPacket(track, packet)


class Onward:
    """What was sent on; a hub's own check sees it."""

    def __init__(self) -> None:
        self.numbers = Renumbering()
        self.order = PacketOrder()
        self.sent: list[Packet] = []

    def give(self, *given: CodedPacket) -> list[tuple[int, int, int]]:
        """Generation, group and sequence of what was sent of it."""
        before = len(self.sent)
        for one in given:
            packet, new = self.numbers.take(one)
            if new:
                self.order.declare(self.numbers.tracks)
            if packet is not None:
                assert self.order.admit(packet)
                self.sent.append(packet)
        return [(one.generation, one.group, one.sequence) for one in self.sent[before:]]


def test_groups_count_anew_and_times_stay() -> None:
    onward = Onward()
    assert onward.give(coded(5, 0), coded(5, 1), coded(6, 0)) == [(0, 0, 0), (0, 0, 1), (0, 1, 0)]
    assert [one.pts for one in onward.sent] == [0, 3_600, 36_000]


def test_it_begins_at_a_keyframe_and_goes_on_at_one_where_packets_are_missing() -> None:
    onward = Onward()
    assert onward.give(coded(5, 3), coded(6, 0), coded(6, 2), coded(6, 3), coded(7, 0)) == [(0, 0, 0), (0, 1, 0)]
    assert onward.numbers.dropped == 3


def test_other_parameters_are_another_generation() -> None:
    onward = Onward()
    larger = replace(TRACK, width=640, generation=8)
    assert onward.give(coded(5, 0), coded(6, 0, track=larger)) == [(0, 0, 0), (1, 1, 0)]
    assert onward.numbers.tracks == [replace(larger, generation=1)]


def test_another_broadcast_goes_on_where_the_last_one_ended() -> None:
    onward = Onward()
    onward.give(coded(5, 0), coded(5, 1))
    assert onward.give(coded(5, 0, at=26), coded(5, 1, at=27)) == [(1, 1, 0), (1, 1, 1)]
    assert [one.dts for one in onward.sent] == [0, 3_600, 26 * 3_600, 27 * 3_600]


def test_more_tracks_than_a_broadcast_can_have_are_refused() -> None:
    onward = Onward()
    for id in range(MAX_TRACKS):
        onward.give(coded(5, 0, track=replace(TRACK, id=id)))
    with pytest.raises(LimitReachedError):
        onward.give(coded(5, 0, track=replace(TRACK, id=MAX_TRACKS)))


def test_what_a_program_is_given_holds_nothing_but_its_own_bytes() -> None:
    arrivals = Arrivals()
    packet = replace(coded(5, 0, at=2).packet, payload=memoryview(b"of a larger message")[:4])
    arrivals.described(TracksChanged("b", (TRACK,)))
    arrivals.arrived(PacketsReceived([packet], Micros(0)), Micros(30_000))
    given = arrivals.packets.take()
    assert given == CodedPacket(TRACK, replace(packet, captured_at=Micros(50_000)))
    assert isinstance(given.packet.payload, bytes)


async def test_a_keyframe_is_asked_for_at_the_beginning_and_once_where_packets_are_missing() -> None:
    clock, asked = SystemClock(), asyncio.Queue[None]()
    inbox: Inbox[CodedPacket] = Inbox(MOST_WAITING)
    passing = Passing(
        to_hub(Hub(clock, HubLimits()), CABLE, clock), inbox, asyncio.get_running_loop(), lambda: asked.put_nowait(None)
    )
    running = asyncio.create_task(passing.run())
    async with asyncio.timeout(20):
        await asked.get()
        for one in (coded(5, 0), coded(5, 2), coded(5, 3)):
            inbox.put(one)
        await asked.get()
        inbox.close()
        await running
    assert (passing.stats.sent, passing.stats.dropped, asked.qsize()) == (1, 2, 0)
