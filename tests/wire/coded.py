"""Pictures in the codecs that Footlight passes on, made by FFmpeg's encoders, as tracks and packets."""

from fractions import Fraction
from functools import cache
from typing import Final

import av
import numpy as np
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.wire import av1, hevc, vp9
from tests.apart import apart

FPS: Final = 30
WIDTH: Final = 192
HEIGHT: Final = 128
ENCODERS: Final = {
    "vp9": ("libvpx-vp9", {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "b": "1M"}),
    "av1": ("libsvtav1", {"preset": "12", "crf": "20", "svtav1-params": "pred-struct=1:lookahead=0"}),
    "hevc": ("libx265", {"preset": "ultrafast", "tune": "zerolatency", "x265-params": "log-level=none"}),
    "hevc with b-frames": ("libx265", {"preset": "ultrafast", "x265-params": "bframes=2:log-level=none"}),
}


def image(number: int) -> NDArray[np.uint8]:
    """BGR: a picture that is lighter than the one before, darker at the left."""
    ramp = np.linspace(20, 140, WIDTH, dtype=np.uint8)[None, :, None] + np.uint8(6 * number)
    return np.ascontiguousarray(np.broadcast_to(ramp, (HEIGHT, WIDTH, 3)))


@cache
def pictures(kind: str, frames: int = 15) -> tuple[Track, tuple[Packet, ...]]:
    """A track of `ENCODERS`, and its packets: a keyframe, and what needs it."""
    return apart(lambda: _coded(kind, frames))


def _coded(kind: str, frames: int) -> tuple[Track, tuple[Packet, ...]]:
    name, options = ENCODERS[kind]
    context = av.CodecContext.create(name, "w")
    assert isinstance(context, VideoCodecContext)
    context.width, context.height, context.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    context.framerate, context.time_base = Fraction(FPS), Fraction(1, FPS)
    context.options = options
    context.flags |= Flags.global_header
    coded = []
    for number in range(frames):
        picture = av.VideoFrame.from_ndarray(image(number), "bgr24").reformat(format="yuv420p")
        picture.pts = number
        coded += context.encode(picture)
    coded += context.encode(None)
    track, samples = _described(kind, bytes(context.extradata or b""), [bytes(packet) for packet in coded])
    packets = []
    for number, (packet, sample) in enumerate(zip(coded, samples, strict=True)):
        flags = PacketFlags.KEYFRAME if packet.is_keyframe else PacketFlags(0)
        pts, dts = ((value or 0) * 3_000 for value in (packet.pts, packet.dts))
        packets.append(Packet(0, 0, 0, number, pts, dts, 3_000, Micros(pts * 100 // 9), flags, sample))
    return track, tuple(packets)


def _described(kind: str, extradata: bytes, coded: list[bytes]) -> tuple[Track, list[bytes]]:
    if kind == "vp9":
        record = vp9.vpcc(vp9.parse_keyframe(coded[0]), FPS)
        codec, samples = vp9.codec_string(record), coded
    elif kind == "av1":
        record = av1.av1c(coded[0])
        codec, samples = av1.codec_string(record), [av1.to_sample(unit) for unit in coded]
    else:
        record = hevc.hvcc(hevc.parameter_sets(extradata))
        codec, samples = hevc.codec_string(record), [hevc.annexb_to_sample(unit) for unit in coded]
    return Track(0, "video", "main", codec, record, 90_000, width=WIDTH, height=HEIGHT, fps=FPS), samples
