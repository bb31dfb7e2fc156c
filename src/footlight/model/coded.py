"""What a source gives that is coded already: a camera on the network, a file that need not be coded again."""

from dataclasses import dataclass

from footlight.model.units import Micros


@dataclass(frozen=True, slots=True)
class CodedFormat:
    """How a stream of pictures is coded, told before the first of them and with each of them."""

    codec: str
    """WebCodecs codec string, as `Track.codec`."""
    description: bytes
    """Decoder configuration record, as `Track.description`."""
    width: int
    height: int
    fps: float
    name: str
    """What the source is to people, as in `VideoFormat`."""
    bitrate: int = 0
    """Bits a second, where the source tells."""


@dataclass(frozen=True, slots=True)
class CodedSample:
    """One coded picture, in decoding order."""

    format: CodedFormat
    """Another object than the sample's before means other parameters: only at a keyframe."""
    payload: bytes
    """An ISO BMFF sample, as `Packet.payload`."""
    keyframe: bool
    """Decoding can start here: an IDR in H.264."""
    sequence: int
    pts: Micros
    """Presentation time on a zero common to all streams of the source."""
    dts: Micros
    duration: Micros
    """Advisory; 0 where not known."""
    captured_at: Micros
    """When it was received: in the clock of the machine that holds the sample."""
    stream: int = 0
