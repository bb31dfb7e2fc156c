"""Which H.264 encoders work here: each is tried by coding pictures, since being listed proves nothing."""

import time
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Final

import av
import numpy as np
from av.codec.codec import UnknownCodecError

from footlight.codec.encoders import ENCODERS, Aim, Encoder, open_encoder

_TRIAL: Final = Aim(width=640, height=360, fps=30, bitrate=1_000_000, preset="ultrafast")
_PICTURES: Final = 3


@dataclass(frozen=True, slots=True)
class Trial:
    """How one encoder did."""

    encoder: Encoder
    reason: str
    """Why it does not work, in one line; empty where it does."""
    seconds: float
    """What the trial took."""

    @property
    def works(self) -> bool:
        return not self.reason


@cache
def try_h264_encoders() -> tuple[Trial, ...]:
    """Every encoder that is known, tried once in the life of the process."""
    return tuple(_try(encoder) for encoder in ENCODERS)


def working_h264_encoders() -> tuple[Encoder, ...]:
    """The encoders that work here, the best first; none where FFmpeg was built without x264 too."""
    return tuple(trial.encoder for trial in try_h264_encoders() if trial.works)


def refusal(error: av.FFmpegError | ValueError) -> str:
    """What FFmpeg said, in one line without the call that it said it of."""
    said = error.strerror if isinstance(error, av.FFmpegError) else str(error)
    return (said or "it cannot be opened").splitlines()[0]


def _try(encoder: Encoder) -> Trial:
    begun = time.perf_counter()
    reason = ""
    try:
        coded = _code_pictures(encoder)
    except UnknownCodecError:
        reason = "this build of FFmpeg does not have it"
    except (av.FFmpegError, ValueError) as error:
        reason = f"no hardware or driver for it ({refusal(error)})" if encoder.hardware else refusal(error)
    else:
        if coded < _PICTURES:
            reason = f"it keeps pictures back: {coded} of {_PICTURES} came out"
    return Trial(encoder, reason, time.perf_counter() - begun)


def _code_pictures(encoder: Encoder) -> int:
    context = open_encoder(encoder, _TRIAL)
    grey = np.full((_TRIAL.height * 3 // 2, _TRIAL.width), 128, np.uint8)
    coded = 0
    for number in range(_PICTURES):
        picture = av.VideoFrame.from_numpy_buffer(grey, "yuv420p")
        picture.pts, picture.time_base = number, Fraction(1, 30)
        coded += len(context.encode(picture))
    return coded
