"""What comes out of every encoder of pictures."""

from dataclasses import dataclass

from footlight.model.packet import Payload
from footlight.model.units import Micros


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """One coded picture, as `Packet.payload`."""

    payload: Payload
    keyframe: bool
    """Decoding can start here: an IDR in H.264, every picture of JPEG, raw and BGR."""
    pts: Micros
    captured_at: Micros
