"""Comparing two clocks by ping (docs/protocol.md, "Clocks"; the arithmetic is that of RFC 5905, section 8)."""

from collections import deque
from dataclasses import dataclass
from typing import Final

from footlight.model.units import Micros

SAMPLES: Final = 8
"""How many of the latest exchanges are looked at, as in NTP's clock filter (RFC 5905, section 10)."""


@dataclass(frozen=True, slots=True)
class _Sample:
    rtt: Micros
    offset: Micros


class ClockSync:
    """How far the other end's clock is ahead of ours, from the four times of each ping and its pong.

    The exchange with the shortest round trip among the last eight is believed: what a queue on the way
    delayed went one way only, and would be taken for a difference of the clocks.
    """

    def __init__(self) -> None:
        self._samples: deque[_Sample] = deque(maxlen=SAMPLES)
        self._best = _Sample(Micros(0), Micros(0))

    def add(self, sent: Micros, received_at: Micros, sent_at: Micros, received: Micros) -> None:
        """Take in one exchange.

        ``sent`` and ``received`` are ours: when the ping left and the pong came. ``received_at`` and
        ``sent_at`` are the other end's, from the pong. An exchange that cannot be (it ends before
        it began, or the other end held it longer than it took) is left out.
        """
        rtt = (received - sent) - (sent_at - received_at)
        if received < sent or sent_at < received_at or rtt < 0:
            return
        offset = ((received_at - sent) + (sent_at - received)) // 2
        self._samples.append(_Sample(Micros(rtt), Micros(offset)))
        # Of equals the latest: clocks drift.
        self._best = min(reversed(self._samples), key=lambda sample: sample.rtt)

    @property
    def ready(self) -> bool:
        """At least one exchange was taken in."""
        return bool(self._samples)

    @property
    def offset(self) -> Micros:
        """The other clock minus ours; 0 before the first exchange."""
        return self._best.offset

    @property
    def rtt(self) -> Micros:
        """The round trip of the exchange believed; 0 before the first."""
        return self._best.rtt
