"""Broadcasts of what `footlight send` does not code itself: packets that FFmpeg made, sent again and again."""

import asyncio
import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Final

import av
import numpy as np
from av.container import InputContainer, OutputContainer

from footlight.capture.testcard import TestCard
from footlight.client.sending.publish import Publisher
from footlight.client.url import parse_url
from footlight.clock import SystemClock
from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Track
from footlight.model.units import Micros, seconds
from tests.apart import apart
from tests.e2e.processes import Server

FPS: Final = 30
SIZE: Final = (320, 180)
_SECONDS: Final = 2
_OPTIONS: Final = {
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"},
    "libsvtav1": {"preset": "12", "svtav1-params": "pred-struct=1"},
    "libx265": {"preset": "ultrafast", "tune": "zerolatency", "x265-params": "log-level=none:info=0"},
}


@dataclass(frozen=True, slots=True)
class Clip:
    """A track, and two seconds of it: equally long packets, of pictures that need each other the first a keyframe."""

    track: Track
    duration: int
    """Of each packet, in the track's timescale."""
    payloads: tuple[bytes, ...]


@cache
def pictures_in(encoder: str, codec: str, box: bytes) -> Clip:
    """The test card by an encoder of FFmpeg, as MP4 holds it; coded once for all tests.

    Args:
        encoder: FFmpeg's name of it.
        codec: the track's codec string.
        box: the type of MP4's box that holds the decoder configuration record.
    """
    return apart(lambda: _clip(encoder, codec, box))


def _clip(encoder: str, codec: str, box: bytes) -> Clip:
    width, height = SIZE
    file = io.BytesIO()
    with av.open(file, mode="w", format="mp4") as made:
        assert isinstance(made, OutputContainer)
        stream = made.add_stream(encoder, rate=FPS, options=_OPTIONS[encoder])
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.gop_size = FPS * _SECONDS
        card = TestCard(width, height, FPS)
        for number in range(FPS * _SECONDS):
            image = card.draw(Micros(number * 1_000_000 // FPS), number)
            made.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        made.mux(stream.encode())
    content = file.getvalue()
    with av.open(io.BytesIO(content), mode="r") as read:
        assert isinstance(read, InputContainer)
        payloads = tuple(bytes(packet) for packet in read.demux(video=0) if packet.size)
    record = _content(content, box)
    track = Track(0, "video", "main", codec, record, 90_000, width=width, height=height, fps=float(FPS))
    return Clip(track, 90_000 // FPS, payloads)


def tone(id: int, name: str, hertz: float) -> Clip:
    """A track of one tone, in Opus."""
    encoder = av.CodecContext.create("libopus", "w")
    assert isinstance(encoder, av.AudioCodecContext)
    encoder.sample_rate, encoder.layout, encoder.format = 48_000, "mono", "flt"
    payloads: list[bytes] = []
    for run in range(50 * _SECONDS):
        wave = 0.1 * np.sin(2 * np.pi * hertz * (np.arange(960) + run * 960) / 48_000)
        frame = av.AudioFrame.from_ndarray(wave.astype(np.float32)[np.newaxis], format="flt", layout="mono")
        frame.sample_rate, frame.pts = 48_000, run * 960
        payloads += [bytes(packet) for packet in encoder.encode(frame)]
    head = encoder.extradata
    assert head is not None
    return Clip(Track(id, "audio", name, "opus", head, 48_000, sample_rate=48_000, channels=1), 960, tuple(payloads))


async def lobby(server: Server) -> tuple[str, str]:
    """The address of the server's ``/lobby``, and a new key to it."""
    return f"{server.url}/lobby", (await server.key("lobby"))["key"]


@asynccontextmanager
async def feeding(url: str, key: str, *clips: Clip) -> AsyncIterator[None]:
    """Broadcast these clips on a channel by its page's address, over and over, until the block ends."""
    clock = SystemClock()
    publisher = Publisher(parse_url(url), key, clock, on_keyframe=lambda: None, on_event=lambda _: None)
    publisher.set_tracks([clip.track for clip in clips])
    running = [asyncio.create_task(publisher.run()), asyncio.create_task(_feed(publisher, clock, clips))]
    try:
        yield
    finally:
        for task in running:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _feed(publisher: Publisher, clock: SystemClock, clips: Sequence[Clip]) -> None:
    start = clock.now()
    sent = [0] * len(clips)
    while True:
        now = clock.now()
        for index, clip in enumerate(clips):
            while sent[index] * clip.duration / clip.track.timescale <= seconds(Micros(now - start)):
                publisher.send(_packet(clip, sent[index], now))
                sent[index] += 1
        await asyncio.sleep(0.01)


def _packet(clip: Clip, number: int, now: Micros) -> Packet:
    rounds, place = divmod(number, len(clip.payloads))
    alone = clip.track.codec in {"opus", "jpeg"}
    return Packet(
        track=clip.track.id,
        generation=0,
        group=number if alone else rounds,
        sequence=0 if alone else place,
        pts=number * clip.duration,
        dts=number * clip.duration,
        duration=clip.duration,
        captured_at=now,
        flags=PacketFlags.KEYFRAME if alone or place == 0 else PacketFlags(0),
        payload=clip.payloads[place],
    )


def _content(file: bytes, box: bytes) -> bytes:
    """What the only box of this type holds; of a vpcC the record behind its version and flags."""
    at = file.index(box)
    length = int.from_bytes(file[at - 4 : at], "big")
    content = file[at + 4 : at - 4 + length]
    return content[4:] if box == b"vpcC" else content
