"""One picture track whose source is coded already: its samples become packets without being coded again."""

from footlight.client.lane import MAX_GENERATION, VIDEO_TIMESCALE, LaneOutput
from footlight.client.timeline import PacketCounter
from footlight.model.coded import CodedFormat, CodedSample
from footlight.model.track import Track
from footlight.model.units import Micros


class CodedLane:
    """Passes samples on from a keyframe on; in the thread that captures, for nothing is coded."""

    def __init__(self, id: int, name: str, format: CodedFormat) -> None:
        self._format = format
        self._counter = PacketCounter(id, VIDEO_TIMESCALE)
        self._started = False
        self.track = self._describe(id, name)
        self.pictures = 0
        """Pictures passed on so far."""

    def pass_on(self, sample: CodedSample, shift: Micros, output: LaneOutput) -> None:
        """Make a packet of a sample; ``shift`` brings its times to the broadcast's zero."""
        if not (self._started or sample.keyframe):
            return
        self._started = True
        if sample.format is not self._format:
            self._format = sample.format
            self._counter.generation = (self._counter.generation + 1) % (MAX_GENERATION + 1)
            self.track = self._describe(self.track.id, self.track.name)
            output.described()
        self.pictures += 1
        output.packet(
            self._counter.packet(
                sample.payload,
                keyframe=sample.keyframe,
                pts=Micros(sample.pts + shift),
                dts=Micros(sample.dts + shift),
                duration=sample.duration,
                captured_at=sample.captured_at,
            )
        )

    def close(self) -> None:
        """There is nothing to let go."""

    def _describe(self, id: int, name: str) -> Track:
        return Track(
            id=id,
            kind="video",
            name=name,
            codec=self._format.codec,
            description=self._format.description,
            timescale=VIDEO_TIMESCALE,
            generation=self._counter.generation,
            bitrate=self._format.bitrate,
            width=self._format.width,
            height=self._format.height,
            fps=self._format.fps,
        )
