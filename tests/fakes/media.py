"""Synthetic tracks and packets: the hub never looks into a payload."""

from dataclasses import dataclass, field

from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Track
from footlight.model.units import Micros

MAIN = Track(0, "video", "main", "avc1.42c01f", b"avcC", 90_000, width=1280, height=720, fps=30.0)
CAMERA = Track(1, "video", "camera", "avc1.42c01f", b"avcC", 90_000, width=640, height=480, fps=30.0)
SOUND = Track(2, "audio", "sound", "opus", b"OpusHead", 48_000, sample_rate=48_000, channels=2)


@dataclass
class PacketMaker:
    """Makes the packets of one track in order."""

    track: Track
    group: int = -1
    sequence: int = 0
    made: list[Packet] = field(default_factory=list)

    def key(self, payload: bytes = b"key", captured_at: int = 0) -> Packet:
        """The packet that opens the next group."""
        self.group += 1
        self.sequence = 0
        return self._make(PacketFlags.KEYFRAME, payload, captured_at)

    def delta(self, payload: bytes = b"delta", captured_at: int = 0) -> Packet:
        """The next packet of the group."""
        self.sequence += 1
        return self._make(PacketFlags(0), payload, captured_at)

    def _make(self, flags: PacketFlags, payload: bytes, captured_at: int) -> Packet:
        pts = len(self.made) * 3_000
        packet = Packet(
            self.track.id, self.track.generation, self.group, self.sequence, pts, pts, 3_000,
            Micros(captured_at), flags, payload,
        )  # fmt: skip
        self.made.append(packet)
        return packet
