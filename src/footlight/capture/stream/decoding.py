"""Packets into pictures and sound, where they are not passed on as they are."""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import av
import numpy as np
from numpy.typing import NDArray

from footlight.capture.pace import Thinning
from footlight.capture.resample import Resampler
from footlight.capture.source import MAX_FPS, CaptureOptions
from footlight.errors import SourceStalledError
from footlight.model.frame import AudioFormat, VideoFormat, VideoFrame
from footlight.model.units import Micros

if TYPE_CHECKING:  # generic for the type checker only
    from av.audio.stream import AudioStream
    from av.packet import Packet
    from av.stream import Stream
    from av.video.stream import VideoStream

_MICROS: Final = Fraction(1, 1_000_000)
_MOST_BROKEN: Final = 250
"""Packets in a row that cannot be decoded before a stream is given up."""


class _Decoder:
    """One stream's decoder; times go through it in microseconds."""

    def __init__(self, stream: "VideoStream | AudioStream", shown: str) -> None:
        self._context = stream.codec_context
        self._shown = shown
        self._broken = 0

    def decode(self, packet: "Packet[Stream]", pts: Micros, dts: Micros) -> "list[av.VideoFrame | av.AudioFrame]":
        packet.pts, packet.dts, packet.time_base = pts, dts, _MICROS
        try:
            frames = self._context.decode(packet)
        except av.FFmpegError as error:
            self._broken += 1
            if self._broken > _MOST_BROKEN:
                raise SourceStalledError(f"{self._shown} sends nothing that can be decoded") from error
            return []
        self._broken = 0
        return list(frames)


class PictureDecoder:
    """The pictures of one stream, in whatever size it has at the moment."""

    def __init__(self, stream: "VideoStream", options: CaptureOptions, shown: str) -> None:
        from footlight.capture.picture import Shaper  # passing pictures on needs no OpenCV

        self._decoder = _Decoder(stream, shown)
        stream.codec_context.thread_type = "AUTO"
        self._shaper_of = Shaper.of
        self._shaper: Shaper | None = None
        self._taken = (0, 0, 0)
        self._aspect = float(stream.sample_aspect_ratio or 1)
        self._box = options.size
        self._thinning = Thinning(options.fps)
        rate = float(stream.average_rate or stream.guessed_rate or 25)
        self.fps = min(options.fps or MAX_FPS, rate, MAX_FPS)

    def decode(self, packet: "Packet[Stream]", pts: Micros, dts: Micros) -> Iterator[VideoFrame]:
        """The pictures that a packet completes, without sequence and capture time.

        Raises:
            SourceStalledError: nothing makes sense any more.
            PictureSizeError: a picture with a side beyond 8192.
        """
        for frame in self._decoder.decode(packet, pts, dts):
            shown_at = Micros(frame.pts if frame.pts is not None else pts)
            if not isinstance(frame, av.VideoFrame) or not self._thinning.wanted(shown_at):
                continue
            taken = (frame.width, frame.height, frame.rotation)
            if self._shaper is None or taken != self._taken:
                self._taken, self._shaper = taken, self._shaper_of(frame, self._aspect, self._box)
            image, pixels = self._shaper.shape(frame)
            yield VideoFrame(image, pixels, self._shaper.width, self._shaper.height, 0, shown_at, Micros(0))

    def format(self, first: VideoFrame, name: str) -> VideoFormat:
        """What to announce of a stream that begins with ``first``."""
        return VideoFormat(first.width, first.height, self.fps, name)


class SoundDecoder:
    """The sound of one stream, at 48 kHz in one channel or two."""

    def __init__(self, stream: "AudioStream", channels: int, shown: str) -> None:
        self._decoder = _Decoder(stream, shown)
        self._resampler = Resampler(channels)

    def decode(
        self, packet: "Packet[Stream]", pts: Micros, dts: Micros
    ) -> Iterator[tuple[Micros, NDArray[np.float32]]]:
        """The samples that a packet completes: their time, and float32 (samples, channels).

        Raises:
            SourceStalledError: nothing makes sense any more.
        """
        for frame in self._decoder.decode(packet, pts, dts):
            if isinstance(frame, av.AudioFrame):
                began = Micros(frame.pts if frame.pts is not None else pts)
                samples = self._resampler.resample(frame)
                if len(samples):
                    yield began, samples


def sound_format(stream: "AudioStream") -> AudioFormat:
    """What to announce of a stream of sound."""
    from footlight.capture.resample import SAMPLE_RATE

    return AudioFormat(SAMPLE_RATE, min(max(stream.channels, 1), 2), "sound")
