"""What is received over one connection, as what is sent on: samples that are passed on, or pictures, and sound."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from footlight.capture.resample import SAMPLE_RATE
from footlight.capture.source import CaptureOptions, StreamFormat
from footlight.capture.stream.connection import Arrival, Connection
from footlight.capture.stream.decoding import PictureDecoder, SoundDecoder, Times, decoded_fps
from footlight.capture.stream.inputs import Input
from footlight.capture.stream.leeway import Leeway
from footlight.capture.stream.passage import open_passage
from footlight.capture.stream.passed import Passage, Traits, UnfitError
from footlight.capture.stream.stamps import Stamps
from footlight.capture.stream.streams import PictureStream
from footlight.errors import CodecUnsupportedError, SourceStalledError
from footlight.model.clock import Clock
from footlight.model.coded import CodedSample
from footlight.model.frame import AudioFrame, VideoFormat, VideoFrame
from footlight.model.units import Micros, micros_from_seconds

if TYPE_CHECKING:  # generic for the type checker only
    from av.packet import Packet
    from av.stream import Stream

SILENCE_SECONDS: Final = 15.0
"""Without a packet for so long a source is taken for stalled; pieces of an HLS stream may be ten seconds apart."""
_JUDGED_WITHIN: Final = micros_from_seconds(6)
"""Of the stream's own time: what has begun no group until then is decoded."""
_FIRST_WITHIN: Final = micros_from_seconds(15)
"""For a first picture that can be decoded."""
_MOST_JUDGED: Final = 64 * 1024 * 1024
_LATE: Final = micros_from_seconds(1)
"""Pictures that wait longer to be decoded are left out up to the next keyframe: this machine is too slow for all."""
_MOST_EARLIER: Final = micros_from_seconds(10)
PICTURE: Final = 0

Frame = CodedSample | VideoFrame | AudioFrame
"""Something to send, not before it was captured: what came ahead of its time is held back."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which streams are read: a source that is opened again gives what it gave at first."""

    picture: bool = True
    sound: bool = True


class Reception:
    """Reads one open connection; belongs to one thread."""

    def __init__(
        self,
        connection: Connection,
        input: Input,
        options: CaptureOptions,
        clock: Clock,
        stamps: Stamps,
        leeway: Leeway,
        wanted: Wanted,
        numbers: Sequence[Iterator[int]],
    ) -> None:
        """Look at the first packets, and decide whether pictures are passed on; ``numbers`` of each stream's frames.

        Raises:
            CodecUnsupportedError: they must be passed on, and cannot be.
            SourceStalledError: nothing comes, or nothing that can be decoded.
            FootlightError: the connection broke.
        """
        self._connection = connection
        self._shown = input.shown
        self._name = input.name
        self._silence = None if input.patient else SILENCE_SECONDS
        self._options = options
        self._clock = clock
        self._stamps = stamps
        self._leeway = leeway
        self._held: deque[Arrival] = deque()
        self._ready: deque[Frame] = deque()
        self._numbers = numbers
        self._skipping = False
        self._video = connection.video if wanted.picture else None
        self._audio = connection.audio if wanted.sound else None
        self._due = Micros(0)
        self._passage = self._judge(self._video) if self._video is not None else None
        self._pictures: PictureDecoder | None = None
        self._sound: SoundDecoder | None = None
        self.unfit = ""
        """Why pictures are not passed on any more, once they are not."""
        self.formats: list[StreamFormat] = []
        """What it gives, pictures first."""
        if self._audio is not None:
            self._sound = SoundDecoder(self._audio, input.shown)
        if self._video is not None:
            self.formats.append(self._first_format(self._video))
        if self._sound is not None:
            self.formats.append(self._sound.format)

    def next(self) -> Frame | None:
        """The next thing to send; None at the end.

        Raises:
            CodecUnsupportedError: pictures must be passed on, and cannot be any more.
            SourceStalledError: nothing comes, or nothing that can be decoded.
            FootlightError: the connection broke.
        """
        while not self._ready:
            arrival = self._held.popleft() if self._held else self._connection.next(self._silence)
            if arrival is None:
                return self._last()
            self._ready.extend(self._take(arrival))
        return self._ready.popleft()

    def _last(self) -> Frame | None:
        """What the decoder held back at the end; None after that."""
        pictures, self._pictures = self._pictures, None
        if pictures is not None:
            self._ready.extend(self._decoded(pictures, None, (Micros(0), Micros(0))))
        return self._ready.popleft() if self._ready else None

    def _judge(self, video: PictureStream) -> Passage | None:
        """How pictures are passed on; None where they are to be decoded. What is looked at is kept."""
        if self._options.coded == "decode":
            return None
        times = Stamps()
        size = 0
        try:
            trial = open_passage(video.traits, everything=self._options.coded == "copy")
            if video.aspect != 1 and self._options.coded == "fit":
                raise UnfitError("its pixels are not square")
            while not trial.sure:
                arrival = self._connection.next(self._silence)
                if arrival is None:
                    raise UnfitError("it ends before a group of pictures does")
                self._held.append(arrival)
                size += arrival.packet.size
                if arrival.packet.stream_index != video.index:
                    continue
                stamped = _stamped(arrival, times, video.tick)
                trial.take(bytes(arrival.packet), arrival.packet.is_keyframe, *stamped)
                if stamped[1] > _JUDGED_WITHIN or size > _MOST_JUDGED:
                    raise UnfitError("no group of pictures begins for 6 s")
            return open_passage(video.traits, everything=self._options.coded == "copy")
        except UnfitError as unfit:
            self._refuse(unfit)
            return None
        finally:
            _spread(self._held)

    def _refuse(self, unfit: UnfitError) -> None:
        if self._options.coded == "copy":
            raise CodecUnsupportedError(
                f"{self._shown} cannot be passed on: {unfit}: leave --codec copy out to code it again"
            ) from unfit

    def _first_format(self, video: PictureStream) -> StreamFormat:
        """What is announced: by the first picture, since what containers say of it is often wrong."""
        if self._passage is None:
            self._pictures = PictureDecoder(video, self._options, self._shown)
        began = self._clock.now()
        while (first := self._first_picture()) is None:
            arrival = self._held.popleft() if self._held else self._connection.next(self._silence)
            if arrival is not None:
                self._ready.extend(self._take(arrival))
            elif (last := self._last()) is not None:
                self._ready.appendleft(last)
            if self._first_picture() is None and (arrival is None or self._clock.now() - began > _FIRST_WITHIN):
                raise SourceStalledError(f"{self._shown} sends no picture that can be decoded")
        if isinstance(first, CodedSample):
            return first.format
        return VideoFormat(first.width, first.height, decoded_fps(video, self._options), self._name)

    def _first_picture(self) -> CodedSample | VideoFrame | None:
        return next((frame for frame in self._ready if not isinstance(frame, AudioFrame)), None)

    def _take(self, arrival: Arrival) -> Iterator[Frame]:
        packet = arrival.packet
        if self._video is not None and packet.stream_index == self._video.index:
            times = _stamped(arrival, self._stamps, self._video.tick)
            self._due = self._leeway.due(times[1], arrival.at)
            yield from self._take_picture(packet, self._video, times)
        elif self._audio is not None and self._sound is not None and packet.stream_index == self._audio.index:
            times = _stamped(arrival, self._stamps, self._audio.tick)
            self._due = due = self._leeway.due(times[1], arrival.at)
            stream = 1 if self._video is not None else 0
            for began, samples in self._sound.decode(packet, times):
                yield AudioFrame(samples, SAMPLE_RATE, next(self._numbers[stream]), began, due, stream=stream)

    def _take_picture(self, packet: "Packet[Stream]", video: PictureStream, times: Times) -> Iterator[Frame]:
        due = self._due
        if self._passage is not None and packet.has_sidedata("new_extradata"):
            extradata = bytes(packet.get_sidedata("new_extradata"))
            self._reopen_passage(replace(video.traits, extradata=extradata), video)
        if self._passage is not None:
            try:
                passed = self._passage.take(bytes(packet), packet.is_keyframe, *times)
            except UnfitError as unfit:
                self._decode_from_now_on(unfit, video)
            else:
                if passed is not None:
                    number, duration = next(self._numbers[PICTURE]), _duration(packet, video.tick)
                    yield CodedSample(
                        passed.format, passed.sample, passed.keyframe, number, *times, duration, due, PICTURE
                    )
                return
        self._skipping = not packet.is_keyframe and (self._skipping or self._clock.now() - due > _LATE)
        if self._pictures is not None and not self._skipping:
            yield from self._decoded(self._pictures, packet, times)

    def _decoded(self, pictures: PictureDecoder, packet: "Packet[Stream] | None", times: Times) -> Iterator[Frame]:
        for frame in pictures.decode(packet, times):
            yield replace(frame, sequence=next(self._numbers[PICTURE]), captured_at=self._due, stream=PICTURE)

    def _reopen_passage(self, traits: Traits, video: PictureStream) -> None:
        try:
            self._passage = open_passage(traits, everything=self._options.coded == "copy")
        except UnfitError as unfit:
            self._decode_from_now_on(unfit, video)

    def _decode_from_now_on(self, unfit: UnfitError, video: PictureStream) -> None:
        """The decoder begins in the middle of a group: it shows nothing until it can."""
        self._refuse(unfit)
        self._passage, self.unfit = None, str(unfit)
        self._pictures = PictureDecoder(video, self._options, self._shown)


def _stamped(arrival: Arrival, stamps: Stamps, tick: Fraction) -> Times:
    packet = arrival.packet
    pts, dts = (None if time is None else _micros(time, tick) for time in (packet.pts, packet.dts))
    return stamps.stamp(packet.stream_index, pts, dts, _duration(packet, tick), arrival.at)


def _duration(packet: "Packet[Stream]", tick: Fraction) -> Micros:
    return _micros(packet.duration or 0, tick)


def _micros(ticks: int, tick: Fraction) -> Micros:
    return Micros((ticks * tick.numerator * 2_000_000 + tick.denominator) // (tick.denominator * 2))


def _spread(held: deque[Arrival]) -> None:
    """Packets that FFmpeg gathered while it looked at the stream all came at once: tell when they came to it."""
    if not held:
        return
    newest = {arrival.packet.stream_index: arrival for arrival in held}
    for index, arrival in enumerate(held):
        last = newest[arrival.packet.stream_index]
        if arrival.packet.dts is None or last.packet.dts is None:
            continue
        earlier = _micros(last.packet.dts - arrival.packet.dts, arrival.packet.time_base)
        if 0 < earlier <= _MOST_EARLIER:
            held[index] = Arrival(arrival.packet, min(arrival.at, Micros(last.at - earlier)))
