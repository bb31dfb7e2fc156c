"""Codecs that are passed on by their keyframes: HEVC, VP9, AV1."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from footlight.capture.stream.passed import Passed, Traits, UnfitError
from footlight.errors import ProtocolViolationError
from footlight.model.coded import CodedFormat
from footlight.model.units import Micros
from footlight.wire import av1, hevc, vp9


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


READERS: Final[dict[str, _Reader]] = {"hevc": _read_hevc, "vp9": _read_vp9, "av1": _read_av1}
