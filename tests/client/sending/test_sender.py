"""From sources to a relay: names, groups, ends and failures."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import cv2
import numpy as np
import pytest

from footlight.capture.source import KeepsNewest
from footlight.client.events import SoundGone
from footlight.client.sending.feed import open_feeds
from footlight.client.sending.keyframes import KeyframeSchedule
from footlight.client.sending.lane import CodingOptions, LaneOutput
from footlight.client.sending.publish import to_server
from footlight.client.sending.quality import Quality
from footlight.client.sending.sender import Sender
from footlight.client.sending.sound import SoundOptions
from footlight.client.sending.videolane import VideoLane, shrunk
from footlight.client.url import parse_url
from footlight.clock import SystemClock
from footlight.errors import DeviceVanishedError, FootlightError, OptionInvalidError, PictureSizeError
from footlight.model.frame import AudioFormat, AudioFrame, PixelFormat, VideoFormat, VideoFrame
from footlight.model.packet import Packet
from footlight.model.units import Micros
from footlight.wire.control import Bye, Tracks
from footlight.wire.packets import decode_packets
from tests.fakes.relay import Relay, relay
from tests.fakes.source import FakeSource

PICTURE = VideoFormat(64, 48, 10.0, "screen")
SOUND = AudioFormat(48_000, 2, "mic")


def picture(number: int, width: int = 64, height: int = 48, stream: int = 0) -> VideoFrame:
    at = Micros(number * 100_000)
    image = np.full((height, width, 3), number * 9 % 256, np.uint8)
    return VideoFrame(image, "bgr", width, height, number, at, Micros(at + 5_000_000), stream=stream)


def sound(number: int, stream: int = 0) -> AudioFrame:
    at = Micros(number * 20_000)
    return AudioFrame(np.zeros((960, 2), np.float32), 48_000, number, at, Micros(at + 5_000_000), stream=stream)


def names(*sources: FakeSource, tracks: bool = False) -> list[str]:
    feeds = open_feeds(sources, CodingOptions(), KeyframeSchedule(), SoundOptions(tracks=tracks), SystemClock())
    return [lane.track.name for feed in feeds for lane in feed.lanes]


def test_one_picture_is_main_and_several_are_called_after_what_they_show() -> None:
    camera = VideoFormat(64, 48, 10.0, "camera")
    assert names(FakeSource([PICTURE, SOUND], [])) == ["main", "sound"]
    assert names(FakeSource([PICTURE], []), FakeSource([camera], []), FakeSource([SOUND], [])) == [
        "screen",
        "camera",
        "sound",
    ]
    twice = FakeSource([PICTURE, SOUND], []), FakeSource([PICTURE, SOUND], [])
    assert names(*twice) == ["screen", "sound", "screen-2", "sound"]
    assert names(*twice, tracks=True) == ["screen", "mic", "screen-2", "mic-2"]


class Lane:
    """A picture lane, and what came out of it; it is fed a picture at a time."""

    def __init__(self, coding: CodingOptions | None = None) -> None:
        self.keyframes = KeyframeSchedule()
        self.packets: list[Packet] = []
        self.descriptions = 0
        self.ended: list[Exception | None] = []
        self.lane = VideoLane(0, "main", PICTURE, coding or CodingOptions(), self.keyframes)

    def code(self, *frames: VideoFrame) -> None:
        def described() -> None:
            self.descriptions += 1

        for frame in frames:
            self.lane.code(frame, Micros(0), LaneOutput(self.packets.append, described, self.ended.append))


def test_a_group_lasts_two_seconds_and_a_request_begins_a_new_one() -> None:
    lane = Lane()
    lane.code(*(picture(number) for number in range(25)))
    lane.keyframes.request()
    lane.code(*(picture(number) for number in range(25, 30)))
    starts = [packet.pts // 9_000 for packet in lane.packets if packet.keyframe]
    assert starts == [0, 20, 25]
    assert [packet.group for packet in lane.packets if packet.keyframe] == [0, 1, 2]


def test_another_size_begins_a_new_generation_at_a_keyframe() -> None:
    lane = Lane()
    lane.code(picture(0), picture(1), picture(2, 96, 64), picture(3, 96, 64))
    assert [(one.generation, one.keyframe) for one in lane.packets] == [(0, True), (0, False), (1, True), (1, False)]
    assert lane.descriptions == 1
    assert (lane.lane.track.width, lane.lane.track.height, lane.lane.track.generation) == (96, 64, 1)


def packets(server: Relay, track: int) -> list[Packet]:
    everything = [one for message in server.received if isinstance(message, bytes) for one in decode_packets(message)]
    return [one for one in everything if one.track == track]


async def arrived(server: Relay, number: int) -> None:
    """Wait for so many packets of track 0."""
    await server.until(lambda: len(packets(server, 0)) == number)


async def test_a_source_that_ends_ends_the_broadcast_when_all_is_sent() -> None:
    source = FakeSource([SOUND], [sound(number) for number in range(20)])
    async with relay() as server:
        sender = Sender(to_server(parse_url(server.url), "key", SystemClock()), [source], SystemClock())
        for _ in range(20):
            source.taken()
        async with asyncio.timeout(20):
            await sender.run()
        await server.until(lambda: Bye("done") in server.received)
        sent = packets(server, 0)
        assert len(sent) >= 18
        assert all(one.keyframe and one.sequence == 0 for one in sent)
        assert [one.group for one in sent] == list(range(len(sent)))
    assert source.closed.is_set()


class PatientSource(KeepsNewest, FakeSource):
    """A source that waits for its reader."""


@pytest.mark.parametrize("kind", [FakeSource, PatientSource])
async def test_the_last_picture_of_a_source_is_sent(kind: type[FakeSource]) -> None:
    source = kind([PICTURE], [picture(0)])
    async with relay() as server:
        sender = Sender(to_server(parse_url(server.url), "k", SystemClock()), [source], SystemClock())
        source.taken()
        async with asyncio.timeout(30):
            await sender.run()
        await arrived(server, 1)


@pytest.mark.parametrize("kind", [FakeSource, PatientSource])
async def test_the_main_picture_is_seen_as_it_is_captured(kind: type[FakeSource]) -> None:
    main, other = kind([PICTURE], [picture(0)]), kind([VideoFormat(64, 48, 10.0, "camera")], [picture(1)])
    seen: list[VideoFrame] = []
    async with relay() as server:
        sender = Sender(to_server(parse_url(server.url), "k", SystemClock()), [main, other], SystemClock())
        sender.show_to(seen.append)
        main.taken()
        other.taken()
        async with asyncio.timeout(30):
            await sender.run()

    assert [(frame.sequence, frame.format) for frame in seen] == [(0, "bgr")]


async def test_pictures_and_sound_of_two_sources_share_one_zero() -> None:
    screen = FakeSource([PICTURE], [picture(number) for number in range(5)], endless=True)
    mic = FakeSource([SOUND], [sound(number) for number in range(5)], endless=True)
    async with relay() as server:
        sender = Sender(to_server(parse_url(server.url), "key", SystemClock()), [screen, mic], SystemClock())
        task = asyncio.create_task(sender.run())
        for number in range(5):
            await arrived(server, number + 1)
            screen.taken()
            mic.taken()
        await server.until(lambda: len(packets(server, 1)) >= 3)
        listed = next(one for one in server.received if isinstance(one, Tracks))
        assert [track.name for track in listed.tracks] == ["main", "sound"]
        assert [one.pts for one in packets(server, 0)] == [number * 9_000 for number in range(5)]
        assert abs(packets(server, 1)[0].pts) < 1_000
        assert sender.status().pictures == 5
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert screen.closed.is_set()
    assert mic.closed.is_set()


@pytest.mark.parametrize(
    "error",
    [DeviceVanishedError("the camera was unplugged"), PictureSizeError("too large"), ValueError("a fault of ours")],
)
async def test_a_source_that_fails_ends_it_with_its_error(error: Exception) -> None:
    failing, other = FakeSource([PICTURE], [], error=error), FakeSource([SOUND], [], endless=True)
    async with relay() as server:
        sender = Sender(to_server(parse_url(server.url), "key", SystemClock()), [failing, other], SystemClock())
        async with asyncio.timeout(20):
            with pytest.raises(type(error)):
                await sender.run()
        await server.until(lambda: Bye("done") in server.received)
    assert other.closed.is_set()


async def test_a_fault_of_ours_while_coding_ends_it() -> None:
    no_picture = replace(picture(0), image=np.zeros((0, 0, 3), np.uint8))
    async with relay() as server:
        source = FakeSource([PICTURE, SOUND], [no_picture], endless=True)
        sender = Sender(to_server(parse_url(server.url), "key", SystemClock()), [source], SystemClock())
        async with asyncio.timeout(20):
            with pytest.raises(cv2.error):
                await sender.run()


async def test_a_source_of_mixed_sound_that_fails_is_missed_and_told() -> None:
    error = DeviceVanishedError("the microphone was unplugged")
    failing, other = FakeSource([SOUND], [], error=error), FakeSource([SOUND], [sound(n) for n in range(50)])
    events: list[object] = []
    async with relay() as server:
        sender = Sender(
            to_server(parse_url(server.url), "key", SystemClock()),
            [failing, other],
            SystemClock(),
            on_event=events.append,
        )
        for _ in range(50):
            other.taken()
        async with asyncio.timeout(20):
            await sender.run()
        await server.until(lambda: Bye("done") in server.received)
        assert SoundGone("mic", error) in events
        assert len(packets(server, 0)) > 40


async def test_the_last_source_of_sound_ends_the_broadcast_with_its_error() -> None:
    error = DeviceVanishedError("the microphone was unplugged")
    one, other = FakeSource([SOUND], [], error=error), FakeSource([SOUND], [], error=error)
    async with relay() as server:
        sender = Sender(to_server(parse_url(server.url), "key", SystemClock()), [one, other], SystemClock())
        async with asyncio.timeout(20):
            with pytest.raises(DeviceVanishedError):
                await sender.run()


async def test_gains_and_mute_are_set_by_name_while_it_runs() -> None:
    screen, mic = FakeSource([PICTURE, SOUND], []), FakeSource([SOUND], [])
    sender = Sender(
        to_server(parse_url("http://127.0.0.1:1/lobby"), "key", SystemClock()),
        [screen, mic],
        SystemClock(),
        sound=SoundOptions(gains={"mic-2": -6.0}),
    )
    assert sender.gains == {"mic": 0.0, "mic-2": -6.0}
    sender.set_gain("mic", 3.5)
    sender.muted = True
    assert sender.gains == {"mic": 3.5, "mic-2": -6.0}
    assert (sender.muted, sender.status().muted, sender.status().level) == (True, True, -96.0)
    with pytest.raises(OptionInvalidError, match="no sound called 'bass': this broadcast has mic, mic-2"):
        sender.set_gain("bass", 0)
    with pytest.raises(OptionInvalidError, match="give -60 to"):
        sender.set_gain("mic", 21)
    sender.close()


async def test_a_server_that_cannot_be_reached_frees_the_sources() -> None:
    source = FakeSource([SOUND], [])
    sender = Sender(to_server(parse_url("http://127.0.0.1:1/lobby"), "key", SystemClock()), [source], SystemClock())
    with pytest.raises(FootlightError):
        await sender.run()
    assert source.closed.is_set()


def test_a_narrow_network_costs_bitrate_and_a_person_may_want_fewer_or_smaller_pictures() -> None:
    lane = Lane()
    full = lane.lane.track.bitrate
    lane.lane.quality = Quality(network=0.5)
    lane.code(*(picture(number) for number in range(4)))
    assert len(lane.packets) == 4
    lane.lane.quality = Quality(network=0.5, every=2)
    lane.code(*(picture(number) for number in range(4, 8)))
    assert len(lane.packets) == 6
    lane.lane.quality = Quality(network=0.5, shrink=2)
    lane.code(picture(8), picture(9))
    assert (lane.lane.track.width, lane.lane.track.height, lane.lane.track.bitrate) == (32, 24, full // 2)
    lane.lane.quality = Quality()
    lane.code(picture(10))
    assert (lane.lane.track.width, lane.lane.track.height, lane.lane.track.bitrate) == (64, 48, full)
    assert [one.generation for one in lane.packets[-3:]] == [1, 1, 2]


def test_while_the_queue_goes_first_only_the_least_pictures_are_coded() -> None:
    lane = Lane(CodingOptions(min_fps=2))
    lane.lane.quality = Quality(hold=True)
    lane.code(*(picture(number) for number in range(20)))
    assert len(lane.packets) == 4
    lane.lane.quality = Quality()
    lane.code(picture(20), picture(21))
    assert len(lane.packets) == 6


@pytest.mark.parametrize("format", ["bgra", "bgr", "gray", "i420"])
def test_any_picture_can_be_shrunk(format: PixelFormat) -> None:
    shapes = {"bgra": (48, 64, 4), "bgr": (48, 64, 3), "gray": (48, 64), "i420": (72, 64)}
    frame = VideoFrame(np.zeros(shapes[format], np.uint8), format, 64, 48, 0, Micros(0), Micros(0))
    small = shrunk(frame, 2)
    assert (small.width, small.height) == (32, 24)
    assert small.image.shape[:2] == (24, 32)
    assert shrunk(frame, 1) is frame
