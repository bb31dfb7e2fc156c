"""Real coded pictures and sound, made by FFmpeg, as tracks and packets."""

from dataclasses import replace
from fractions import Fraction
from functools import cache

import av
import numpy as np

from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.wire import h264

FPS = 30
WIDTH, HEIGHT = 322, 182


@cache
def byte_stream(frames: int = 45, b_frames: int = 0, profile: str = "high") -> tuple[tuple[bytes, int, int, bool], ...]:
    """H.264 as x264 writes it, a keyframe every 15 pictures: data, pts and dts in frames, keyframe."""
    encoder = av.VideoCodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, FPS), Fraction(FPS)
    tune = {} if b_frames else {"tune": "zerolatency"}
    encoder.options = {"preset": "veryfast", "g": "15", "bf": str(b_frames), "profile": profile, "threads": "1", **tune}
    packets = []
    for number in range(frames):
        image = np.add.outer(np.arange(HEIGHT), np.arange(WIDTH) + 7 * number).astype(np.uint8)
        frame = av.VideoFrame.from_ndarray(np.repeat(image[:, :, None], 3, axis=2), "rgb24").reformat(format="yuv420p")
        frame.pts = number
        packets += encoder.encode(frame)
    packets += encoder.encode(None)
    return tuple((bytes(each), each.pts or 0, each.dts or 0, each.is_keyframe) for each in packets)


def pictures(frames: int = 45, b_frames: int = 0) -> tuple[Track, list[Packet]]:
    """A track of 30 pictures a second with its packets; their pts begin at 0."""
    stream = byte_stream(frames, b_frames)
    sps, pps = h264.parameter_sets(stream[0][0])
    track = Track(
        id=0, kind="video", name="main", codec=h264.codec_string(sps), description=h264.avcc(sps, pps),
        timescale=90_000, width=WIDTH, height=HEIGHT, fps=FPS,
    )  # fmt: skip
    packets = []
    group, sequence = -1, 0
    for data, pts, dts, keyframe in stream:
        group, sequence = (group + 1, 0) if keyframe else (group, sequence + 1)
        packets.append(
            Packet(
                track=0,
                generation=0,
                group=group,
                sequence=sequence,
                pts=pts * 3000,
                dts=dts * 3000,
                duration=3000,
                captured_at=Micros(pts * 33_333),
                flags=PacketFlags.KEYFRAME if keyframe else PacketFlags(0),
                payload=h264.annexb_to_sample(data),
            )
        )
    return track, packets


@cache
def _opus(frames: int) -> tuple[bytes, tuple[bytes, ...]]:
    encoder = av.AudioCodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48_000, "stereo", "flt"
    encoder.time_base = Fraction(1, 48_000)
    packets = []
    for number in range(frames):
        tone = np.sin(np.arange(number * 960, (number + 1) * 960) * 0.0576).astype(np.float32) * 0.3
        frame = av.AudioFrame.from_ndarray(np.repeat(tone, 2)[None, :], "flt", "stereo")
        frame.sample_rate, frame.pts = 48_000, number * 960
        packets += encoder.encode(frame)
    return bytes(encoder.extradata or b""), tuple(bytes(each) for each in packets)


def sound(frames: int = 75) -> tuple[Track, list[Packet]]:
    """A stereo track of Opus, 20 ms a packet."""
    head, payloads = _opus(frames)
    track = Track(
        id=1, kind="audio", name="sound", codec="opus", description=head, timescale=48_000, sample_rate=48_000,
        channels=2,
    )  # fmt: skip
    return track, [
        Packet(
            track=1,
            generation=0,
            group=number,
            sequence=0,
            pts=number * 960,
            dts=number * 960,
            duration=960,
            captured_at=Micros(number * 20_000),
            flags=PacketFlags.KEYFRAME,
            payload=payload,
        )
        for number, payload in enumerate(payloads)
    ]


def moved(packets: list[Packet], ticks: int) -> list[Packet]:
    """The same packets at a later or earlier time."""
    return [replace(packet, pts=packet.pts + ticks, dts=packet.dts + ticks) for packet in packets]
