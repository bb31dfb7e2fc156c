"""One picture track: pictures of a source in, coded packets out, in a thread of its own."""

import threading
from dataclasses import replace

from footlight.capture.fit import scale
from footlight.client.sending.economy import Economy, Plan
from footlight.client.sending.keyframes import KeyframeCue, KeyframeSchedule
from footlight.client.sending.lane import MAX_GENERATION, VIDEO_TIMESCALE, CodingOptions, LaneOutput
from footlight.client.sending.quality import Quality
from footlight.client.sending.slot import Slot
from footlight.client.sending.timeline import PacketCounter
from footlight.codec.convert import MIN_SIDE, to_bgr
from footlight.codec.pictures import PictureCodec, PictureEncoder, open_picture_encoder
from footlight.model.frame import VideoFormat, VideoFrame
from footlight.model.track import Track
from footlight.model.units import Micros


class VideoLane:
    """Codes one picture stream in its own thread, always the newest picture."""

    def __init__(
        self,
        id: int,
        name: str,
        format: VideoFormat,
        coding: CodingOptions,
        keyframes: KeyframeSchedule,
        counter: PacketCounter | None = None,
    ) -> None:
        """Open the encoder for the announced format. ``counter``: of the lane whose track this one goes on with.

        Raises:
            PictureSizeError, OptionInvalidError, EncoderUnavailableError: as of `open_picture_encoder`.
        """
        self._codec: PictureCodec = coding.codec if coding.codec in ("jpeg", "raw", "bgr") else "h264"
        self._source = self._format = format
        self._coding = coding
        self._economy = Economy(self._codec, coding)
        self._quality = Quality()
        self._plan = self._economy.plan(format, self._quality)
        self._encoder = self._open(format, self._plan.bitrate)
        self.counter = counter if counter is not None else PacketCounter(id, VIDEO_TIMESCALE)
        self._slot: Slot[tuple[VideoFrame, Micros]] = Slot(1)
        self._cue = KeyframeCue(keyframes)
        self._thread: threading.Thread | None = None
        self._since_coded = 0
        self._dropped_before = 0
        self.quality = self._quality
        """What to code with from the next picture on; set by any thread."""
        self.track = self._describe(id, name)
        self.pictures = 0
        """Pictures coded so far."""

    @property
    def ceiling(self) -> int:
        """Bits a second of what is wished, where the network takes all of it."""
        return self._economy.ceiling(self._source, self.quality)

    @property
    def most_every(self) -> int:
        """The least pictures that are wanted: each of so many."""
        return self._economy.most_every(self._source)

    @property
    def dropped(self) -> int:
        """Pictures that a newer one overtook before they were coded."""
        return self._dropped_before + self._slot.dropped

    def go_on(self, counter: PacketCounter, pictures: int, dropped: int) -> None:
        """Carry on the track of another lane, which counted so far; before the first picture."""
        self.counter = counter.successor()
        self.pictures, self._dropped_before = pictures, dropped
        self.track = self._describe(self.track.id, self.track.name)

    def start(self, output: LaneOutput) -> None:
        """Begin to code what `offer` brings."""
        self._thread = threading.Thread(
            target=self._run, args=(output,), name=f"footlight-encode-{self.track.name}", daemon=True
        )
        self._thread.start()

    def offer(self, frame: VideoFrame, shift: Micros) -> None:
        """Hand over a picture; ``shift`` brings its pts to the broadcast's zero. Never waits."""
        self._slot.put((frame, shift))

    def finish(self) -> None:
        """Code what is at hand, and end the thread: what was offered has left when this returns."""
        self._slot.close()
        if self._thread is not None:
            self._thread.join()

    def close(self) -> None:
        """The same, and let the encoder go; may be called again."""
        self.finish()
        self._encoder.close()

    def _run(self, output: LaneOutput) -> None:
        try:
            while (item := self._slot.take()) is not None:
                self.code(*item, output)
        except Exception as error:
            # Faults of ours too: with this thread alone gone the broadcast would go on dark.
            self._slot.close()
            output.ended(error)

    def code(self, frame: VideoFrame, shift: Micros, output: LaneOutput) -> None:
        """Code one picture here and now; `start` does it for each that is offered.

        Raises:
            FootlightError: the encoder failed, or cannot be opened for the picture's size.
        """
        plan = self._planned(frame)
        self._since_coded += 1
        if self._since_coded < (self.most_every if self._quality.hold else plan.every):
            return
        self._since_coded = 0
        frame = shrunk(frame, plan.shrink)
        if (frame.width, frame.height) != (self._format.width, self._format.height):
            self._reopen(frame, plan, output)
        pts = Micros(frame.pts + shift)
        duration = Micros(round(1_000_000 * plan.every / self._source.fps))
        for coded in self._encoder.encode(replace(frame, pts=pts), force_keyframe=self._cue.due(pts)):
            self.pictures += 1
            output.packet(
                self.counter.packet(
                    coded.payload,
                    keyframe=coded.keyframe,
                    pts=coded.pts,
                    duration=duration,
                    captured_at=coded.captured_at,
                )
            )

    def _planned(self, frame: VideoFrame) -> Plan:
        """How to code this picture."""
        if (frame.width, frame.height) != (self._source.width, self._source.height):
            self._source = replace(self._source, width=frame.width, height=frame.height)
        elif self.quality is self._quality:
            return self._plan
        self._quality = self.quality
        self._plan = self._economy.plan(self._source, self._quality)
        self._encoder.set_rates(self._plan.bitrate, self._source.fps / self._plan.every)
        return self._plan

    def _reopen(self, frame: VideoFrame, plan: Plan, output: LaneOutput) -> None:
        """The picture has another size now: a new encoder, which begins with a keyframe."""
        self._encoder.close()
        self._format = replace(self._format, width=frame.width, height=frame.height)
        self._encoder = self._open(self._format, plan.bitrate)
        self._encoder.set_rates(plan.bitrate, self._source.fps / plan.every)
        self.counter.generation = (self.counter.generation + 1) % (MAX_GENERATION + 1)
        self.track = self._describe(self.track.id, self.track.name)
        output.described()

    def _open(self, format: VideoFormat, bitrate: int) -> PictureEncoder:
        coding = self._coding
        return open_picture_encoder(
            self._codec, format.width, format.height, format.fps, bitrate, coding.preset, coding.quality
        )

    def _describe(self, id: int, name: str) -> Track:
        return Track(
            id=id,
            kind="video",
            name=name,
            codec=self._encoder.codec,
            description=self._encoder.description,
            timescale=VIDEO_TIMESCALE,
            generation=self.counter.generation,
            bitrate=self._encoder.bitrate,
            width=self._encoder.width,
            height=self._encoder.height,
            fps=self._format.fps,
        )


def shrunk(frame: VideoFrame, divisor: float) -> VideoFrame:
    """The picture with both sides divided, even, and not smaller than can be coded."""
    if divisor == 1:
        return frame
    width, height = (max(MIN_SIDE, round(side / divisor) // 2 * 2) for side in (frame.width, frame.height))
    image = to_bgr(frame) if frame.format == "i420" else frame.image
    format = "bgr" if frame.format == "i420" else frame.format
    return replace(frame, image=scale(image, width, height), format=format, width=width, height=height)
