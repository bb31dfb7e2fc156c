"""One picture track whose source is coded already: its samples become packets without being coded again."""

from dataclasses import replace

from footlight.client.sending.lane import MAX_GENERATION, VIDEO_TIMESCALE, LaneOutput
from footlight.client.sending.quality import Quality
from footlight.client.sending.timeline import PacketCounter
from footlight.model.coded import CodedFormat, CodedSample
from footlight.model.packet import PacketFlags
from footlight.model.track import Track
from footlight.model.units import Micros

_LEAST_STEP = Micros(1_000)
"""Between pictures from before the broadcast's zero, which all follow it."""


class CodedLane:
    """Passes samples on from a keyframe on; in the thread that captures, for nothing is coded.

    It cannot code smaller. While the network must have a rest, it leaves out the rest of the group.
    """

    most_every = 1

    def __init__(self, id: int, name: str, format: CodedFormat, counter: PacketCounter | None = None) -> None:
        """``counter``: of the lane whose track this one goes on with."""
        self._format = format
        self.counter = counter if counter is not None else PacketCounter(id, VIDEO_TIMESCALE)
        self._flowing = False
        self._gap = False
        self._next = Micros(0)
        self._group_began = Micros(0)
        self._group_bytes = 0
        self.quality = Quality()
        """Of it only ``hold`` counts; set by any thread."""
        self.ceiling = format.bitrate
        """Bits a second, as the source told, or as the newest whole group had."""
        self.track = self._describe(id, name)
        self.pictures = 0
        """Pictures passed on so far."""
        self.dropped = 0
        """Pictures left out so far."""
        self.groups_left_out = 0
        """How often a group was broken off or left out for the network's sake."""

    def pass_on(self, sample: CodedSample, shift: Micros, output: LaneOutput) -> None:
        """Make a packet of a sample; ``shift`` brings its times to the broadcast's zero."""
        dts = max(Micros(sample.dts + shift), self._next)
        if sample.keyframe:
            self._measure(dts)
        self._group_bytes += len(sample.payload)
        if not self._goes_on(sample.keyframe):
            return
        if sample.format is not self._format:
            self._format = sample.format
            self.counter.generation = (self.counter.generation + 1) % (MAX_GENERATION + 1)
            self.track = self._describe(self.track.id, self.track.name)
            output.described()
        self.pictures += 1
        self._next = Micros(dts + _LEAST_STEP)
        packet = self.counter.packet(
            sample.payload,
            keyframe=sample.keyframe,
            pts=max(Micros(sample.pts + shift), dts),
            dts=dts,
            duration=sample.duration,
            captured_at=sample.captured_at,
        )
        if self._gap:
            self._gap = False
            packet = replace(packet, flags=packet.flags | PacketFlags.DISCONTINUITY)
        output.packet(packet)

    def go_on(self, counter: PacketCounter, pictures: int, dropped: int) -> None:
        """Carry on the track of another lane, which counted so far; before the first picture."""
        self.counter = counter.successor()
        self.pictures, self.dropped = pictures, dropped
        self.track = self._describe(self.track.id, self.track.name)

    def close(self) -> None:
        """There is nothing to let go."""

    def _goes_on(self, keyframe: bool) -> bool:
        """Whether the sample is passed on; what is not is counted."""
        hold = self.quality.hold and self.pictures > 0
        if hold and (self._flowing or keyframe):
            self.groups_left_out += 1
        self._flowing = not hold and (self._flowing or keyframe)
        if not self._flowing and self.pictures:
            self.dropped += 1
            self._gap = True
        return self._flowing

    def _measure(self, now: Micros) -> None:
        if now > self._group_began and self._group_bytes:
            self.ceiling = self._group_bytes * 8_000_000 // (now - self._group_began)
        self._group_began, self._group_bytes = now, 0

    def _describe(self, id: int, name: str) -> Track:
        return Track(
            id=id,
            kind="video",
            name=name,
            codec=self._format.codec,
            description=self._format.description,
            timescale=VIDEO_TIMESCALE,
            generation=self.counter.generation,
            bitrate=self._format.bitrate,
            width=self._format.width,
            height=self._format.height,
            fps=self._format.fps,
        )
