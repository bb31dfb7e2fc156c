"""A media file as decoded frames: its first moving picture stream and its first sound stream, in order of time."""

from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

import av
from av.stream import Disposition
from av.video.stream import VideoStream

from footlight.capture.stream.inputs import FileInput
from footlight.errors import MediaInvalidError
from footlight.model.units import Micros, micros_from_seconds

if TYPE_CHECKING:  # generic for the type checker only
    from av.audio.stream import AudioStream
    from av.packet import Packet
    from av.stream import Stream

_TEXT_FORMATS: Final = frozenset({"tty", "bin", "idf", "xbin", "adf"})
"""As which FFmpeg draws text files; nobody who names a text file means that."""
_MAX_HELD: Final = 32 * 1024 * 1024
"""Coded bytes of one stream held for the other's sake; a file that is interleaved worse runs out of order."""
_MAX_BROKEN: Final = 250
"""Packets in a row that cannot be decoded before a file is given up."""
_MAX_JUMP: Final = Micros(10_000_000)
"""A longer silence is damage, or a joint in a recording: the file goes on without waiting for it."""
_DEFAULT_FPS: Final = Fraction(25)

Decoded = tuple[Micros, av.VideoFrame | av.AudioFrame]
"""A frame with its time."""


class _Lane:
    """One stream: packets that were read and not decoded yet, and what came of the last one decoded."""

    def __init__(self, stream: "VideoStream | AudioStream", frame_seconds: float) -> None:
        self.packets: deque[Packet[Stream]] = deque()
        self.held = 0
        self.frames: deque[Decoded] = deque()
        self.end = Micros(0)
        self._frame_seconds = frame_seconds
        self.index = stream.index

    def append(self, packet: "Packet[Stream]") -> None:
        self.packets.append(packet)
        self.held += packet.size

    def decode(self) -> None:
        """Decode the next packet.

        Raises:
            av.FFmpegError: it is broken; the ones after it may not be.
        """
        packet = self.packets.popleft()
        self.held -= packet.size
        for frame in packet.decode():
            if not isinstance(frame, av.VideoFrame | av.AudioFrame):
                continue
            # A frame without a time begins where the one before it ended.
            pts = self.end if frame.time is None else micros_from_seconds(frame.time)
            length = self._frame_seconds
            if isinstance(frame, av.AudioFrame):
                length = frame.samples / frame.sample_rate
            self.end = Micros(pts + micros_from_seconds(length))
            self.frames.append((pts, frame))


class Media:
    """An open file; read once from its beginning to its end, by one thread."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            SourceNotFoundError: the file is gone, or may not be read.
            MediaInvalidError: there is no picture and no sound in it.
        """
        self._path = path
        self._container = FileInput(path).open()
        self.video = next((stream for stream in self._container.streams.video if _moves(stream)), None)
        self.audio = next(iter(self._container.streams.audio), None)
        streams = [stream for stream in (self.video, self.audio) if stream is not None]
        if self._container.format.name in _TEXT_FORMATS or not streams:
            self._container.close()
            raise MediaInvalidError(f"{path.name!r} is no video and no sound that can be played")
        if self.video is not None:
            self.video.thread_type = "AUTO"
        self._lanes = {stream.index: _Lane(stream, 1 / self.fps) for stream in streams}
        self._packets: Iterator[Packet[Stream]] = self._container.demux(streams)
        self._at_end = False
        self._broken = 0
        self._zero: Micros | None = None
        """The file's time of what is told as 0."""
        self._last = Micros(0)

    @property
    def fps(self) -> float:
        """Pictures a second, on average."""
        rate = self.video and (self.video.average_rate or self.video.guessed_rate)
        return float(rate or _DEFAULT_FPS)

    @property
    def end(self) -> Micros:
        """When the last frame taken so far ends, from the file's first frame on."""
        end = max(lane.end for lane in self._lanes.values()) - (self._zero or 0)
        return Micros(max(self._last + 1, min(end, self._last + _MAX_JUMP)))

    def next(self) -> Decoded | None:
        """The earliest frame not taken yet, with its time from the file's first frame on; None at the end.

        Raises:
            MediaInvalidError: the file is damaged beyond what can be skipped.
        """
        ready = [lane for lane in self._lanes.values() if self._ahead(lane)]
        if not ready:
            if self._zero is None:
                raise self._invalid()
            return None
        # What holds too much back goes first, whatever time it says.
        lane = min(ready, key=lambda lane: (lane.held <= _MAX_HELD, lane.frames[0][0]))
        pts, frame = lane.frames.popleft()
        if self._zero is None:
            self._zero = pts
        if abs(pts - self._zero - self._last) > _MAX_JUMP:
            self._zero = Micros(pts - self._last)
        self._last = Micros(max(0, pts - self._zero))
        return self._last, frame

    def close(self) -> None:
        """Close the file; not while another thread reads it."""
        self._container.close()

    def _ahead(self, lane: _Lane) -> bool:
        """Read and decode until ``lane`` has a frame; False where it has none any more, or none near by."""
        while not lane.frames:
            if lane.packets:
                self._decode(lane)
            elif self._at_end or any(other.held > _MAX_HELD for other in self._lanes.values()):
                return False
            else:
                self._read()
        return True

    def _decode(self, lane: _Lane) -> None:
        try:
            lane.decode()
            self._broken = 0
        except av.FFmpegError as error:
            self._broken += 1
            if self._broken > _MAX_BROKEN:
                raise self._invalid() from error

    def _read(self) -> None:
        try:
            packet = next(self._packets, None)
        except av.FFmpegError:
            packet = None  # the file is cut off here: what was before it is played
        if packet is None:
            self._at_end = True
        else:
            self._lanes[packet.stream_index].append(packet)

    def _invalid(self) -> MediaInvalidError:
        return MediaInvalidError(f"{self._path.name!r} cannot be decoded: it is damaged, or cut off")


def _moves(stream: VideoStream) -> bool:
    """Whether it is more than the cover of a song."""
    return not stream.disposition & (Disposition.attached_pic | Disposition.timed_thumbnails)
