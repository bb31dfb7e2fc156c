"""Small streams, coded once."""

import io
from fractions import Fraction
from functools import cache

import av
import numpy as np
from av.video.stream import VideoStream

from tests.apart import apart


@cache
def stream(
    pictures: int = 30,
    size: tuple[int, int] = (64, 48),
    *,
    bframes: int = 0,
    group: int = 10,
    codec: str = "libx264",
    format: str = "mpegts",
    sound: bool = False,
    rate: int = 30,
) -> bytes:
    """Grey pictures that grow lighter, and a tone."""
    return apart(lambda: _written(pictures, size, bframes, group, codec, format, sound, rate))


def _written(
    pictures: int, size: tuple[int, int], bframes: int, group: int, codec: str, format: str, sound: bool, rate: int
) -> bytes:
    file = io.BytesIO()
    options = {"g": str(group), "bf": str(bframes), "b_strategy": "0", "threads": "1", "sc_threshold": "0"}
    if codec == "libx265":
        options = {"x265-params": f"keyint={group}:bframes=0:open-gop=0:log-level=none", "tune": "zerolatency"}
    if codec.startswith("libvpx"):
        options = {"g": str(group), "deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}
    with av.open(file, "w", format=format) as container:
        coder = container.add_stream(codec, rate=rate, options=options)
        assert isinstance(coder, VideoStream)
        coder.width, coder.height, coder.pix_fmt = *size, "yuv420p"
        speaker = container.add_stream("aac", rate=48_000) if sound else None
        if speaker is not None:
            speaker.layout = "mono"
        for number in range(pictures):
            image = np.full((size[1] * 3 // 2, size[0]), number * 7 % 200 + 16, np.uint8)
            frame = av.VideoFrame.from_ndarray(image, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, rate)
            container.mux(coder.encode(frame))
            if speaker is not None:
                samples = 48_000 // rate
                tone = np.sin(np.arange(number * samples, (number + 1) * samples) / 20).astype(np.float32)
                heard = av.AudioFrame.from_ndarray(tone.reshape(1, -1) * 0.5, "fltp", "mono")
                heard.sample_rate, heard.pts, heard.time_base = 48_000, number * samples, Fraction(1, 48_000)
                container.mux(speaker.encode(heard))
        container.mux(coder.encode())
        if speaker is not None:
            container.mux(speaker.encode())
    return file.getvalue()
