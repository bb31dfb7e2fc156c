"""The H.264 encoders that FFmpeg may bring, and how each is told to code for live viewing."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

import av
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext

from footlight.errors import OptionInvalidError
from footlight.model.colour import LIMITED_RANGE, MATRIX_SMPTE170M, PRIMARIES_BT709, TRANSFER_BT709

Preset = Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium"]
PRESETS: Final[tuple[Preset, ...]] = ("ultrafast", "superfast", "veryfast", "faster", "fast", "medium")
"""From least work to best picture; the names are x264's, other encoders have their nearest setting."""

KEYFRAME_SECONDS: Final = 2
_BURST_SECONDS: Final = 0.125
"""How much of the bitrate one picture may take: the buffer that rate control keeps within."""

_LEVELS: Final = (
    (10, 99, 1_485), (11, 396, 3_000), (12, 396, 6_000), (13, 396, 11_880), (21, 792, 19_800),
    (22, 1_620, 20_250), (30, 1_620, 40_500), (31, 3_600, 108_000), (32, 5_120, 216_000),
    (40, 8_192, 245_760), (42, 8_704, 522_240), (50, 22_080, 589_824), (51, 36_864, 983_040),
    (52, 36_864, 2_073_600), (60, 139_264, 4_177_920), (61, 139_264, 8_355_840),
)  # fmt: skip
"""level_idc, MaxFS and MaxMBPS of table A-1."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is asked of an encoder."""

    width: int
    height: int
    fps: float
    bitrate: int
    """Bits a second."""
    preset: Preset
    every: int = 1
    """Only each second, each third of the pictures is given; they share the bitrate."""

    @property
    def nominal(self) -> int:
        """The bitrate for encoders, which take the pictures that they are given for all of them."""
        return self.bitrate * self.every


@dataclass(frozen=True, slots=True)
class Encoder:
    """One encoder of FFmpeg: its name there, its name for people, and its private options."""

    name: str
    label: str
    pixel_format: str
    options: Mapping[str, str]
    presets: Mapping[Preset, str]
    """What its ``preset`` is called for each of ours; empty where it has none."""
    hardware: bool = True


ENCODERS: Final[tuple[Encoder, ...]] = (
    Encoder(
        "h264_nvenc",
        "NVIDIA NVENC",
        "yuv420p",
        {"tune": "ull", "rc": "cbr", "delay": "0", "zerolatency": "1", "forced-idr": "1", "no-scenecut": "1"},
        {"ultrafast": "p1", "superfast": "p2", "veryfast": "p3", "faster": "p4", "fast": "p5", "medium": "p6"},
    ),
    Encoder(
        "h264_qsv",
        "Intel Quick Sync",
        "nv12",
        {"async_depth": "1", "low_delay_brc": "1", "forced_idr": "1"},
        {"ultrafast": "veryfast", "superfast": "veryfast", "veryfast": "veryfast", "faster": "faster",
         "fast": "fast", "medium": "medium"},
    ),
    Encoder("h264_videotoolbox", "Apple VideoToolbox", "nv12", {"realtime": "1", "prio_speed": "1"}, {}),
    Encoder(
        "h264_amf",
        "AMD AMF",
        "nv12",
        {"usage": "ultralowlatency", "rc": "cbr", "latency": "1", "async_depth": "1", "forced_idr": "1"},
        {"ultrafast": "speed", "superfast": "speed", "veryfast": "speed", "faster": "balanced",
         "fast": "balanced", "medium": "quality"},
    ),
    Encoder("h264_mf", "Media Foundation", "nv12", {"hw_encoding": "1", "scenario": "live_streaming"}, {}),
    Encoder(
        "libx264",
        "x264, in software",
        "yuv420p",
        {"tune": "zerolatency", "forced-idr": "1", "sc_threshold": "0"},
        {preset: preset for preset in PRESETS},
        hardware=False,
    ),
)  # fmt: skip
"""In the order in which they are tried: hardware first, software as what works everywhere."""


def encoder_named(name: str) -> Encoder:
    """The encoder that FFmpeg calls ``name``.

    Raises:
        OptionInvalidError: there is none of that name here.
    """
    for encoder in ENCODERS:
        if encoder.name == name:
            return encoder
    raise OptionInvalidError(f"{name!r} is no H.264 encoder: use one of {', '.join(e.name for e in ENCODERS)}")


def open_encoder(encoder: Encoder, aim: Aim) -> VideoCodecContext:
    """Open ``encoder``: no B-frames, nothing looked ahead, parameter sets apart from the pictures.

    The caller forces the keyframes, in ``KEYFRAME_SECONDS`` by the pictures' own times.

    Raises:
        av.FFmpegError, ValueError: it does not exist here, or refuses.
    """
    context = av.CodecContext.create(encoder.name, "w")
    assert isinstance(context, VideoCodecContext)  # noqa: S101 - all ENCODERS are of pictures
    context.width, context.height, context.pix_fmt = aim.width, aim.height, encoder.pixel_format
    context.framerate = Fraction(aim.fps).limit_denominator(1001)
    context.time_base = 1 / context.framerate
    context.bit_rate = aim.nominal
    # A net under the forced keyframes only; twice as long, so that it never adds one.
    context.gop_size = round(2 * KEYFRAME_SECONDS * aim.fps)
    context.max_b_frames = 0
    context.colorspace, context.color_range = MATRIX_SMPTE170M, LIMITED_RANGE
    context.color_primaries, context.color_trc = PRIMARIES_BT709, TRANSFER_BT709
    # Set rather than derived: x264 derives it from the bitrate too, and a change of bitrate would then
    # change the parameter sets.
    context.level = level(aim)
    context.flags |= Flags.global_header | Flags.low_delay
    # Two slices of a picture in parallel cut the latency of 720p by a third; more give no more.
    context.thread_count = 2
    burst = max(1, round(aim.bitrate * _BURST_SECONDS))
    context.options = {**encoder.options, "maxrate": str(aim.nominal), "bufsize": str(burst)}
    if encoder.presets:
        context.options["preset"] = encoder.presets[aim.preset]
    context.open()
    return context


def level(aim: Aim) -> int:
    """The lowest level_idc whose pictures are as large, and as many a second (table A-1)."""
    size = -(-aim.width // 16) * -(-aim.height // 16)
    for idc, most, most_a_second in _LEVELS:
        if size <= most and size * aim.fps <= most_a_second:
            return idc
    return 62
