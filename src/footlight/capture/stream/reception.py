"""What is received over one connection, as what is sent on: samples that are passed on, or pictures, and sound."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from footlight.capture.resample import SAMPLE_RATE
from footlight.capture.source import CaptureOptions, StreamFormat
from footlight.capture.stream.connection import Arrival, Connection
from footlight.capture.stream.decoding import PictureDecoder, SoundDecoder, sound_format
from footlight.capture.stream.leeway import Leeway
from footlight.capture.stream.passage import Passage, Traits, UnfitError, open_passage
from footlight.capture.stream.stamps import Stamps
from footlight.errors import CodecUnsupportedError, SourceStalledError
from footlight.model.clock import Clock
from footlight.model.coded import CodedSample
from footlight.model.frame import AudioFrame, VideoFrame
from footlight.model.units import Micros, micros_from_seconds

if TYPE_CHECKING:  # generic for the type checker only
    from av.packet import Packet
    from av.stream import Stream
    from av.video.stream import VideoStream

SILENCE_SECONDS: Final = 15.0
"""Without a packet for so long a source is taken for stalled; pieces of an HLS stream may be ten seconds apart."""
_JUDGED_WITHIN: Final = micros_from_seconds(6)
"""Of the stream's own time: what has begun no group until then is decoded."""
_MOST_JUDGED: Final = 64 * 1024 * 1024
_LATE: Final = micros_from_seconds(1)
"""Pictures that wait longer to be decoded are left out up to the next keyframe: this machine is too slow for all."""
_MOST_EARLIER: Final = micros_from_seconds(10)
PICTURE: Final = 0

Frame = CodedSample | VideoFrame | AudioFrame


@dataclass(frozen=True, slots=True)
class Ready:
    """Something to send, not before it is due."""

    due: Micros
    frame: Frame


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
        shown: str,
        name: str,
        options: CaptureOptions,
        clock: Clock,
        stamps: Stamps,
        leeway: Leeway,
        wanted: Wanted,
    ) -> None:
        """Look at the first packets, and decide whether pictures are passed on.

        Raises:
            CodecUnsupportedError: they must be passed on, and cannot be.
            SourceStalledError: nothing comes, or nothing that can be decoded.
            FootlightError: the connection broke.
        """
        self._connection = connection
        self._shown = shown
        self._name = name
        self._options = options
        self._clock = clock
        self._stamps = stamps
        self._leeway = leeway
        self._held: deque[Arrival] = deque()
        self._ready: deque[Ready] = deque()
        self._skipping = False
        self._video = connection.video if wanted.picture else None
        audio = connection.audio if wanted.sound else None
        self._sound_index = 1 if self._video is not None else 0
        self._audio_index = audio.index if audio is not None else -1
        self._passage = self._judge(self._video) if self._video is not None else None
        self._pictures: PictureDecoder | None = None
        self._sound: SoundDecoder | None = None
        self.unfit = ""
        """Why pictures are not passed on any more, once they are not."""
        self.formats: list[StreamFormat] = []
        """What it gives, pictures first."""
        if audio is not None:
            self._sound = SoundDecoder(audio, sound_format(audio).channels, shown)
        if self._video is not None:
            self.formats.append(self._first_format(self._video))
        if audio is not None:
            self.formats.append(sound_format(audio))

    def next(self) -> Ready | None:
        """The next thing to send; None at the end.

        Raises:
            CodecUnsupportedError: pictures must be passed on, and cannot be any more.
            SourceStalledError: nothing comes, or nothing that can be decoded.
            FootlightError: the connection broke.
        """
        while not self._ready:
            arrival = self._held.popleft() if self._held else self._connection.next(SILENCE_SECONDS)
            if arrival is None:
                return None
            self._ready.extend(self._take(arrival))
        return self._ready.popleft()

    def _judge(self, video: "VideoStream") -> Passage | None:
        """How pictures are passed on; None where they are to be decoded. What is looked at is kept."""
        if self._options.coded == "decode":
            return None
        traits = _traits(video, self._name)
        times = Stamps()
        size = 0
        try:
            trial = open_passage(traits, any_chroma=self._options.coded == "copy")
            if video.sample_aspect_ratio not in (None, 0, 1) and self._options.coded == "fit":
                raise UnfitError("its pixels are not square")
            while not trial.sure:
                arrival = self._connection.next(SILENCE_SECONDS)
                if arrival is None:
                    raise UnfitError("it ends before a group of pictures does")
                self._held.append(arrival)
                size += arrival.packet.size
                if arrival.packet.stream_index != video.index:
                    continue
                pts, dts = _stamped(arrival, times)
                trial.take(bytes(arrival.packet), arrival.packet.is_keyframe, pts, dts)
                if dts > _JUDGED_WITHIN or size > _MOST_JUDGED:
                    raise UnfitError("no group of pictures begins for 6 s")
            return open_passage(traits, any_chroma=self._options.coded == "copy")
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

    def _first_format(self, video: "VideoStream") -> StreamFormat:
        """What is announced: by the first picture, since what containers say of it is often wrong."""
        if self._passage is None:
            self._pictures = PictureDecoder(video, self._options, self._shown)
        began = self._clock.now()
        while (first := self._first_picture()) is None:
            arrival = self._held.popleft() if self._held else self._connection.next(SILENCE_SECONDS)
            if arrival is None or self._clock.now() - began > SILENCE_SECONDS * 1_000_000:
                raise SourceStalledError(f"{self._shown} sends no picture that can be decoded")
            self._ready.extend(self._take(arrival))
        if isinstance(first, CodedSample):
            return first.format
        assert self._pictures is not None  # noqa: S101 - it made the picture
        return self._pictures.format(first, self._name)

    def _first_picture(self) -> CodedSample | VideoFrame | None:
        return next((ready.frame for ready in self._ready if not isinstance(ready.frame, AudioFrame)), None)

    def _take(self, arrival: Arrival) -> Iterator[Ready]:
        packet = arrival.packet
        if self._video is not None and packet.stream_index == self._video.index:
            pts, dts = _stamped(arrival, self._stamps)
            due = self._leeway.due(dts, arrival.at)
            yield from self._take_picture(packet, self._video, pts, dts, due)
        elif self._sound is not None and packet.stream_index == self._audio_index:
            pts, dts = _stamped(arrival, self._stamps)
            due = self._leeway.due(dts, arrival.at)
            for began, samples in self._sound.decode(packet, pts, dts):
                yield Ready(due, AudioFrame(samples, SAMPLE_RATE, 0, began, due, stream=self._sound_index))

    def _take_picture(
        self, packet: "Packet[Stream]", video: "VideoStream", pts: Micros, dts: Micros, due: Micros
    ) -> Iterator[Ready]:
        if self._passage is not None and packet.has_sidedata("new_extradata"):
            extradata = bytes(packet.get_sidedata("new_extradata"))
            self._reopen_passage(replace(_traits(video, self._name), extradata=extradata))
        if self._passage is not None:
            try:
                passed = self._passage.take(bytes(packet), packet.is_keyframe, pts, dts)
            except UnfitError as unfit:
                self._decode_from_now_on(unfit, video)
            else:
                if passed is not None:
                    sample = CodedSample(
                        passed.format, passed.sample, passed.keyframe, 0, pts, dts, _duration(packet), due, PICTURE
                    )
                    yield Ready(due, sample)
                return
        self._skipping = not packet.is_keyframe and (self._skipping or self._clock.now() - due > _LATE)
        if self._pictures is not None and not self._skipping:
            for frame in self._pictures.decode(packet, pts, dts):
                yield Ready(due, replace(frame, captured_at=due, stream=PICTURE))

    def _reopen_passage(self, traits: Traits) -> None:
        try:
            self._passage = open_passage(traits, any_chroma=self._options.coded == "copy")
        except UnfitError as unfit:
            if self._video is not None:
                self._decode_from_now_on(unfit, self._video)

    def _decode_from_now_on(self, unfit: UnfitError, video: "VideoStream") -> None:
        """The decoder begins in the middle of a group: it shows nothing until it can."""
        self._refuse(unfit)
        self._passage, self.unfit = None, str(unfit)
        self._pictures = PictureDecoder(video, self._options, self._shown)


def _traits(video: "VideoStream", name: str) -> Traits:
    context = video.codec_context
    rate = video.average_rate or video.guessed_rate or 25
    return Traits(
        context.name, bytes(context.extradata or b""), context.width, context.height, float(rate), name,
        context.bit_rate or 0,
    )  # fmt: skip


def _stamped(arrival: Arrival, stamps: Stamps) -> tuple[Micros, Micros]:
    packet = arrival.packet
    pts, dts = (None if time is None else _micros(time, packet) for time in (packet.pts, packet.dts))
    return stamps.stamp(packet.stream_index, pts, dts, _duration(packet), arrival.at)


def _duration(packet: "Packet[Stream]") -> Micros:
    return _micros(packet.duration or 0, packet)


def _micros(ticks: int, packet: "Packet[Stream]") -> Micros:
    return Micros(round(ticks * packet.time_base * 1_000_000))


def _spread(held: deque[Arrival]) -> None:
    """Packets that FFmpeg gathered while it looked at the stream all came at once: tell when they came to it."""
    if not held:
        return
    newest = {arrival.packet.stream_index: arrival for arrival in held}
    for index, arrival in enumerate(held):
        last = newest[arrival.packet.stream_index]
        if arrival.packet.dts is None or last.packet.dts is None:
            continue
        earlier = _micros(last.packet.dts - arrival.packet.dts, arrival.packet)
        if 0 < earlier <= _MOST_EARLIER:
            held[index] = Arrival(arrival.packet, min(arrival.at, Micros(last.at - earlier)))
