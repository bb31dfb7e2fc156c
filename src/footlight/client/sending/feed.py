"""One open source and the lanes of its streams, driven by the thread that captures."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from footlight.capture.source import EndOfSource, KeepsNewest, Source
from footlight.client.sending.audiolane import SoundInput
from footlight.client.sending.codedlane import CodedLane
from footlight.client.sending.keyframes import KeyframeSchedule
from footlight.client.sending.lane import CodingOptions, LaneOutput
from footlight.client.sending.picturelanes import PictureLanes
from footlight.client.sending.sound import SoundDesk, SoundOptions, unused
from footlight.client.sending.timeline import Timeline
from footlight.client.sending.videolane import VideoLane
from footlight.errors import FootlightError, LimitReachedError
from footlight.model.clock import Clock
from footlight.model.coded import CodedSample
from footlight.model.frame import AudioFormat, AudioFrame, VideoFrame
from footlight.model.units import Micros

MAX_TRACKS = 256

Lane = VideoLane | SoundInput | CodedLane


class SourceFeed:
    """Reads a source in a thread of its own, and hands each frame to its stream's lane."""

    def __init__(self, source: Source, lanes: Sequence[Lane], pictures: PictureLanes) -> None:
        self._source = source
        self.pictures = pictures
        """What opens its lanes of pictures."""
        self.lanes = tuple(lanes)
        """In the order of the source's formats; after them, sound that waits for another source."""
        self._codes_here = isinstance(source, KeepsNewest)
        self._thread: threading.Thread | None = None
        self._retired = False
        self._zero: Micros | None = None

    @property
    def shows_pictures(self) -> bool:
        """Whether there is a track of pictures among its own."""
        return any(not isinstance(lane, SoundInput) for lane in self.lanes)

    def start(self, timeline: Timeline, output: LaneOutput) -> None:
        """Begin to read."""
        for lane in self.lanes:
            if isinstance(lane, VideoLane) and not self._codes_here:
                lane.start(output)
        self._thread = threading.Thread(
            target=self._run, args=(timeline, output), name=f"footlight-capture-{self.lanes[0].track.name}", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop reading, finish what is at hand, and free the device; may be called again."""
        self._stop()
        if not self._retired:
            for lane in self.lanes:
                lane.close()

    def retire(self) -> None:
        """The same for another feed's sake, which carries the tracks on: nothing is told, and sound keeps its place."""
        self._retired = True
        self._stop()
        for lane in self.lanes:
            if not isinstance(lane, SoundInput):
                lane.close()

    def _stop(self) -> None:
        self._source.close()
        if self._thread is not None:
            self._thread.join()

    def _run(self, timeline: Timeline, output: LaneOutput) -> None:
        with self._telling(output):
            if isinstance(self._source, KeepsNewest):
                self._source.give_to(partial(self._take, timeline, output))
            while True:
                self._hand_over(self._source.read(), timeline, output)

    def _take(self, timeline: Timeline, output: LaneOutput, frame: VideoFrame) -> None:
        """In the thread that brings the frame: what fails here is told as if it was read."""
        with self._telling(output):
            self._hand_over(frame, timeline, output)

    @contextmanager
    def _telling(self, output: LaneOutput) -> Iterator[None]:
        """Tell how reading ends."""
        try:
            yield
        except EndOfSource:
            self._ended(None, output)
        except FootlightError as error:
            self._ended(error, output)
        except Exception as error:
            # A fault of ours: with this thread alone gone the broadcast would go on dark and silent.
            output.ended(error)

    def _ended(self, error: FootlightError | None, output: LaneOutput) -> None:
        if self._retired:
            return
        for lane in self.lanes:
            if isinstance(lane, VideoLane):
                lane.finish()  # with the source's end the broadcast's may come: its last picture goes first
        if error is None:
            output.ended(None)
        else:
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

    def _hand_over(self, frame: VideoFrame | AudioFrame | CodedSample, timeline: Timeline, output: LaneOutput) -> None:
        if self._zero is None:
            self._zero = self._shift(frame, timeline)
        shift = self._zero
        lane = self.lanes[frame.stream]
        if not isinstance(frame, AudioFrame) and isinstance(frame, VideoFrame) != isinstance(lane, VideoLane):
            lane = self._change(frame, output)
        if isinstance(lane, VideoLane) and isinstance(frame, VideoFrame):
            if frame.pts + shift < 0:
                return
            if self.pictures.on_picture is not None:
                self.pictures.on_picture(lane.track.id, frame)
            if self._codes_here:
                lane.code(frame, shift, output)
            else:
                lane.offer(frame, shift)
        elif isinstance(lane, SoundInput) and isinstance(frame, AudioFrame):
            lane.code(frame, shift, output)
        elif isinstance(lane, CodedLane) and isinstance(frame, CodedSample):
            lane.pass_on(frame, shift, output)

    def _change(self, frame: VideoFrame | CodedSample, output: LaneOutput) -> Lane:
        """Pictures that came coded come as pictures now, or the other way: another lane goes on with the track.

        Raises:
            FootlightError: no encoder can be opened.
        """
        old = self.lanes[frame.stream]
        old.close()
        new = self.pictures.go_on(old, frame) if isinstance(old, VideoLane | CodedLane) else old
        self.lanes = tuple(new if lane is old else lane for lane in self.lanes)
        if isinstance(new, VideoLane):
            new.start(output)
        output.described()
        return new


def open_feeds(
    sources: Sequence[Source], coding: CodingOptions, keyframes: KeyframeSchedule, sound: SoundOptions, clock: Clock
) -> list[SourceFeed]:
    """A lane for every stream of every source, named and numbered: the first picture track is the main one.

    One picture track is called ``main``, several after what they show; sound is ``sound``, or in tracks of its
    own ``mic``, ``system``, ``sound``.

    Raises:
        LimitReachedError: more streams than a broadcast can have tracks.
        OptionInvalidError: a gain for a sound that is not there, or that cannot be; pictures that are not coded
            and are to be passed on.
        FootlightError: an encoder cannot be opened for a stream's format.
    """
    formats = [format for source in sources for format in source.formats]
    if len(formats) > MAX_TRACKS:
        raise LimitReachedError(f"{len(formats)} streams are too many: a broadcast has at most {MAX_TRACKS} tracks")
    alone = sum(not isinstance(format, AudioFormat) for format in formats) == 1
    desk = SoundDesk(sources, sound, clock)
    pictures = PictureLanes(coding, keyframes)
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
                lanes.append(pictures.open(number, name, format))
            number = max(number, lanes[-1].track.id + 1)
        feeds.append(SourceFeed(source, lanes, pictures))
    return feeds
