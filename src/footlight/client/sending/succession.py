"""Another source carries on the tracks of one that is sent: found out first, changed over then."""

from collections.abc import Sequence
from dataclasses import replace

from footlight.capture.source import Source, StreamFormat
from footlight.client.sending.audiolane import SoundInput
from footlight.client.sending.codedlane import CodedLane
from footlight.client.sending.feed import Lane, SourceFeed
from footlight.client.sending.videolane import VideoLane
from footlight.errors import OptionInvalidError
from footlight.model.coded import CodedSample
from footlight.model.frame import AudioFormat, AudioFrame, VideoFrame

_Pictures = VideoLane | CodedLane


class Heir:
    """A feed of another source, which is to carry on the tracks of ``old``."""

    def __init__(self, old: SourceFeed, source: Source) -> None:
        """Open what the source's streams need; ``old`` goes on meanwhile. Slow, so not on an event loop.

        Tracks for which the new source has no stream end where they show pictures, and are silent where they are
        sound. Streams for which there is no track are left out.

        Raises:
            OptionInvalidError: the source has no picture, or it is to be passed on and is not coded.
            FootlightError: an encoder cannot be opened for its format.
        """
        self._old = old
        shown = [lane for lane in old.lanes if isinstance(lane, _Pictures)]
        heard = [lane for lane in old.lanes if isinstance(lane, SoundInput)]
        if all(isinstance(format, AudioFormat) for format in source.formats):
            raise OptionInvalidError("it has sound alone: give a source with a picture")
        self._successions: list[tuple[_Pictures, _Pictures]] = []
        lanes: list[Lane] = []
        streams: list[int] = []
        for stream, format in enumerate(source.formats):
            if isinstance(format, AudioFormat):
                if heard:
                    lanes.append(heard.pop(0).successor(format))
                    streams.append(stream)
            elif shown:
                before = shown.pop(0)
                lane = old.pictures.open(before.track.id, before.track.name, format)
                lane.quality = before.quality
                self._successions.append((before, lane))
                lanes.append(lane)
                streams.append(stream)
        self.feed = SourceFeed(_Streams(source, streams), [*lanes, *heard], old.pictures)

    def take_over(self) -> None:
        """End the old feed, and give its tracks to the new one; waits until its last packet is on its way."""
        self._old.retire()
        for before, lane in self._successions:
            lane.go_on(before.counter, before.pictures, before.dropped)


class _Streams:
    """A source with only some of its streams, counted anew."""

    def __init__(self, source: Source, streams: Sequence[int]) -> None:
        self._source = source
        self._streams = streams

    @property
    def formats(self) -> Sequence[StreamFormat]:
        return [self._source.formats[stream] for stream in self._streams]

    def read(self) -> VideoFrame | AudioFrame | CodedSample:
        while True:
            frame = self._source.read()
            if frame.stream in self._streams:
                return replace(frame, stream=self._streams.index(frame.stream))

    def close(self) -> None:
        self._source.close()
