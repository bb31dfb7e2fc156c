"""What a picture lane codes of what is asked: bitrate is given up first, then pictures a second, then their size."""

import math
from dataclasses import dataclass
from typing import Final

from footlight.client.sending.lane import CodingOptions
from footlight.client.sending.quality import SHRINKS, Quality
from footlight.codec.h264 import MIN_BITRATE
from footlight.codec.pictures import PictureCodec, default_bitrate
from footlight.model.frame import VideoFormat

_MOST_THINNED: Final = 3
"""The frame rate goes down to a third before the size does."""

_RELAPSE: Final = 1.3
"""How much more must fit before less is left out: a new size costs a keyframe, and is not to come and go."""

_ENOUGH: Final[dict[PictureCodec, float]] = {"h264": 0.15, "jpeg": 0.125, "raw": 1.0, "bgr": 1.0}
"""The share of a codec's own bitrate that does for whole pictures; raw and BGR get no smaller."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to code."""

    bitrate: int
    """Bits a second."""
    every: int
    """Code each picture, each second, each third."""
    shrink: float
    """Divide both sides by this."""


@dataclass(frozen=True, slots=True)
class _Thinning:
    every: int = 1
    shrink: float = 1.0

    @property
    def gain(self) -> float:
        """How many times fewer pixels there are."""
        return self.every * self.shrink**2


class Economy:
    """One lane's; it remembers what it leaves out, so as not to change its mind with every picture."""

    def __init__(self, codec: PictureCodec, coding: CodingOptions) -> None:
        self._codec = codec
        self._coding = coding
        self._thinning = _Thinning()

    def ceiling(self, format: VideoFormat, quality: Quality) -> int:
        """Bits a second of what is wished, where the network takes all of it; ``format`` is the source's."""
        most = self._coding.max_bitrate
        full = most if most is not None else self._default(format, quality)
        return max(round(full * quality.bitrate), MIN_BITRATE)

    def most_every(self, format: VideoFormat) -> int:
        """With fewer pictures than each of so many, there were fewer a second than are always wanted."""
        return max(1, int(format.fps / self._coding.min_fps + 0.01))

    def plan(self, format: VideoFormat, quality: Quality) -> Plan:
        """How to code pictures of the source's ``format`` now."""
        most = self.most_every(format)
        every = min(quality.every, most)
        bitrate = max(round(self.ceiling(format, quality) * quality.network), MIN_BITRATE)
        lack = _ENOUGH[self._codec] * self._default(format, quality) / bitrate
        self._thinning = thinning = _thinned(lack, max(1, most // every), self._thinning)
        return Plan(bitrate, every * thinning.every, quality.shrink * thinning.shrink)

    def _default(self, format: VideoFormat, quality: Quality) -> int:
        width, height = format.width / quality.shrink, format.height / quality.shrink
        fps = format.fps / min(quality.every, self.most_every(format))
        return default_bitrate(self._codec, round(width), round(height), fps, self._coding.quality)


def _thinned(lack: float, most_every: int, before: _Thinning) -> _Thinning:
    """Leave out as little as makes up for ``lack``: how many times fewer pixels fit than there are."""
    needed = _least(lack, most_every)
    if needed.gain >= before.gain:
        return needed
    cautious = _least(lack * _RELAPSE, most_every)
    return cautious if cautious.gain < before.gain or before.every > most_every else before


def _least(lack: float, most_every: int) -> _Thinning:
    every = max(1, min(math.ceil(lack), _MOST_THINNED, most_every))
    shrink = next((one for one in SHRINKS if every * one**2 >= lack), SHRINKS[-1])
    return _Thinning(every, shrink)
