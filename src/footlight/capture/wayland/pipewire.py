"""GStreamer as a child process that reads PipeWire: no package of Python's does, and every Wayland desktop has it."""

import math
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from typing import BinaryIO, Final, cast

import numpy as np
from numpy.typing import NDArray

from footlight.capture.wayland.y4m import PictureReader
from footlight.errors import MediaInvalidError, ToolMissingError

_LAUNCH: Final = "gst-launch-1.0"
_PACKAGES: Final = "gstreamer1.0-tools gstreamer1.0-pipewire gstreamer1.0-plugins-base gstreamer1.0-plugins-good"
"""By Debian's names."""
_INSPECT_SECONDS: Final = 60.0
"""GStreamer lists its plugins when it is asked for the first time."""
_END_SECONDS: Final = 5.0
_LAYOUT: Final = "video/x-raw,format=I420,colorimetry=bt601,width=[8,8192,8],height=[2,8192,2]"
"""Sides that need no padding, for versions of y4menc differ in what they do with it."""


def pipewire_source(fd: int, node: int) -> list[str]:
    """The element that reads a stream of the portal."""
    return ["pipewiresrc", f"fd={fd}", f"path={node}", "do-timestamp=true"]


def pipeline(source: Sequence[str], fps: float) -> list[str]:
    """The command that writes a source's pictures to its standard output, the newest where that is slow."""
    return [
        _LAUNCH, "-q", *source,
        "!", "videorate", "drop-only=true", f"max-rate={math.ceil(fps)}",
        "!", "queue", "leaky=downstream", "max-size-buffers=1", "max-size-bytes=0", "max-size-time=0",
        "!", "videoconvert",
        "!", "videoscale",
        "!", _LAYOUT,
        "!", "y4menc",
        "!", "fdsink", "fd=1",
    ]  # fmt: skip


class Pipeline:
    """A pipeline at work, whose pictures are read in a thread: only the newest is kept."""

    def __init__(self, source: Sequence[str], fps: float, fds: Sequence[int] = ()) -> None:
        """Start it.

        Args:
            source: the element that gives pictures, with its properties.
            fps: pictures a second at most.
            fds: what the child inherits.

        Raises:
            ToolMissingError: GStreamer or one of its elements is not installed.
        """
        _check_installed(source[0])
        # A file, not a pipe, for nobody reads it until the end.
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the pipeline
        self._process = subprocess.Popen(
            pipeline(source, fps), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._said, pass_fds=fds
        )
        self._news = threading.Condition()
        self._newest: NDArray[np.uint8] | None = None
        self._error: MediaInvalidError | None = None
        self.over = False
        """No more pictures will come."""
        self._thread = threading.Thread(target=self._read, name="footlight-gstreamer", daemon=True)
        self._thread.start()

    def picture(self, patience: float) -> NDArray[np.uint8] | None:
        """Wait for the next picture: I420, uint8, (height * 3 // 2, width).

        Returns None where none came within ``patience`` seconds, or none will.

        Raises:
            MediaInvalidError: GStreamer wrote what is none.
        """
        with self._news:
            self._news.wait_for(lambda: self._newest is not None or self.over, patience)
            picture, self._newest = self._newest, None
        if picture is None and self._error is not None:
            raise self._error
        return picture

    def failure(self) -> str:
        """Why it ended, in GStreamer's words; empty where it came to its regular end."""
        if self._process.wait(_END_SECONDS) == 0:
            return ""
        self._said.seek(0)
        lines = [line for line in self._said.read().decode("utf-8", "replace").splitlines() if "ERROR" in line]
        return lines[0] if lines else f"GStreamer ended with status {self._process.returncode}"

    def close(self) -> None:
        """End it, and with it every `picture` that waits; from any thread."""
        self._process.kill()
        self._process.wait()
        self._thread.join()
        self._said.close()

    def _read(self) -> None:
        with cast(BinaryIO, self._process.stdout) as pipe:
            reader = PictureReader(pipe)
            try:
                while (picture := reader.read()) is not None:
                    with self._news:
                        self._newest = picture
                        self._news.notify()
            except MediaInvalidError as error:
                self._error = error
        with self._news:
            self.over = True
            self._news.notify()


def _check_installed(source: str) -> None:
    inspect = shutil.which("gst-inspect-1.0")
    if inspect is None or shutil.which(_LAUNCH) is None:
        raise ToolMissingError(f"a Wayland session is captured by GStreamer: apt-get install {_PACKAGES}")
    for element in (source, "y4menc"):
        # Without a version it would be GStreamer's own, and PipeWire counts its own way.
        asked = [inspect, "--exists", "--atleast-version=0.0", element]
        if subprocess.run(asked, check=False, timeout=_INSPECT_SECONDS).returncode:
            raise ToolMissingError(f"GStreamer has no {element} here: apt-get install {_PACKAGES}")
