"""A camera on the network that others wrote: FFmpeg sends a coded clip over and over, in its own time."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, Literal

from footlight.bench.server import free_port, stop
from footlight.errors import EncoderUnavailableError, ToolMissingError

FPS: Final = 30
_PICTURES: Final = f"testsrc2=size=1920x1080:rate={FPS},noise=alls=12:allf=t"
"""With noise, so that the whole bitrate is used, as a camera's is."""
_RATE_CONTROL: Final = "nal-hrd=cbr:vbv-maxrate=6000:vbv-bufsize=6000:sliced-threads=0"
_SECONDS: Final = 10

Protocol = Literal["http", "tcp", "udp"]
PROTOCOLS: Final[tuple[Protocol, ...]] = ("http", "tcp", "udp")


async def code_clip(path: Path) -> None:
    """Ten seconds of 6 Mbit/s with an IDR a second and no B-frames, into a transport stream.

    Raises:
        ToolMissingError: there is no FFmpeg.
        EncoderUnavailableError: it has no x264.
    """
    process = await asyncio.create_subprocess_exec(
        *(_ffmpeg(), "-v", "error", "-f", "lavfi", "-i", _PICTURES, "-t", str(_SECONDS), "-pix_fmt", "yuv420p"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-b:v", "6M", "-g", str(FPS)),
        *("-x264-params", _RATE_CONTROL, "-f", "mpegts", str(path)),
        stdin=asyncio.subprocess.DEVNULL,
    )
    if await process.wait() != 0:
        raise EncoderUnavailableError("ffmpeg cannot code the camera's pictures: install one with x264")


@asynccontextmanager
async def camera(protocol: Protocol, clip: Path) -> AsyncIterator[str]:
    """Send the clip until the block ends; gives the address to read.

    Raises:
        ToolMissingError: there is no FFmpeg.
    """
    address = f"{protocol}://127.0.0.1:{free_port()}"
    listening = {"http": ("-listen", "1", address), "tcp": (f"{address}?listen",), "udp": (f"{address}?pkt_size=1316",)}
    process = await asyncio.create_subprocess_exec(
        *(_ffmpeg(), "-v", "error", "-re", "-stream_loop", "-1", "-i", str(clip), "-c", "copy", "-f", "mpegts"),
        *listening[protocol],
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield address
    finally:
        await stop(process)


def _ffmpeg() -> str:
    found = shutil.which("ffmpeg")
    if found is None:
        raise ToolMissingError("there is no ffmpeg to play the camera: install the package ffmpeg")
    return found
