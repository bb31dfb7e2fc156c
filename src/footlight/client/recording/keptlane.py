"""What a recording knows of one track: where it is, and whether something is missing."""

from dataclasses import dataclass

from footlight.client.recording.film import Film
from footlight.client.recording.gap import Why
from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Track
from footlight.model.units import Micros


@dataclass(slots=True)
class KeptLane:
    """What is known of one track of what is recorded."""

    track: Track
    film: Film
    """Where its packets go."""
    origin: int = 0
    """The track's time that is time 0 of the recording."""
    after: tuple[int, int] | None = None
    """Group and sequence of the newest packet kept; None where a keyframe must come first."""
    newest: tuple[int, int] = (-1, -1)
    end: int = -1
    """The newest dts in the recording's time."""
    until: Micros | None = None
    """Till when the newest packet lasts, in the recording's time."""
    told: Why | None = None
    """Why packets may be missing after the newest one."""

    def at(self, packet: Packet) -> Micros:
        """When, in the recording's time."""
        return micros_of(packet.dts - self.origin, self.track.timescale)

    def lacks(self, packet: Packet) -> bool:
        """Whether packets are missing between the newest and this one, which can be decoded."""
        if self.after is None:
            return True
        group, sequence = self.after
        if (packet.group, packet.sequence) == (group, sequence + 1):
            return False
        if (packet.group, packet.sequence) != (group + 1, 0):
            return True
        # A group of pictures may have lost its end, which no number tells. Each packet of sound is a group.
        broken_off = self.told is not None or bool(packet.flags & PacketFlags.DISCONTINUITY)
        return broken_off and self.track.kind == "video"

    def keep(self, packet: Packet) -> None:
        """Count the packet as the newest."""
        dts = packet.dts - self.origin
        lasts = packet.duration or (dts - self.end if self.end >= 0 else 0)
        self.until = micros_of(dts + lasts, self.track.timescale)
        self.end = dts
        self.after = self.newest = (packet.group, packet.sequence)
        self.told = None


def micros_of(ticks: int, timescale: int) -> Micros:
    """A time of a track."""
    return Micros(ticks * 1_000_000 // timescale)
