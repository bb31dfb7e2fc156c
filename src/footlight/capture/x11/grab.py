"""FFmpeg's x11grab: pictures of a drawable of X through shared memory, when they are asked for."""

import os
from typing import TYPE_CHECKING, Final

import av
import numpy as np
from numpy.typing import NDArray

from footlight.errors import DeviceUnavailableError, DeviceVanishedError

if TYPE_CHECKING:  # generic for the type checker only
    from av.packet import Packet
    from av.video.stream import VideoStream

_OPTIONS: Final = {
    # Its own pacing catches up in bursts, so it is made to have none: a thousand a second, asked for when due.
    "framerate": "1000",
    # Else small pictures would be gathered by the dozen when opening, and come first, and old.
    "probesize": "32",
}


class Grab:
    """An open x11grab, of one size for all its life."""

    def __init__(self, place: str, options: dict[str, str]) -> None:
        """Open it, and take the picture that opening has grabbed to look at it.

        Args:
            place: what FFmpeg appends to the display's name: ``+X,Y`` or nothing.
            options: of x11grab, beside those of every grab.

        Raises:
            DeviceUnavailableError: there is no such drawable, or it cannot be read.
        """
        display = os.environ.get("DISPLAY", "")
        try:
            self._container = av.open(display + place, format="x11grab", options={**_OPTIONS, **options})
        except (av.FFmpegError, OSError, ValueError) as error:
            raise DeviceUnavailableError(f"the X display {display} cannot be grabbed: {error}") from error
        stream = self._container.streams.video[0]
        self.width, self.height = stream.codec_context.width, stream.codec_context.height
        if stream.codec_context.pix_fmt not in {"bgr0", "bgra"}:
            self._container.close()
            raise DeviceUnavailableError(
                f"the X display {display} has a depth of no 24 or 32 bits:"
                " start it with 24, as Xvfb -screen 0 1280x720x24"
            )
        self._packets = self._container.demux(stream)
        try:
            self.picture()
        except DeviceVanishedError:
            self._container.close()
            raise

    def picture(self) -> NDArray[np.uint8]:
        """What the drawable shows now: uint8, (height, width, 4), BGRA.

        Raises:
            DeviceVanishedError: it cannot be read any more; close this grab.
        """
        try:
            packet: Packet[VideoStream] = next(self._packets)
        except (av.FFmpegError, OSError, StopIteration) as error:
            raise DeviceVanishedError("the screen went away: its X display no longer answers") from error
        # The packet is the grabbed plane as it is, four bytes a pixel; the array keeps it alive.
        return np.frombuffer(memoryview(packet), np.uint8).reshape(self.height, self.width, 4)

    def close(self) -> None:
        """Let the display go."""
        self._container.close()
