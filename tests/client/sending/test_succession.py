"""Another source carries a broadcast's tracks on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from footlight.client.sending.publish import to_server
from footlight.client.sending.sender import Sender
from footlight.client.url import parse_url
from footlight.clock import SystemClock
from footlight.errors import FootlightError, OptionInvalidError
from footlight.model.frame import VideoFormat
from footlight.wire.control import Tracks
from tests.client.sending.test_sender import PICTURE, SOUND, arrived, packets, picture
from tests.fakes.relay import Relay, relay
from tests.fakes.source import FakeSource


@asynccontextmanager
async def sending(server: Relay, *sources: FakeSource) -> AsyncIterator[Sender]:
    sender = Sender(to_server(parse_url(server.url), "key", SystemClock()), sources, SystemClock())
    task = asyncio.create_task(sender.run())
    try:
        yield sender
        assert not task.done()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, FootlightError):
            await task


async def test_another_source_carries_the_tracks_on_in_another_generation() -> None:
    before = FakeSource([PICTURE, SOUND], [picture(number) for number in range(3)], endless=True)
    after = FakeSource([SOUND, VideoFormat(96, 64, 10.0, "camera")], [picture(9, 96, 64, stream=1)], endless=True)
    async with relay() as server, sending(server, before) as sender:
        for number in range(3):
            await arrived(server, number + 1)
            before.taken()
        await sender.replace(after)
        await arrived(server, 4)
        assert before.closed.is_set()
        sent = packets(server, 0)
        assert [one.generation for one in sent] == [0, 0, 0, 1]
        assert (sent[3].keyframe, sent[3].group) == (True, sent[2].group + 1)
        [*_, tracks] = [one.tracks for one in server.received if isinstance(one, Tracks)]
        assert [(track.id, track.name, track.width) for track in tracks] == [(0, "main", 96), (1, "sound", 0)]
        assert sender.status().pictures == 4
    assert after.closed.is_set()


async def test_a_person_s_wish_holds_for_another_source_too() -> None:
    before = FakeSource([PICTURE], [picture(0)], endless=True)
    after = FakeSource([PICTURE], [picture(1)], endless=True)
    async with relay() as server, sending(server, before) as sender:
        await arrived(server, 1)
        sender.turn("size", False)
        await sender.replace(after)
        await arrived(server, 2)
        assert [track.width for track in sender.tracks] == [42]


@pytest.mark.parametrize(
    "wrong", [FakeSource([SOUND], [], endless=True), FakeSource([VideoFormat(8, 8, 10.0, "mote")], [], endless=True)]
)
async def test_a_source_that_cannot_be_sent_leaves_the_old_one_running(wrong: FakeSource) -> None:
    before = FakeSource([PICTURE], [picture(number) for number in range(2)], endless=True)
    async with relay() as server, sending(server, before) as sender:
        await arrived(server, 1)
        with pytest.raises(FootlightError):
            await sender.replace(wrong)
        assert wrong.closed.is_set()
        before.taken()
        await arrived(server, 2)
        assert {one.generation for one in packets(server, 0)} == {0}


async def test_sound_alone_can_be_replaced_by_no_picture() -> None:
    async with relay() as server, sending(server, FakeSource([SOUND], [], endless=True)) as sender:
        await server.until(lambda: bool(server.hellos))
        with pytest.raises(OptionInvalidError):
            await sender.replace(FakeSource([PICTURE], []))


async def test_the_new_source_s_end_is_the_end_and_the_old_one_s_was_not() -> None:
    before = FakeSource([PICTURE], [picture(0)], endless=True)
    async with relay() as server:
        sender = Sender(to_server(parse_url(server.url), "key", SystemClock()), [before], SystemClock())
        task = asyncio.create_task(sender.run())
        await arrived(server, 1)
        after = FakeSource([PICTURE], [picture(1)])
        await sender.replace(after)
        await arrived(server, 2)
        assert not task.done()
        after.taken()
        async with asyncio.timeout(20):
            await task


async def test_a_source_that_comes_when_all_is_over_is_closed() -> None:
    async with relay() as server:
        async with sending(server, FakeSource([PICTURE], [picture(0)], endless=True)) as sender:
            await arrived(server, 1)
        late = FakeSource([PICTURE], [picture(1)], endless=True)
        await sender.replace(late)
        assert late.closed.is_set()
