"""What a container says of its streams: kept apart from it, for what PyAV calls a stream is gone with its container."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from av.container import InputContainer
from av.stream import Discard, Disposition, Stream
from av.video.stream import VideoStream

from footlight.capture.stream.passed import Traits

if TYPE_CHECKING:  # generic for the type checker only
    from av.audio.codeccontext import AudioCodecContext
    from av.video.codeccontext import VideoCodecContext

_USUAL_FPS = 25.0


@dataclass(frozen=True, slots=True)
class PictureStream:
    """Moving pictures."""

    index: int
    tick: Fraction
    """Seconds that its times count in."""
    decoder: "VideoCodecContext"
    """For one user."""
    traits: Traits
    aspect: float
    """How many times as wide as high a pixel is."""


@dataclass(frozen=True, slots=True)
class SoundStream:
    """Sound."""

    index: int
    tick: Fraction
    """As of pictures."""
    decoder: "AudioCodecContext"
    """For one user."""
    channels: int


def choose(container: InputContainer, name: str) -> tuple[PictureStream | None, SoundStream | None]:
    """The first moving pictures and the first sound, or the best of variants; the others are not even fetched."""
    video = next((stream for stream in container.streams.video if _moves(stream)), None)
    best = container.streams.best("video")
    if isinstance(best, VideoStream) and _moves(best):
        video = best
    audio = next(iter(container.streams.audio), None)
    for stream in container.streams:
        if stream not in (video, audio):
            stream.discard = Discard.all
    sound = SoundStream(audio.index, _tick(audio), audio.codec_context, audio.channels) if audio is not None else None
    return _pictures(video, name) if video is not None else None, sound


def _pictures(stream: VideoStream, name: str) -> PictureStream:
    context = stream.codec_context
    rate = float(stream.average_rate or stream.guessed_rate or _USUAL_FPS)
    traits = Traits(
        codec=context.codec.canonical_name, extradata=bytes(context.extradata or b""), fps=rate, name=name,
        bitrate=context.bit_rate or 0,
    )  # fmt: skip
    return PictureStream(stream.index, _tick(stream), context, traits, float(stream.sample_aspect_ratio or 1))


def _tick(stream: Stream) -> Fraction:
    return stream.time_base or Fraction(1, 1_000_000)


def _moves(stream: VideoStream) -> bool:
    """Whether it is more than the cover of a song."""
    return not stream.disposition & (Disposition.attached_pic | Disposition.timed_thumbnails)
