"""The lanes of pictures: coded here, or passed on, and from one to the other while the broadcast goes on."""

from collections.abc import Callable
from typing import Final

from footlight.client.sending.codedlane import CodedLane
from footlight.client.sending.keyframes import KeyframeSchedule
from footlight.client.sending.lane import CodingOptions
from footlight.client.sending.timeline import PacketCounter
from footlight.client.sending.videolane import VideoLane
from footlight.errors import OptionInvalidError
from footlight.model.coded import CodedFormat, CodedSample
from footlight.model.frame import VideoFormat, VideoFrame

_USUAL_FPS: Final = 30.0


class PictureLanes:
    """Opens the lanes of pictures."""

    def __init__(self, coding: CodingOptions, keyframes: KeyframeSchedule) -> None:
        self._coding = coding
        self._keyframes = keyframes
        self.on_picture: Callable[[int, VideoFrame], object] | None = None
        """Is told each picture and the id of its track before it is coded; in the thread that captures, so it must not
        wait."""

    def open(
        self, id: int, name: str, format: VideoFormat | CodedFormat, counter: PacketCounter | None = None
    ) -> VideoLane | CodedLane:
        """The lane for a format.

        Raises:
            OptionInvalidError: it is to be passed on, and is not coded.
            FootlightError: an encoder cannot be opened.
        """
        if isinstance(format, CodedFormat):
            return CodedLane(id, name, format, counter)
        if self._coding.codec == "copy":
            raise OptionInvalidError(f"{format.name} is not coded, so it cannot be passed on: leave --codec copy out")
        return VideoLane(id, name, format, self._coding, self._keyframes, counter)

    def go_on(self, old: VideoLane | CodedLane, frame: VideoFrame | CodedSample) -> VideoLane | CodedLane:
        """A lane of the other kind for the same track, as its next generation.

        Raises:
            FootlightError: as of `open`.
        """
        counter, track = old.counter.successor(), old.track
        format: VideoFormat | CodedFormat
        if isinstance(frame, CodedSample):
            format = frame.format
        else:
            format = VideoFormat(frame.width, frame.height, track.fps or _USUAL_FPS, track.name)
        new = self.open(track.id, track.name, format, counter)
        new.quality = old.quality
        return new
