"""Cameras and streams that others wrote, for the tests of network sources."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from tests.e2e.processes import PATIENCE, free_port

_CAMERA: Final = Path(__file__).with_name("rtsp_camera.py")
_SYSTEM_PYTHON: Final = "/usr/bin/python3"
"""Debian's, which has GStreamer's bindings."""


def clip(folder: Path, width: int, height: int, seconds: int = 40) -> Path:
    """A film without B-frames and with a group a second, coded by FFmpeg."""
    path = folder / f"{width}x{height}.mp4"
    return path if path.exists() else _coded(path, width, height, seconds)


def _coded(path: Path, width: int, height: int, seconds: int) -> Path:
    subprocess.run(
        [
            *("ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"testsrc2=size={width}x{height}:rate=30"),
            *("-t", str(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency"),
            *("-x264-params", "sliced-threads=0", "-g", "30", path),
        ],
        check=True,
    )
    return path


class RtspCamera:
    """A camera on a port that it keeps when it is unplugged and plugged in again."""

    def __init__(self, *credentials: str) -> None:
        self.port = free_port()
        self._credentials = credentials
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"rtsp://127.0.0.1:{self.port}/cam"

    async def plug_in(self, film: Path) -> None:
        """Start it and wait until it listens."""
        self._process = await asyncio.create_subprocess_exec(
            *(_SYSTEM_PYTHON, str(_CAMERA), str(self.port), str(film), *self._credentials),
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            assert await self._process.stdout.readline()

    async def unplug(self) -> None:
        """End it without a goodbye."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def program(*arguments: str | Path) -> AsyncIterator[None]:
    """Run a program until the block ends."""
    process = await asyncio.create_subprocess_exec(*arguments, stdin=asyncio.subprocess.DEVNULL, stdout=sys.stderr)
    try:
        yield
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def in_real_time(film: Path) -> Sequence[str]:
    """The words for FFmpeg to send a film over and over in its own time, as it is."""
    return ("ffmpeg", "-v", "error", "-re", "-stream_loop", "-1", "-i", str(film), "-c", "copy")


@asynccontextmanager
async def hls(film: Path, folder: Path) -> AsyncIterator[str]:
    """A live HLS stream: FFmpeg writes it, nginx serves it; gives its address."""
    files, port = folder / "hls", free_port()
    files.mkdir()
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"""daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr;
        events {{ }}
        http {{
          access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
          fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
          types {{ application/vnd.apple.mpegurl m3u8; video/mp2t ts; }}
          server {{ listen 127.0.0.1:{port}; root {files}; }}
        }}"""
    )
    segments = ("-f", "hls", "-hls_time", "1", "-hls_list_size", "4", "-hls_flags", "delete_segments+temp_file")
    playlist = files / "live.m3u8"
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    async with program(nginx, "-p", folder, "-c", configuration), program(*in_real_time(film), *segments, playlist):
        async with asyncio.timeout(PATIENCE):
            while not playlist.exists():  # noqa: ASYNC110 - another process writes it
                await asyncio.sleep(0.1)
        yield f"http://127.0.0.1:{port}/live.m3u8"
