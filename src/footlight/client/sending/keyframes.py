"""When each picture track begins a new group: all tracks at the same moments."""

from typing import Final

from footlight.model.units import Micros

GROUP: Final = Micros(2_000_000)
"""How long a group lasts where nobody asks for a new one."""


class KeyframeSchedule:
    """What the picture tracks of one broadcast share: how often somebody asked for a keyframe.

    Asked from any thread; a counter that only one end raises needs no lock.
    """

    def __init__(self) -> None:
        self.requests = 0

    def request(self) -> None:
        """Every track's next picture is to be a keyframe."""
        self.requests += 1


class KeyframeCue:
    """One track's view of the schedule; belongs to its encoder's thread."""

    def __init__(self, schedule: KeyframeSchedule) -> None:
        self._schedule = schedule
        self._seen = schedule.requests
        self._period = -1

    def due(self, pts: Micros) -> bool:
        """Whether the picture at ``pts`` (on the broadcast's zero) is to be a keyframe."""
        requests, period = self._schedule.requests, pts // GROUP
        wanted = requests != self._seen or period != self._period
        self._seen, self._period = requests, period
        return wanted
