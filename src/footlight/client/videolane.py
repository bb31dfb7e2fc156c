"""One picture track: pictures of a source in, coded packets out, in a thread of its own."""

import threading
from dataclasses import replace

from footlight.capture.fit import scale
from footlight.client.adaptation import Quality
from footlight.client.keyframes import KeyframeCue, KeyframeSchedule
from footlight.client.lane import MAX_GENERATION, VIDEO_TIMESCALE, CodingOptions, LaneOutput
from footlight.client.slot import Slot
from footlight.client.timeline import PacketCounter
from footlight.codec.convert import to_bgr
from footlight.codec.h264 import MIN_BITRATE
from footlight.codec.pictures import PictureCodec, PictureEncoder, default_bitrate, open_picture_encoder
from footlight.errors import FootlightError
from footlight.model.frame import VideoFormat, VideoFrame
from footlight.model.track import Track
from footlight.model.units import Micros


class VideoLane:
    """Codes one picture stream in its own thread, always the newest picture."""

    def __init__(
        self, id: int, name: str, format: VideoFormat, coding: CodingOptions, keyframes: KeyframeSchedule
    ) -> None:
        """Open the encoder for the announced format.

        Raises:
            PictureSizeError, OptionInvalidError, EncoderUnavailableError: as of `open_picture_encoder`.
        """
        self._codec: PictureCodec = coding.codec if coding.codec in ("jpeg", "raw") else "h264"
        self._format = format
        self._coding = coding
        self._full_size = (format.width, format.height)
        self._full_bitrate = self._bitrate(format)
        self._encoder = self._open(format, self._full_bitrate)
        self._counter = PacketCounter(id, VIDEO_TIMESCALE)
        self._slot: Slot[tuple[VideoFrame, Micros]] = Slot(1)
        self._cue = KeyframeCue(keyframes)
        self._thread: threading.Thread | None = None
        self._offered = 0
        self.quality = Quality()
        """What to code with from the next picture on; set by any thread."""
        self.track = self._describe(id, name)
        self.pictures = 0
        """Pictures coded so far."""

    @property
    def dropped(self) -> int:
        """Pictures that a newer one overtook before they were coded."""
        return self._slot.dropped

    def start(self, output: LaneOutput) -> None:
        """Begin to code what `offer` brings."""
        self._thread = threading.Thread(
            target=self._run, args=(output,), name=f"footlight-encode-{self.track.name}", daemon=True
        )
        self._thread.start()

    def offer(self, frame: VideoFrame, shift: Micros) -> None:
        """Hand over a picture; ``shift`` brings its pts to the broadcast's zero. Never waits."""
        self._slot.put((frame, shift))

    def close(self) -> None:
        """Finish what is at hand, and end the thread."""
        self._slot.close()
        if self._thread is not None:
            self._thread.join()
        self._encoder.close()

    def _run(self, output: LaneOutput) -> None:
        try:
            while (item := self._slot.take()) is not None:
                self.code(*item, output)
        except FootlightError as error:
            self._slot.close()
            output.ended(error)

    def code(self, frame: VideoFrame, shift: Micros, output: LaneOutput) -> None:
        """Code one picture here and now; `start` does it for each that is offered.

        Raises:
            FootlightError: the encoder failed, or cannot be opened for the picture's size.
        """
        quality = self.quality
        self._offered += 1
        if self._offered % quality.every:
            return
        if (frame.width, frame.height) != self._full_size:
            self._full_size = (frame.width, frame.height)
            self._full_bitrate = self._bitrate(replace(self._format, width=frame.width, height=frame.height))
        frame = shrunk(frame, quality.shrink)
        bitrate = max(round(self._full_bitrate * quality.bitrate), MIN_BITRATE)
        if (frame.width, frame.height) != (self._format.width, self._format.height):
            self._reopen(frame, bitrate, output)
        elif bitrate != self._encoder.bitrate:
            self._encoder.set_bitrate(bitrate)
        pts = Micros(frame.pts + shift)
        duration = Micros(round(1_000_000 * quality.every / self._format.fps))
        for coded in self._encoder.encode(replace(frame, pts=pts), force_keyframe=self._cue.due(pts)):
            self.pictures += 1
            output.packet(
                self._counter.packet(
                    coded.payload,
                    keyframe=coded.keyframe,
                    pts=coded.pts,
                    duration=duration,
                    captured_at=coded.captured_at,
                )
            )

    def _reopen(self, frame: VideoFrame, bitrate: int, output: LaneOutput) -> None:
        """The picture has another size now: a new encoder, which begins with a keyframe."""
        self._encoder.close()
        self._format = replace(self._format, width=frame.width, height=frame.height)
        self._encoder = self._open(self._format, bitrate)
        self._counter.generation = (self._counter.generation + 1) % (MAX_GENERATION + 1)
        self.track = self._describe(self.track.id, self.track.name)
        output.described()

    def _bitrate(self, format: VideoFormat) -> int:
        if self._coding.bitrate is not None:
            return self._coding.bitrate
        return default_bitrate(self._codec, format.width, format.height, format.fps)

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
            generation=self._counter.generation,
            bitrate=self._encoder.bitrate,
            width=self._encoder.width,
            height=self._encoder.height,
            fps=self._format.fps,
        )


def shrunk(frame: VideoFrame, divisor: int) -> VideoFrame:
    """The picture with both sides divided, even and at least two pixels."""
    if divisor == 1:
        return frame
    width, height = (max(2, side // divisor // 2 * 2) for side in (frame.width, frame.height))
    image = to_bgr(frame) if frame.format == "i420" else frame.image
    format = "bgr" if frame.format == "i420" else frame.format
    return replace(frame, image=scale(image, width, height), format=format, width=width, height=height)
