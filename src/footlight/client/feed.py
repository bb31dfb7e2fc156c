"""One open source and the lanes of its streams, driven by the thread that captures."""

import threading
from collections.abc import Sequence

from footlight.capture.source import EndOfSource, Source
from footlight.client.audiolane import SoundInput
from footlight.client.codedlane import CodedLane
from footlight.client.keyframes import KeyframeSchedule
from footlight.client.lane import CodingOptions, LaneOutput
from footlight.client.sound import SoundDesk, SoundOptions, unused
from footlight.client.timeline import Timeline
from footlight.client.videolane import VideoLane
from footlight.errors import FootlightError, LimitReachedError
from footlight.model.clock import Clock
from footlight.model.coded import CodedFormat, CodedSample
from footlight.model.frame import AudioFormat, AudioFrame, VideoFormat, VideoFrame
from footlight.model.units import Micros

MAX_TRACKS = 256

Lane = VideoLane | SoundInput | CodedLane


class SourceFeed:
    """Reads a source in a thread of its own, and hands each frame to its stream's lane."""

    def __init__(self, source: Source, lanes: Sequence[Lane]) -> None:
        self._source = source
        self.lanes = tuple(lanes)
        """In the order of the source's formats."""
        self._thread: threading.Thread | None = None

    def start(self, timeline: Timeline, output: LaneOutput) -> None:
        """Begin to read."""
        for lane in self.lanes:
            if isinstance(lane, VideoLane):
                lane.start(output)
        self._thread = threading.Thread(
            target=self._run, args=(timeline, output), name=f"footlight-capture-{self.lanes[0].track.name}", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop reading, finish what is at hand, and free the device; may be called again."""
        self._source.close()
        if self._thread is not None:
            self._thread.join()
        for lane in self.lanes:
            lane.close()

    def _run(self, timeline: Timeline, output: LaneOutput) -> None:
        shift: Micros | None = None
        try:
            while True:
                frame = self._source.read()
                if shift is None:
                    shift = self._shift(frame, timeline)
                self._hand_over(frame, shift, output)
        except EndOfSource:
            output.ended(None)
        except FootlightError as error:
            self._failed(error, output)
        for lane in self._sounds:
            lane.leave()

    @property
    def _sounds(self) -> list[SoundInput]:
        return [lane for lane in self.lanes if isinstance(lane, SoundInput)]

    def _shift(self, frame: VideoFrame | AudioFrame | CodedSample, timeline: Timeline) -> Micros:
        shift = timeline.shift(frame.captured_at, frame.pts)
        if any(isinstance(lane, CodedLane) for lane in self.lanes):
            # Nothing after its first keyframe could be seen without it: it begins at zero instead.
            return Micros(max(shift, -frame.pts))
        return shift

    def _failed(self, error: FootlightError, output: LaneOutput) -> None:
        """A source whose sound is one of several in a mix is missed; without any other the broadcast is over."""
        others = [lane.leave() for lane in self._sounds]
        if len(others) == len(self.lanes) and all(others):
            output.silent(self._sounds[0].source, error)
            output.ended(None)
        else:
            output.ended(error)

    def _hand_over(self, frame: VideoFrame | AudioFrame | CodedSample, shift: Micros, output: LaneOutput) -> None:
        lane = self.lanes[frame.stream]
        if isinstance(lane, VideoLane) and isinstance(frame, VideoFrame):
            if frame.pts + shift >= 0:
                lane.offer(frame, shift)
        elif isinstance(lane, SoundInput) and isinstance(frame, AudioFrame):
            lane.code(frame, shift, output)
        elif isinstance(lane, CodedLane) and isinstance(frame, CodedSample):
            lane.pass_on(frame, shift, output)


def open_feeds(
    sources: Sequence[Source], coding: CodingOptions, keyframes: KeyframeSchedule, sound: SoundOptions, clock: Clock
) -> list[SourceFeed]:
    """A lane for every stream of every source, named and numbered: the first picture track is the main one.

    One picture track is called ``main``, several after what they show; sound is ``sound``, or in tracks of its
    own ``mic``, ``system``, ``sound``.

    Raises:
        LimitReachedError: more streams than a broadcast can have tracks.
        OptionInvalidError: a gain for a sound that is not there, or that cannot be.
        FootlightError: an encoder cannot be opened for a stream's format.
    """
    formats = [format for source in sources for format in source.formats]
    if len(formats) > MAX_TRACKS:
        raise LimitReachedError(f"{len(formats)} streams are too many: a broadcast has at most {MAX_TRACKS} tracks")
    alone = sum(not isinstance(format, AudioFormat) for format in formats) == 1
    desk = SoundDesk(sources, sound, clock)
    names: set[str] = set()
    feeds = []
    number = 0
    for source in sources:
        lanes: list[Lane] = []
        for format in source.formats:
            if isinstance(format, AudioFormat):
                lanes.append(desk.open(number, names))
            else:
                name = unused("main" if alone else format.name, names)
                lanes.append(_open_lane(number, name, format, coding, keyframes))
            number = max(number, lanes[-1].track.id + 1)
        feeds.append(SourceFeed(source, lanes))
    return feeds


def _open_lane(
    id: int, name: str, format: VideoFormat | CodedFormat, coding: CodingOptions, keyframes: KeyframeSchedule
) -> Lane:
    match format:
        case CodedFormat():
            return CodedLane(id, name, format)
        case VideoFormat():
            return VideoLane(id, name, format, coding, keyframes)
