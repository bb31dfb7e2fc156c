"""A track of silence."""

from dataclasses import replace

from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.wire.opus import opus_head
from tests.client.media import packet

SOUND = Track(
    id=1, kind="audio", name="sound", codec="opus", description=opus_head(2, 312), timescale=48_000,
    sample_rate=48_000, channels=2,
)  # fmt: skip
SILENCE = b"\xfc\xff\xfe"
"""An Opus packet of 20 ms of silence."""


PERIOD = 960
"""Ticks that a packet lasts."""


def sounds(number: int, first: int = 0) -> list[Packet]:
    """Packets from the ``first`` on; 50 make a second."""
    return [
        replace(packet(at, track=1, payload=SILENCE, pts=at * PERIOD), duration=PERIOD)
        for at in range(first, first + number)
    ]
