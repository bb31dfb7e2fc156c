"""The bounded log of messages that all viewers of a feed share: how far one is, is only a position in it."""

from collections import deque
from dataclasses import dataclass
from typing import Final

from footlight.hub.form import Letter
from footlight.hub.limits import HubLimits
from footlight.hub.preamble import Preamble
from footlight.model.units import Micros

_LONGEST: Final = Micros(10_000_000)
"""A group that lasts longer is not kept whole: a join would begin with too much of the past."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message, built once for all viewers."""

    frame: Letter
    """The whole message; empty where only the preamble is new."""
    preamble: Preamble
    """What holds from here on."""
    at: Micros
    """When it was appended, by the hub's clock."""
    offset: int
    """Bytes of all messages ever appended before it."""
    group: int
    """The log's count of groups when it came."""
    captured_at: Micros | None
    """Of its newest packet; None where it is no media, and only for those who keep up."""


class MessageLog:
    """Messages by a position that only grows; bounded in bytes and in time.

    It keeps what a viewer within the lag bound may still need, and the two newest groups, so that a join
    finds a whole one; beyond the bound in bytes (or ten seconds) the oldest go, whoever may need them.
    """

    def __init__(self, limits: HubLimits) -> None:
        self._limits = limits
        self._entries: deque[Entry] = deque()
        self._bytes = 0
        self._previous_start: int | None = None
        self.group = 0
        """Counts the groups, whatever the broadcast."""
        self.first = 0
        """Position of the oldest message kept."""
        self.end = 0
        """Position of the next message to be appended."""
        self.group_start: int | None = None
        """Where to begin for the newest group; None where none is kept."""

    def __getitem__(self, position: int) -> Entry:
        return self._entries[position - self.first]

    def append(
        self,
        frame: Letter,
        preamble: Preamble,
        now: Micros,
        captured_at: Micros | None = None,
        starts_at: int | None = None,
    ) -> None:
        """Add a message and let go of what is beyond the bounds.

        Args:
            captured_at: of media, when its newest packet was.
            starts_at: the position from which the group can be decoded that this message opens; it may
                lie a little before this message. None where it opens none.
        """
        if starts_at is not None:
            self.group += 1
            self._previous_start, self.group_start = self.group_start, max(starts_at, self.first)
        self._entries.append(Entry(frame, preamble, now, self._bytes, self.group, captured_at))
        self._bytes += len(frame)
        self.end += 1
        self.trim(now)

    def end_groups(self) -> None:
        """Nobody is to begin with what was appended until now; who lags may still need it for a moment."""
        self.group_start = self._previous_start = None

    def media_from(self, position: int) -> int:
        """The position of the first message of media from ``position`` on, or the end."""
        while self.first <= position < self.end and self[position].captured_at is None:
            position += 1
        return position

    def bytes_from(self, position: int) -> int:
        """Bytes of the messages from ``position`` on."""
        return self._bytes - self[max(position, self.first)].offset if position < self.end else 0

    def age(self, position: int, now: Micros) -> Micros:
        """For how long the message at ``position`` has been there; 0 where it is still to come."""
        return Micros(now - self[max(position, self.first)].at) if position < self.end else Micros(0)

    def trim(self, now: Micros) -> None:
        """Let go of what is beyond the bounds."""
        keep_from = self.group_start if self._previous_start is None else self._previous_start
        while len(self._entries) > 1:
            oldest = self._entries[0]
            age = now - oldest.at
            too_much = self._bytes - oldest.offset > self._limits.lag_bytes or age > _LONGEST
            wanted = age <= self._limits.lag or (keep_from is not None and self.first >= keep_from)
            if wanted and not too_much:
                break
            self._entries.popleft()
            self.first += 1
        if self.group_start is not None and self.group_start < self.first:
            self.group_start = None
        if self._previous_start is not None and self._previous_start < self.first:
            self._previous_start = None
