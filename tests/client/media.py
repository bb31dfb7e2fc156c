"""Packets and tracks for the client's tests: real H.264 of a few small pictures, and made-up payloads."""

from functools import cache

import numpy as np

from footlight.codec.encoded import EncodedPicture
from footlight.codec.h264 import VideoEncoder
from footlight.model.frame import VideoFrame
from footlight.model.packet import Packet, PacketFlags, Payload
from footlight.model.track import Track
from footlight.model.units import Micros

WIDTH, HEIGHT, FPS = 64, 48, 10
STEP = 90_000 // FPS


def packet(
    group: int,
    sequence: int = 0,
    *,
    track: int = 0,
    payload: Payload = b"payload",
    generation: int = 0,
    captured_at: int = 1_000_000,
    pts: int | None = None,
) -> Packet:
    """A packet that keeps to the rules: sequence 0 is the keyframe."""
    time = (group * FPS + sequence) * STEP if pts is None else pts
    flags = PacketFlags(0) if sequence else PacketFlags.KEYFRAME
    return Packet(track, generation, group, sequence, time, time, STEP, Micros(captured_at), flags, payload)


@cache
def coded() -> tuple[Track, tuple[EncodedPicture, ...]]:
    """A track, and two groups of ten pictures of it, each lighter than the one before."""
    encoder = VideoEncoder(WIDTH, HEIGHT, FPS, 200_000)
    pictures: list[EncodedPicture] = []
    for number in range(2 * FPS):
        image = np.full((HEIGHT, WIDTH, 3), number * 10, np.uint8)
        at = Micros(number * 1_000_000 // FPS)
        frame = VideoFrame(image, "bgr", WIDTH, HEIGHT, number, at, at)
        pictures += encoder.encode(frame, force_keyframe=number % FPS == 0)
    track = Track(
        id=0, kind="video", name="main", codec=encoder.codec, description=encoder.description, timescale=90_000,
        width=WIDTH, height=HEIGHT, fps=float(FPS),
    )  # fmt: skip
    return track, tuple(pictures)


def track() -> Track:
    """The track of `pictures`."""
    return coded()[0]


def pictures(captured_from: int = 1_000_000, first_group: int = 0) -> list[Packet]:
    """Two groups of ten packets that can be decoded."""
    return [
        packet(
            first_group + number // FPS,
            number % FPS,
            payload=one.payload,
            captured_at=captured_from + number * 1_000_000 // FPS,
        )
        for number, one in enumerate(coded()[1])
    ]
