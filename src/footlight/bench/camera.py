"""A camera on the network that others wrote: FFmpeg sends a coded clip over and over, in its own time."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from fractions import Fraction
from pathlib import Path
from typing import Final, Literal

import av
import numpy as np
from av.video.stream import VideoStream

from footlight.bench.server import free_port, stop
from footlight.errors import ToolMissingError

WIDTH: Final = 1920
HEIGHT: Final = 1080
FPS: Final = 30
BITRATE: Final = 6_000_000
_SECONDS: Final = 10
_NOISE: Final = 12
"""Of 255: enough for the whole bitrate to be used, as a sensor's is."""

Protocol = Literal["http", "tcp", "udp"]
PROTOCOLS: Final[tuple[Protocol, ...]] = ("http", "tcp", "udp")


def code_clip(path: Path) -> None:
    """Ten seconds of noise that drifts over grey, with an IDR a second and no B-frames, into a transport stream."""
    noise = np.random.default_rng(1).integers(128 - _NOISE, 128 + _NOISE, (HEIGHT * 2, WIDTH), np.uint8)
    with av.open(str(path), "w", format="mpegts") as container:
        rate_control = f"nal-hrd=cbr:vbv-maxrate={BITRATE // 1000}:vbv-bufsize={BITRATE // 1000}:filler=1"
        options = {"preset": "ultrafast", "tune": "zerolatency", "g": str(FPS), "x264-params": rate_control}
        coder = container.add_stream("libx264", rate=FPS, options=options)
        assert isinstance(coder, VideoStream)  # noqa: S101 - libx264 codes pictures
        coder.width, coder.height, coder.pix_fmt, coder.bit_rate = WIDTH, HEIGHT, "yuv420p", BITRATE
        for number in range(FPS * _SECONDS):
            drift = number * 2 % HEIGHT
            picture = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
            picture[:HEIGHT] = noise[drift : drift + HEIGHT]
            frame = av.VideoFrame.from_ndarray(picture, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            container.mux(coder.encode(frame))
        container.mux(coder.encode())


@asynccontextmanager
async def camera(protocol: Protocol, clip: Path) -> AsyncIterator[str]:
    """Send the clip until the block ends; gives the address to read.

    Raises:
        ToolMissingError: there is no FFmpeg.
    """
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        raise ToolMissingError("there is no ffmpeg to play the camera: install the package ffmpeg")
    address = f"{protocol}://127.0.0.1:{free_port()}"
    listening = {"http": ("-listen", "1", address), "tcp": (f"{address}?listen",), "udp": (f"{address}?pkt_size=1316",)}
    process = await asyncio.create_subprocess_exec(
        *(ffmpeg, "-v", "error", "-re", "-stream_loop", "-1", "-i", str(clip), "-c", "copy", "-f", "mpegts"),
        *listening[protocol],
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield address
    finally:
        await stop(process)
