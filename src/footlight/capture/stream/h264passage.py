"""H.264 that is passed on: what a stream has to be for that."""

from typing import Final

from footlight.capture.stream.passed import Passed, Traits, UnfitError
from footlight.errors import ProtocolViolationError
from footlight.model.coded import CodedFormat
from footlight.model.units import Micros, micros_from_seconds
from footlight.wire import h264
from footlight.wire.h264units import AccessUnits

LONGEST_GROUP: Final = micros_from_seconds(5)
"""Whoever joins gets all of the current group: longer ones are coded again."""
_GRACE: Final = micros_from_seconds(3)
"""For one long group, as cameras make them where nothing moves."""
_MOST_BROKEN: Final = 100
"""Pictures in a row that make no sense before the stream is taken for nonsense."""
_CHROMA_420: Final = 1


class H264Passage:
    """H.264 whose groups begin at an IDR, without B-frames: parameter sets go from the stream into the record."""

    _ENOUGH: Final = 12
    """Pictures without a B slice that say there are none, where the parameter sets do not."""

    def __init__(self, traits: Traits, *, everything: bool) -> None:
        self._traits = traits
        self._everything = everything
        self._units = AccessUnits(traits.extradata)
        self._format: CodedFormat | None = None
        self._flowing = False
        self._group_at: Micros | None = None
        self._broken = 0
        self._seen = 0
        self._ordered = False

    @property
    def sure(self) -> bool:
        return self._format is not None and (self._ordered or self._seen >= self._ENOUGH)

    def take(self, data: bytes, keyframe: bool, pts: Micros, dts: Micros) -> Passed | None:
        del keyframe, pts  # what FFmpeg calls one may be a recovery point, from which pictures are not complete
        if self._group_at is None:
            self._group_at = dts
        try:
            unit = self._units.read(data)
            self._broken = 0
        except ProtocolViolationError:
            self._skip(dts)
            return None
        if unit.bidirectional:
            raise UnfitError("it has B-frames, which wait for pictures that are shown later")
        if not unit.begins:
            raise UnfitError("its pictures come in pieces")
        if unit.idr and unit.sample and self._units.complete:
            self._begin_group(dts)
        elif unit.revised or not unit.sample:
            # Other parameters count from the next group on; until then nothing can be decoded for sure.
            self._flowing &= not unit.revised
        if not self._flowing or not unit.sample or self._format is None:
            self._check_group(dts)
            return None
        self._check_group(dts)
        self._seen += 1
        return Passed(self._format, unit.sample, unit.idr)

    def _begin_group(self, dts: Micros) -> None:
        try:
            record = self._units.record()
            info = h264.parse_sps(self._units.sps)
        except ProtocolViolationError as error:
            raise UnfitError(str(error)) from error
        if not self._everything and (info.chroma_format, info.bit_depth_luma) != (_CHROMA_420, 8):
            raise UnfitError("its colours are finer than what browsers decode")
        self._ordered = info.max_num_reorder_frames == 0
        self._group_at = dts
        self._flowing = True
        if self._format is None or self._format.description != record:
            self._format = CodedFormat(
                codec=h264.codec_string(record), description=record, width=info.width, height=info.height,
                fps=self._traits.fps, name=self._traits.name, bitrate=self._traits.bitrate,
            )  # fmt: skip

    def _skip(self, dts: Micros) -> None:
        self._flowing = False
        self._broken += 1
        if self._broken > _MOST_BROKEN:
            raise UnfitError("nothing in it makes sense")
        self._check_group(dts)

    def _check_group(self, dts: Micros) -> None:
        if self._group_at is not None and dts - self._group_at > LONGEST_GROUP + _GRACE:
            raise UnfitError("its groups are longer than 5 s, or begin with no IDR picture")
