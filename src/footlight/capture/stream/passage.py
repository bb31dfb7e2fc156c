"""Coded pictures that are passed on as they come: what each codec's stream has to be for that."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from footlight.errors import ProtocolViolationError
from footlight.model.coded import CodedFormat
from footlight.model.units import Micros, micros_from_seconds
from footlight.wire import av1, h264, hevc, vp9
from footlight.wire.h264units import AccessUnits

LONGEST_GROUP: Final = micros_from_seconds(5)
"""Whoever joins gets all of the current group: longer ones are coded again."""
_GRACE: Final = micros_from_seconds(3)
"""For one long group, as cameras make them where nothing moves."""
_MOST_BROKEN: Final = 100
"""Pictures in a row that make no sense before the stream is taken for nonsense."""
_CHROMA_420: Final = 1


class UnfitError(Exception):
    """The stream cannot be passed on, and this is why, in words that go on after "it cannot be passed on:"."""


@dataclass(frozen=True, slots=True)
class Passed:
    """One picture that may go on."""

    format: CodedFormat
    """Another object than before where the parameters changed."""
    sample: bytes
    keyframe: bool


@dataclass(frozen=True, slots=True)
class Traits:
    """What the container says of a stream of pictures."""

    codec: str
    """FFmpeg's name: ``h264``, ``hevc``, ``vp9``, ``av1``."""
    extradata: bytes
    fps: float
    name: str
    bitrate: int = 0


class Passage(Protocol):
    """Takes the packets of one stream in order."""

    @property
    def sure(self) -> bool:
        """Whether enough was seen to say that the stream can be passed on."""

    def take(self, data: bytes, keyframe: bool, pts: Micros, dts: Micros) -> Passed | None:
        """What to pass on of a packet; None where nothing is until the next group.

        Raises:
            UnfitError: the stream cannot be passed on, or not any more.
        """


def open_passage(traits: Traits, *, everything: bool) -> Passage:
    """The way for a stream's codec.

    Args:
        everything: what some viewers cannot play too: other codecs than H.264, more than 8 bits, finer colours.

    Raises:
        UnfitError: there is none for its codec, or what the container says of it makes no sense.
    """
    try:
        match traits.codec:
            case "h264":
                return H264Passage(traits, everything=everything)
            case "hevc" | "vp9" | "av1" if everything:
                return KeyframePassage(traits, _READERS[traits.codec])
    except ProtocolViolationError as error:
        raise UnfitError(str(error)) from error
    raise UnfitError(f"its pictures are coded as {traits.codec}")


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


@dataclass(frozen=True, slots=True)
class _Description:
    codec: str
    record: bytes
    width: int
    height: int


_Reader = Callable[[Traits, bytes, bool], tuple[bytes, _Description | None]]
"""A packet as a sample, and what a keyframe says of the stream."""


class KeyframePassage:
    """A codec whose keyframes FFmpeg knows and whose record is made from them: HEVC, VP9, AV1."""

    sure = True

    def __init__(self, traits: Traits, read: _Reader) -> None:
        self._traits = traits
        self._read = read
        self._format: CodedFormat | None = None
        self._flowing = False

    def take(self, data: bytes, keyframe: bool, pts: Micros, dts: Micros) -> Passed | None:
        if pts != dts:
            raise UnfitError("its pictures are shown in another order than they are sent")
        try:
            sample, described = self._read(self._traits, data, keyframe)
        except ProtocolViolationError:
            self._flowing = False
            return None
        if described is not None:
            self._flowing = True
            if self._format is None or self._format.description != described.record:
                self._format = CodedFormat(
                    codec=described.codec, description=described.record, width=described.width,
                    height=described.height, fps=self._traits.fps, name=self._traits.name,
                    bitrate=self._traits.bitrate,
                )  # fmt: skip
        if not self._flowing or not sample or self._format is None:
            return None
        return Passed(self._format, sample, keyframe)


def _read_hevc(traits: Traits, data: bytes, keyframe: bool) -> tuple[bytes, _Description | None]:
    in_samples = traits.extradata[:1] == b"\1"
    sample = data if in_samples else hevc.annexb_to_sample(data)
    if not keyframe:
        return sample, None
    # Cameras send their sets with every keyframe, or told them before.
    sets = hevc.parse_hvcc(traits.extradata) if in_samples else hevc.parameter_sets(traits.extradata + data)
    record, info = hevc.hvcc(sets), hevc.parse_sps(sets.sps[-1])
    return sample, _Description(hevc.codec_string(record), record, info.width, info.height)


def _read_vp9(traits: Traits, data: bytes, keyframe: bool) -> tuple[bytes, _Description | None]:
    if not keyframe:
        return data, None
    header = vp9.parse_keyframe(data)
    record = vp9.vpcc(header, traits.fps)
    return data, _Description(vp9.codec_string(record), record, header.width, header.height)


def _read_av1(traits: Traits, data: bytes, keyframe: bool) -> tuple[bytes, _Description | None]:
    del traits  # keyframes say all
    sample = av1.to_sample(data)
    if not keyframe:
        return sample, None
    record = av1.av1c(sample)
    info = av1.parse_av1c(record)
    return sample, _Description(av1.codec_string(record), record, info.width, info.height)


_READERS: Final[dict[str, _Reader]] = {"hevc": _read_hevc, "vp9": _read_vp9, "av1": _read_av1}
