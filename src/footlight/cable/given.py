"""Pictures and sound that a program gives, as sources that a sender reads."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlight.capture.soundclock import SoundClock
from footlight.capture.source import EndOfSource, KeepsNewest
from footlight.client.sending.slot import Slot
from footlight.codec.convert import check_size, to_i420
from footlight.codec.pictures import PictureCodec
from footlight.errors import FrameInvalidError, OptionInvalidError
from footlight.model.clock import Clock
from footlight.model.frame import AudioFormat, AudioFrame, PixelFormat, VideoFormat, VideoFrame
from footlight.model.units import Micros

PIXELS: Final[dict[str, int]] = {"bgr": 3, "rgb": 3, "bgra": 4, "gray": 1}
"""The formats that a program may give, and how many numbers make a pixel."""

_MOST_RATE: Final = 384_000
_MOST_CHANNELS: Final = 8
_HELD_RUNS: Final = 50
"""Runs of sound that wait to be coded; where more come at once, the oldest is lost."""


class GivenPictures(KeepsNewest):
    """A `Source` of the pictures that `put` brings, from any thread: the newest one waits, others are dropped.

    Raw and BGR are coded by the thread that brings a picture, once somebody takes them: to keep a copy of it for
    another thread would be as much work.
    """

    def __init__(self, clock: Clock, codec: PictureCodec, fps: float) -> None:
        """Take pictures for a codec.

        Args:
            clock: the one that they are stamped by.
            codec: what they will be coded as: it decides what is kept of them until then.
            fps: pictures a second that are expected.
        """
        self._clock = clock
        self._codec = codec
        self._take: Callable[[VideoFrame], object] | None = None
        self._fps = fps
        self._slot: Slot[VideoFrame] = Slot(1)
        self._lock = threading.Lock()
        self._began: Micros | None = None
        self._pts = Micros(-1)
        self.formats: Sequence[VideoFormat] = ()
        """Empty until the first picture."""
        self.given = 0

    @property
    def dropped(self) -> int:
        """Pictures that a newer one overtook."""
        return self._slot.dropped

    def put(self, image: NDArray[np.uint8], format: PixelFormat) -> None:
        """Take a picture, which may be changed afterwards; waits for nothing but another thread that is at this too.

        Raises:
            FrameInvalidError: no picture of that format.
            PictureSizeError: a size that cannot be coded.
        """
        check_picture(image, format)
        with self._lock:
            captured_at = self._clock.now()
            if self._began is None:
                self._began = captured_at
            self._pts = Micros(max(self._pts + 1, captured_at - self._began))
            height, width = image.shape[:2]
            image = np.ascontiguousarray(image)
            frame = VideoFrame(image, format, width, height, self.given, self._pts, captured_at)
            self.given += 1
            if self._take is not None:
                self._take(frame)
                return
            kept = self._kept(frame)
            if not self.formats:
                self.formats = (VideoFormat(kept.width, kept.height, self._fps, "main"),)
            self._slot.put(kept)

    def give_to(self, take: Callable[[VideoFrame], object]) -> None:
        if self._codec not in ("raw", "bgr"):
            return
        with self._lock:
            waiting = self._slot.take_now()
            if waiting is not None:
                take(waiting)
            self._take = take

    def read(self) -> VideoFrame:
        frame = self._slot.take()
        if frame is None:
            raise EndOfSource
        return frame

    def close(self) -> None:
        with self._lock:
            self._take = None
            self._slot.close()

    def _kept(self, frame: VideoFrame) -> VideoFrame:
        """What the caller does to the array afterwards changes nothing in this."""
        if self._codec != "h264":
            return replace(frame, image=frame.image.copy())
        # A copy with half the bytes, and what the encoder wants in any case.
        planar = to_i420(frame)
        width, height = planar.shape[1], planar.shape[0] * 2 // 3
        return replace(frame, image=planar, format="i420", width=width, height=height)


class GivenSound:
    """A `Source` of the sound that `put` brings, from any thread."""

    def __init__(self, clock: Clock, sample_rate: int, channels: int) -> None:
        """Take sound of one format.

        Raises:
            OptionInvalidError: a format that cannot be.
        """
        if not 1 <= sample_rate <= _MOST_RATE or not 1 <= channels <= _MOST_CHANNELS:
            raise OptionInvalidError(
                f"sound of {channels} channels at {sample_rate} Hz cannot be: give sound=(48000, 2), for instance"
            )
        self._clock = clock
        self._times = SoundClock(sample_rate)
        self._slot: Slot[AudioFrame] = Slot(_HELD_RUNS)
        self._lock = threading.Lock()
        self._began: Micros | None = None
        self._given = 0
        self._format = AudioFormat(sample_rate, channels, "sound")
        self.formats: Sequence[AudioFormat] = (self._format,)

    def put(self, samples: NDArray[np.float32]) -> None:
        """Take a copy of a run of samples that has just been taken; waits for nothing.

        Raises:
            FrameInvalidError: no sound of this format.
        """
        check_samples(samples, self._format.channels)
        if not len(samples):
            return
        with self._lock:
            captured_at = self._times.take(len(samples), self._clock.now())
            if self._began is None:
                self._began = captured_at
            pts = Micros(max(0, captured_at - self._began))
            self._slot.put(AudioFrame(samples.copy(), self._format.sample_rate, self._given, pts, captured_at))
            self._given += 1

    def read(self) -> AudioFrame:
        frame = self._slot.take()
        if frame is None:
            raise EndOfSource
        return frame

    def close(self) -> None:
        self._slot.close()


def check_picture(image: object, format: str) -> None:
    """Refuse what is no picture of ``format``.

    Raises:
        FrameInvalidError: no array, or one of another kind of numbers, another shape.
        OptionInvalidError: there is no such format.
        PictureSizeError: a size that cannot be coded.
    """
    pixels = PIXELS.get(format)
    if pixels is None:
        raise OptionInvalidError(f"there is no pixel_format {format!r}: give one of {', '.join(PIXELS)}")
    wanted = "(height, width)" if pixels == 1 else f"(height, width, {pixels})"
    if not isinstance(image, np.ndarray):
        raise FrameInvalidError(f"a picture is a numpy array, uint8, {wanted}, and not {type(image).__name__}")
    if image.dtype != np.uint8:
        raise FrameInvalidError(f"a picture's numbers are uint8, 0 to 255, and not {image.dtype}")
    if image.ndim != (2 if pixels == 1 else 3) or (pixels > 1 and image.shape[2] != pixels):
        raise FrameInvalidError(
            f"a picture of pixel_format {format!r} has the shape {wanted}, and not {image.shape}:"
            " pixel_format= says what it is"
        )
    check_size(image.shape[1], image.shape[0])


def check_samples(samples: object, channels: int) -> None:
    """Refuse what is no sound of so many channels.

    Raises:
        FrameInvalidError: no array, or one of another kind of numbers, another shape.
    """
    if not isinstance(samples, np.ndarray):
        raise FrameInvalidError(f"sound is a numpy array, float32, (samples, {channels}), not {type(samples).__name__}")
    if samples.dtype != np.float32:
        raise FrameInvalidError(f"sound's numbers are float32, -1 to 1, and not {samples.dtype}")
    if samples.ndim != 2 or samples.shape[1] != channels:
        raise FrameInvalidError(f"this sound has the shape (samples, {channels}), and not {samples.shape}")
