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
from footlight.errors import ToolMissingError
from footlight.model.clock import Clock
from footlight.model.units import Micros, seconds

_LAUNCH: Final = "gst-launch-1.0"
_PACKAGES: Final = "gstreamer1.0-tools gstreamer1.0-pipewire gstreamer1.0-plugins-base gstreamer1.0-plugins-good"
"""By Debian's names."""
_INSPECT_SECONDS: Final = 60.0
"""GStreamer lists its plugins when it is asked for the first time."""
_END_SECONDS: Final = 5.0
_PATIENCE: Final = Micros(10_000_000)
"""An idle screen comes again every second."""
_LAYOUT: Final = "video/x-raw,format=I420,colorimetry=bt601,width=[8,8192,8],height=[2,8192,2]"
"""Sides that need no padding, for versions of y4menc differ in what they do with it."""


def pipewire_source(fd: int, node: int) -> list[str]:
    """The element that reads a stream of the portal; an idle screen is given again every second."""
    return ["pipewiresrc", f"fd={fd}", f"path={node}", "do-timestamp=true", "keepalive-time=1000"]


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
    """A pipeline at work; one that stands still is ended, for PipeWire says nothing where a stream goes away."""

    def __init__(self, source: Sequence[str], fps: float, clock: Clock, fds: Sequence[int] = ()) -> None:
        """Start it.

        Args:
            source: the element that gives pictures, with its properties.
            fps: pictures a second at most.
            clock: tells how long nothing came.
            fds: what the child inherits.

        Raises:
            ToolMissingError: GStreamer or one of its elements is not installed.
        """
        inspect = shutil.which("gst-inspect-1.0")
        if inspect is None or shutil.which(_LAUNCH) is None:
            raise ToolMissingError(f"a Wayland session is captured by GStreamer: apt-get install {_PACKAGES}")
        for element in (source[0], "y4menc"):
            # Without a version it would be GStreamer's own, and PipeWire counts its own way.
            asked = [inspect, "--exists", "--atleast-version=0.0", element]
            if subprocess.run(asked, check=False, timeout=_INSPECT_SECONDS).returncode:
                raise ToolMissingError(f"GStreamer has no {element} here: apt-get install {_PACKAGES}")
        # A file, not a pipe, for nobody reads it until the end.
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the pipeline
        self._process = subprocess.Popen(
            pipeline(source, fps), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._said, pass_fds=fds
        )
        self._reader = PictureReader(cast(BinaryIO, self._process.stdout))
        self._clock = clock
        self._waiting_since: Micros | None = None
        self._stalled = False
        self._ended = threading.Event()
        threading.Thread(target=self._watch, name="footlight-pipewire-watch", daemon=True).start()

    def picture(self) -> NDArray[np.uint8] | None:
        """Wait for the next picture: I420, uint8, (height * 3 // 2, width); None where there are no more.

        Raises:
            MediaInvalidError: GStreamer wrote what is none.
        """
        self._waiting_since = self._clock.now()
        try:
            return self._reader.read()
        finally:
            self._waiting_since = None

    def failure(self) -> str:
        """Why it ended, in GStreamer's words where it told; empty where it came to its regular end."""
        if self._stalled:
            return f"nothing came for {seconds(_PATIENCE):g} s; was the sharing stopped?"
        if self._process.wait(_END_SECONDS) == 0:
            return ""
        self._said.seek(0)
        lines = [line for line in self._said.read().decode("utf-8", "replace").splitlines() if "ERROR" in line]
        return lines[0] if lines else f"GStreamer ended with status {self._process.returncode}"

    def stop(self) -> None:
        """End it, and with it every `picture` that waits; from any thread."""
        self._ended.set()
        self._process.kill()

    def close(self) -> None:
        """Stop it, and free what it held; not while a `picture` waits."""
        self.stop()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._said.close()

    def _watch(self) -> None:
        while not self._ended.wait(seconds(_PATIENCE) / 10):
            since = self._waiting_since
            if since is not None and self._clock.now() - since > _PATIENCE:
                self._stalled = True
                self.stop()
