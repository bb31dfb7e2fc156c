"""A file as a source: played at its own pace, with its sound."""

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final

import av

from footlight.capture.media import Decoded, Media
from footlight.capture.pace import Pace, Thinning
from footlight.capture.picture import Shaper
from footlight.capture.resample import SAMPLE_RATE, Resampler
from footlight.capture.source import MAX_FPS, CaptureOptions, EndOfSource
from footlight.capture.sources import FileSpec
from footlight.capture.stream.files import may_be_passed_on, open_coded_file
from footlight.capture.stream.source import StreamSource
from footlight.model.clock import Clock
from footlight.model.frame import AudioFormat, AudioFrame, VideoFormat, VideoFrame
from footlight.model.units import Micros

_LATE: Final = Micros(100_000)
"""A picture that is later than this is left out, as long as others are shown."""
_LOST: Final = Micros(1_000_000)
"""Later than this, the file goes on from where it is: the machine is too slow for it, or slept."""

_MOST_BEFORE_PICTURE: Final = 500
"""Frames of sound before the first picture; with more, the picture is taken for none."""


def open_file(spec: FileSpec, options: CaptureOptions, clock: Clock) -> "FileSource | StreamSource":
    """Open a file and look at its first frames.

    Raises:
        SourceNotFoundError: there is no such file, or it may not be read.
        MediaInvalidError: it holds nothing that can be played.
        PictureSizeError: its pictures are too large.
        CodecUnsupportedError: its pictures are to be passed on, and cannot be.
    """
    if options.coded == "copy" or (options.coded == "fit" and may_be_passed_on(spec.path)):
        return open_coded_file(spec.path, options, clock)
    return FileSource(spec, options, clock)


class FileSource:
    """The pictures and the sound of one file; a frame's capture time is when it is due."""

    def __init__(self, spec: FileSpec, options: CaptureOptions, clock: Clock) -> None:
        self._spec = spec
        self._options = options
        self._clock = clock
        self._pace = Pace(clock)
        self._decoding = threading.Lock()
        self._media = Media(spec.path)
        try:
            self._waiting = deque(self._first_frames())
            self._shaper = self._announce_picture()
        except BaseException:
            self._media.close()
            raise
        self._fps = min(options.fps or MAX_FPS, self._media.fps, MAX_FPS)
        self._formats: list[VideoFormat | AudioFormat] = []
        if self._shaper is not None:
            self._formats.append(VideoFormat(self._shaper.width, self._shaper.height, self._fps, "file"))
        if self._media.audio is not None:
            self._formats.append(AudioFormat(SAMPLE_RATE, min(self._media.audio.channels, 2), "sound"))
        self._resampler = Resampler(min(self._media.audio.channels, 2) if self._media.audio is not None else 1)
        self._sequences = [0] * len(self._formats)
        self._start: Micros | None = None
        self._round = Micros(0)
        """Where the present round of a looped file begins."""
        self._thinning = Thinning(options.fps)

    @property
    def formats(self) -> Sequence[VideoFormat | AudioFormat]:
        return self._formats

    def read(self) -> VideoFrame | AudioFrame:
        while True:
            with self._decoding:
                decoded = self._next()
            if decoded is None:
                raise EndOfSource
            pts, frame = decoded
            if self._start is None:
                self._start = Micros(self._clock.now() - pts)
            if not self._pace.wait_until(Micros(self._start + pts)):
                raise EndOfSource
            late = Micros(self._clock.now() - self._start - pts)
            if late > _LOST:
                self._start = Micros(self._start + late)
            if isinstance(frame, av.AudioFrame):
                if (sound := self._sound(frame, pts)) is not None:
                    return sound
            elif self._shaper is not None and late <= _LATE and self._thinning.wanted(pts):
                return self._picture(frame, pts, self._shaper)

    def close(self) -> None:
        self._pace.close()
        with self._decoding:
            self._media.close()

    def _next(self) -> Decoded | None:
        """The next frame, its time counted on through all rounds; None at the end."""
        if self._pace.closed:
            return None
        decoded = self._waiting.popleft() if self._waiting else self._media.next()
        if decoded is None and self._options.loop:
            self._round = Micros(self._round + self._media.end)
            self._media.close()
            self._media = Media(self._spec.path)
            decoded = self._media.next()
        return decoded and (Micros(self._round + decoded[0]), decoded[1])

    def _first_frames(self) -> Iterator[Decoded]:
        """Frames up to the first picture: only it tells how pictures are turned."""
        for _ in range(_MOST_BEFORE_PICTURE):
            decoded = self._media.next()
            if decoded is None:
                return
            yield decoded
            if self._media.video is None or isinstance(decoded[1], av.VideoFrame):
                return

    def _announce_picture(self) -> Shaper | None:
        first = next((frame for _, frame in self._waiting if isinstance(frame, av.VideoFrame)), None)
        if first is None or self._media.video is None:
            return None
        aspect = float(self._media.video.sample_aspect_ratio or 1)
        return Shaper.of(first, aspect, self._options.size)

    def _picture(self, frame: av.VideoFrame, pts: Micros, shaper: Shaper) -> VideoFrame:
        image, pixels = shaper.shape(frame)
        return VideoFrame(image, pixels, shaper.width, shaper.height, self._count(0), pts, self._due(pts), stream=0)

    def _sound(self, frame: av.AudioFrame, pts: Micros) -> AudioFrame | None:
        """A frame's samples as they are sent; None where the resampler keeps them all for now."""
        samples = self._resampler.resample(frame)
        if not len(samples):
            return None
        stream = len(self._formats) - 1
        return AudioFrame(samples, SAMPLE_RATE, self._count(stream), pts, self._due(pts), stream=stream)

    def _due(self, pts: Micros) -> Micros:
        return Micros((self._start or 0) + pts)

    def _count(self, stream: int) -> int:
        number = self._sequences[stream]
        self._sequences[stream] += 1
        return number
