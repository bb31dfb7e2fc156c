"""What every source is to those who read it, whatever device or file stands behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from footlight.errors import OptionInvalidError, PictureSizeError
from footlight.model.coded import CodedFormat, CodedSample
from footlight.model.frame import AudioFormat, AudioFrame, VideoFormat, VideoFrame

MAX_FPS = 240.0
MIN_SIDE = 16
MAX_SIDE = 8192

Coded = Literal["decode", "fit", "copy"]

WhenClosed = Literal["end", "wait"]
WHEN_CLOSED: tuple[WhenClosed, ...] = ("end", "wait")


class EndOfSource(Exception):  # noqa: N818 - the end of a file is no error, like StopIteration
    """The source has no more frames: the file is over, or somebody closed the source."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a source has to say to people while it is read: its window is hidden, its device is away."""

    source: str
    """As it was typed, or may be typed."""
    state: str
    """One word for programs: ``hidden``, ``shown``, ``closed``."""
    text: str
    """One line for people."""


def unheard(notice: Notice) -> None:
    """Nobody listens to notices."""


@dataclass(frozen=True, slots=True)
class CaptureOptions:
    """How to capture; what a kind of source has no use for it leaves alone.

    Raises:
        OptionInvalidError: a frame rate outside 1 to 240.
        PictureSizeError: a size outside 16 to 8192 a side.
    """

    fps: float | None = None
    """Pictures a second; None: the source's own (files, cameras), else 30."""
    size: tuple[int, int] | None = None
    """(width, height) that the picture must fit into, its aspect kept; None: as captured."""
    cursor: bool = True
    """Whether a screen's picture shows the pointer."""
    loop: bool = False
    """Whether a file begins again at its end."""
    when_closed: WhenClosed = "end"
    """What becomes of a window's source when the window closes: it ends, or waits for a window of that title."""
    coded: Coded = "decode"
    """What becomes of pictures that are coded already: they are decoded; or passed on as `CodedSample` where every
    viewer can take them; or passed on, and refused where they cannot be."""
    on_notice: Callable[[Notice], object] = unheard
    """Hears what a source has to say, in the thread that opens or reads it; it must not block."""

    def __post_init__(self) -> None:
        if self.fps is not None and not 1 <= self.fps <= MAX_FPS:
            raise OptionInvalidError(f"{self.fps:g} pictures a second cannot be: give --fps 1 to {MAX_FPS:g}")
        if self.size is not None and not all(MIN_SIDE <= side <= MAX_SIDE for side in self.size):
            width, height = self.size
            raise PictureSizeError(f"no picture can be {width}x{height}: give --size {MIN_SIDE} to {MAX_SIDE} a side")


StreamFormat = VideoFormat | AudioFormat | CodedFormat
"""What one stream of a source gives."""


class KeepsNewest:
    """Marks sources of pictures alone that wait for their reader, and meanwhile keep only the newest picture.

    Whoever reads one may take its time, and so code each picture in the thread that reads.
    """

    def give_to(self, take: Callable[[VideoFrame], object]) -> None:
        """Have pictures taken by the thread that brings them, until the source is closed, where that is no work.

        ``take`` is called by one thread at a time; what it is given belongs to others once it returns. A source that
        does not know how much work it is, as this one, does nothing: all its pictures are read.
        """


class Source(Protocol):
    """An open source, read by one thread and closed from any."""

    @property
    def formats(self) -> Sequence[StreamFormat]:
        """What streams it gives; a frame's ``stream`` is an index into this."""

    def read(self) -> VideoFrame | AudioFrame | CodedSample:
        """Wait for the next frame and return it: paced in real time, the streams in the order of their times.

        A reader that comes late gets the next picture that is due, never a burst of those it missed.

        Raises:
            EndOfSource: the file is over, or the source was closed.
            DeviceVanishedError: the device went away.
            MediaInvalidError: the rest of a file cannot be decoded.
        """

    def close(self) -> None:
        """Free the device and end a ``read`` that waits; may be called again, and from any thread."""
