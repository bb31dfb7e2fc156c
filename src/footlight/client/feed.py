"""One open source and the lanes of its streams, driven by the thread that captures."""

import threading
from collections.abc import Sequence

from footlight.capture.source import EndOfSource, Source, StreamFormat
from footlight.client.audiolane import AudioLane
from footlight.client.codedlane import CodedLane
from footlight.client.keyframes import KeyframeSchedule
from footlight.client.lane import CodingOptions, LaneOutput
from footlight.client.timeline import Timeline
from footlight.client.videolane import VideoLane
from footlight.errors import FootlightError, LimitReachedError
from footlight.model.coded import CodedFormat, CodedSample
from footlight.model.frame import AudioFormat, AudioFrame, VideoFormat, VideoFrame
from footlight.model.units import Micros

MAX_TRACKS = 256

Lane = VideoLane | AudioLane | CodedLane


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
                    shift = timeline.shift(frame.captured_at, frame.pts)
                self._hand_over(frame, shift, output)
        except EndOfSource:
            output.ended(None)
        except FootlightError as error:
            output.ended(error)

    def _hand_over(self, frame: VideoFrame | AudioFrame | CodedSample, shift: Micros, output: LaneOutput) -> None:
        lane = self.lanes[frame.stream]
        if isinstance(lane, VideoLane) and isinstance(frame, VideoFrame):
            lane.offer(frame, shift)
        elif isinstance(lane, AudioLane) and isinstance(frame, AudioFrame):
            lane.code(frame, shift, output)
        elif isinstance(lane, CodedLane) and isinstance(frame, CodedSample):
            lane.pass_on(frame, shift, output)


def open_feeds(sources: Sequence[Source], coding: CodingOptions, keyframes: KeyframeSchedule) -> list[SourceFeed]:
    """A lane for every stream of every source, named and numbered: the first picture track is the main one.

    One picture track is called ``main``, several after what they show; sound is ``sound``, ``sound-2``.

    Raises:
        LimitReachedError: more streams than a broadcast can have tracks.
        FootlightError: an encoder cannot be opened for a stream's format.
    """
    formats = [format for source in sources for format in source.formats]
    if len(formats) > MAX_TRACKS:
        raise LimitReachedError(f"{len(formats)} streams are too many: a broadcast has at most {MAX_TRACKS} tracks")
    alone = sum(not isinstance(format, AudioFormat) for format in formats) == 1
    names: set[str] = set()
    feeds = []
    number = 0
    for source in sources:
        lanes: list[Lane] = []
        for format in source.formats:
            kind = "sound" if isinstance(format, AudioFormat) else "main" if alone else format.name
            lanes.append(_open_lane(number, _unused(kind, names), format, coding, keyframes))
            number += 1
        feeds.append(SourceFeed(source, lanes))
    return feeds


def _open_lane(id: int, name: str, format: StreamFormat, coding: CodingOptions, keyframes: KeyframeSchedule) -> Lane:
    match format:
        case AudioFormat():
            return AudioLane(id, name, format)
        case CodedFormat():
            return CodedLane(id, name, format)
        case VideoFormat():
            return VideoLane(id, name, format, coding, keyframes)


def _unused(wanted: str, names: set[str]) -> str:
    name, number = wanted, 1
    while name in names:
        number += 1
        name = f"{wanted}-{number}"
    names.add(name)
    return name
