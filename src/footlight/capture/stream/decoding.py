"""Packets into pictures and sound, where they are not passed on as they are."""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import av
import numpy as np
from numpy.typing import NDArray

from footlight.capture.pace import Thinning
from footlight.capture.resample import SAMPLE_RATE, Resampler
from footlight.capture.source import MAX_FPS, CaptureOptions
from footlight.capture.stream.streams import PictureStream, SoundStream
from footlight.errors import SourceStalledError
from footlight.model.frame import AudioFormat, VideoFrame
from footlight.model.units import Micros

if TYPE_CHECKING:  # generic for the type checker only
    from av.audio.codeccontext import AudioCodecContext
    from av.packet import Packet
    from av.stream import Stream
    from av.video.codeccontext import VideoCodecContext


Times = tuple[Micros, Micros]
"""When something is presented, and when it is decoded."""

_MICROS: Final = Fraction(1, 1_000_000)
_MOST_BROKEN: Final = 250
"""Packets in a row that cannot be decoded before a stream is given up."""


class _Decoder:
    """One stream's decoder; times go through it in microseconds."""

    def __init__(self, context: "VideoCodecContext | AudioCodecContext", shown: str) -> None:
        self._context = context
        self._shown = shown
        self._broken = 0

    def decode(self, packet: "Packet[Stream] | None", times: Times) -> "list[av.VideoFrame | av.AudioFrame]":
        if packet is not None:
            packet.pts, packet.dts, packet.time_base = *times, _MICROS
        try:
            frames: list[av.VideoFrame | av.AudioFrame] = list(self._context.decode(packet))
        except av.FFmpegError as error:
            self._broken += 1
            if self._broken > _MOST_BROKEN:
                raise SourceStalledError(f"{self._shown} sends nothing that can be decoded") from error
            return []
        self._broken = 0
        return frames


class PictureDecoder:
    """The pictures of one stream, in whatever size it has at the moment."""

    def __init__(self, stream: PictureStream, options: CaptureOptions, shown: str) -> None:
        from footlight.capture.picture import Shaper  # passing pictures on needs no OpenCV

        # Several pictures at a time would each wait for the next.
        stream.decoder.thread_type = "SLICE"
        self._decoder = _Decoder(stream.decoder, shown)
        self._shaper_of = Shaper.of
        self._shaper: Shaper | None = None
        self._taken = (0, 0, 0)
        self._aspect = stream.aspect
        self._box = options.size
        self._thinning = Thinning(options.fps)

    def decode(self, packet: "Packet[Stream] | None", times: Times) -> Iterator[VideoFrame]:
        """The pictures that a packet completes, or the end of all, without sequence and capture time.

        Raises:
            SourceStalledError: nothing makes sense any more.
            PictureSizeError: a picture with a side beyond 8192.
        """
        for frame in self._decoder.decode(packet, times):
            shown_at = Micros(frame.pts if frame.pts is not None else times[0])
            if not isinstance(frame, av.VideoFrame) or not self._thinning.wanted(shown_at):
                continue
            taken = (frame.width, frame.height, frame.rotation)
            if self._shaper is None or taken != self._taken:
                self._taken, self._shaper = taken, self._shaper_of(frame, self._aspect, self._box)
            image, pixels = self._shaper.shape(frame)
            yield VideoFrame(image, pixels, self._shaper.width, self._shaper.height, 0, shown_at, Micros(0))


def decoded_fps(stream: PictureStream, options: CaptureOptions) -> float:
    """Pictures a second that are left of a stream's."""
    return min(options.fps or MAX_FPS, stream.traits.fps, MAX_FPS)


class SoundDecoder:
    """The sound of one stream, at 48 kHz in one channel or two."""

    def __init__(self, stream: SoundStream, shown: str) -> None:
        self._decoder = _Decoder(stream.decoder, shown)
        self.format = AudioFormat(SAMPLE_RATE, min(max(stream.channels, 1), 2), "sound")
        """What to announce."""
        self._resampler = Resampler(self.format.channels)

    def decode(self, packet: "Packet[Stream]", times: Times) -> Iterator[tuple[Micros, NDArray[np.float32]]]:
        """The samples that a packet completes: their time, and float32 (samples, channels).

        Raises:
            SourceStalledError: nothing makes sense any more.
        """
        for frame in self._decoder.decode(packet, times):
            if isinstance(frame, av.AudioFrame):
                began = Micros(frame.pts if frame.pts is not None else times[0])
                samples = self._resampler.resample(frame)
                if len(samples):
                    yield began, samples
