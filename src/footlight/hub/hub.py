"""The registry of everything live in this process: channels, their publishers and their viewers."""

import asyncio
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Set
from typing import Final

from footlight.errors import FootlightError, LimitReachedError, ServerStoppingError
from footlight.hub.counters import HubCounters, Lag
from footlight.hub.form import Form, WebSocketForm
from footlight.hub.limits import HubLimits
from footlight.hub.load import Demand, LoadController
from footlight.hub.publisher import Publisher, PublisherLink
from footlight.hub.stage import Stage
from footlight.hub.viewer import Outlet, Viewer
from footlight.hub.writer import Writer
from footlight.logs import logger
from footlight.model.broadcast import Broadcast, BroadcastId
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.latency import LatencyClass
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros

_TICK_SECONDS: Final = 0.25
_TELL_VIEWERS_EVERY: Final = Micros(5_000_000)
_AT_ONCE: Final = 200
"""How many connections are told bye before the event loop may send what it was handed."""

_TOO_LATE: Final = Micros(250_000)
"""A message that takes longer to reach a whole crowd: the core is full, whatever its share looks like."""

_log = logger(__name__)


def _nothing() -> Micros:
    return Micros(0)


class Hub:
    """Live broadcasts and their viewers. All methods belong to one event loop.

    `run` must run for as long as the hub is in use; `close` lets everybody go.
    """

    def __init__(self, clock: Clock, limits: HubLimits, used: Callable[[], Micros] = _nothing) -> None:
        """``used`` tells the CPU time of the event loop's thread until now: how busy it is decides on bundles."""
        self._clock = clock
        self._limits = limits
        self._used = used
        self._measured = (clock.now(), used())
        self.load = LoadController(clock.now())
        """How busy the event loop is, and for how long packets are therefore gathered."""
        self.writer = Writer(clock)
        """Writes to crowds, while `run` runs."""
        self._stages: dict[ChannelName, Stage] = {}
        self._viewers_told_at = clock.now()
        self._closed = False
        self._logged = (0, 0)
        self._forgotten = HubCounters()
        """Of channels that are not in memory any more."""

    @property
    def counters(self) -> HubCounters:
        """Totals since the hub began."""
        total = HubCounters()
        for counters in (self._forgotten, *(stage.counters for stage in self._stages.values())):
            total.add(counters)
        return total

    @property
    def viewers(self) -> int:
        """Viewers of all channels right now."""
        return sum(len(stage) for stage in self._stages.values())

    def open(
        self, channel: ChannelName, right: Hashable, session: str | None, take_over: bool, link: PublisherLink
    ) -> Publisher:
        """Begin a broadcast, or go on with the one of the same session.

        Args:
            right: to send, as the caller made sure of it; by it `withdraw` finds the broadcast.
            session: the publisher's own name for its run.
            take_over: end the broadcast of another session.
            link: how to reach the publisher.

        Raises:
            ChannelBusyError: another session is live and ``take_over`` is not set.
            LimitReachedError: too many broadcasts.
            ServerStoppingError: the hub is closed.
        """
        self._check_open()
        stage = self._stage(channel)
        broadcasts = sum(one.live is not None for one in self._stages.values())
        if stage.live is None and broadcasts >= self._limits.broadcasts:
            self._forget_if_empty(stage)
            raise LimitReachedError(f"the server carries {broadcasts} broadcasts, which is all it may: try later")
        return stage.open(right, session, take_over, link)

    def watch(
        self,
        channel: ChannelName,
        outlet: Outlet,
        *,
        right: Hashable,
        form: type[Form] = WebSocketForm,
        latency: LatencyClass = "normal",
    ) -> Viewer:
        """A new viewer, who is counted from now on and sent nothing before `Viewer.join`.

        Args:
            right: to watch, as the caller made sure of it; by it `withdraw` finds the viewer.
            form: how its messages are laid out.
            latency: how soon it wants them where the server is busy.

        Raises:
            LimitReachedError: too many viewers.
            ServerStoppingError: the hub is closed.
        """
        self._check_open()
        viewers = self.viewers
        if viewers >= self._limits.viewers:
            raise LimitReachedError(f"the server has {viewers} viewers, which is all it may: try later")
        return self._stage(channel).watch(outlet, right, form, latency)

    def rights(self) -> dict[ChannelName, set[Hashable]]:
        """By which rights anybody watches or sends right now; all the hub knows of them is whether two are equal."""
        return {channel: stage.rights() for channel, stage in self._stages.items()}

    async def withdraw(self, channel: ChannelName, rights: Set[Hashable], error: FootlightError) -> None:
        """End what is sent and watched by any of ``rights``, at once, and tell why."""
        stage = self._stages.get(channel)
        if stage is None:
            return
        if stage.live is not None and stage.live.right in rights:
            stage.end(stage.live, error)
        await _dismiss([viewer for viewer in stage.viewers() if viewer.right in rights], error)

    def refuse(self, broadcast: BroadcastId, error: FootlightError) -> None:
        """End a broadcast if it is on, and tell its publisher why."""
        for stage in self._stages.values():
            if stage.live is not None and stage.live.id == broadcast:
                stage.end(stage.live, error)

    def broadcasts(self) -> list[Broadcast]:
        """What is on, on all channels, longest first."""
        found = [stage.broadcast() for stage in self._stages.values()]
        return sorted((one for one in found if one is not None), key=lambda one: one.started_at)

    def broadcast(self, channel: ChannelName) -> Broadcast | None:
        """What is on on a channel."""
        stage = self._stages.get(channel)
        return stage.broadcast() if stage is not None else None

    async def changed(self, channel: ChannelName) -> None:
        """Wait until a broadcast begins or ends on a channel that has a viewer, or its tracks change."""
        await self._stage(channel).changed.wait()

    def newest_keyframe(self, channel: ChannelName) -> tuple[Track, Packet] | None:
        """The newest keyframe of the channel's main track of pictures, with what it takes to decode it."""
        stage = self._stages.get(channel)
        return stage.newest_keyframe if stage is not None else None

    def viewers_of(self, channel: ChannelName) -> int:
        """Viewers of a channel, whether anything is on or not."""
        stage = self._stages.get(channel)
        return len(stage) if stage is not None else 0

    def lag(self) -> Lag:
        """How far viewers are behind right now: the depth of their queues."""
        return sum((stage.lag() for stage in self._stages.values()), Lag())

    def least_lag(self, channel: ChannelName) -> Micros:
        """How far all viewers of a channel are behind at least; 0 where one keeps up, or none is there."""
        stage = self._stages.get(channel)
        return stage.least_lag() if stage is not None else Micros(0)

    def viewers_by_class(self) -> Counter[LatencyClass]:
        """How many viewers of each latency class have joined."""
        return sum((stage.viewers_by_class() for stage in self._stages.values()), Counter())

    async def run(self) -> None:
        """Do what is due by time, and write to crowds, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.writer.run())
            while True:
                await asyncio.sleep(_TICK_SECONDS)
                self.tick()

    def tick(self) -> None:
        """Do what is due now: absences that last too long, viewers that take nothing, the count of viewers."""
        now = self._clock.now()
        tell = now - self._viewers_told_at >= _TELL_VIEWERS_EVERY
        if tell:
            self._viewers_told_at = now
            self._log_losses()
        self.load.measured(self._share(now), self._demand, now)
        for stage in list(self._stages.values()):
            stage.tick(now)
            stage.gather()
            if tell:
                stage.tell_viewers()
            self._forget_if_empty(stage)

    def _demand(self) -> Demand:
        return sum((stage.demand() for stage in self._stages.values()), Counter())

    def _share(self, now: Micros) -> float:
        """Of the core, since the last tick."""
        (before, used_before), self._measured = self._measured, (now, self._used())
        if self.writer.late(now) >= _TOO_LATE:
            return 1.0
        return min(1.0, (self._measured[1] - used_before) / max(1, now - before))

    def _log_losses(self) -> None:
        """One line for all viewers: a crowd on a bad network would drown everything else."""
        counters = self.counters
        skipped, stalled = counters.skipped_groups, counters.stalled_viewers
        if (skipped, stalled) != self._logged:
            groups, viewers = skipped - self._logged[0], stalled - self._logged[1]
            _log.info("viewers could not keep up", skipped_groups=groups, stalled_viewers=viewers)
            self._logged = (skipped, stalled)

    async def close(self) -> None:
        """Let everybody go with ``server_stopping``; who comes later is refused."""
        self._closed = True
        for stage in list(self._stages.values()):
            stopping = ServerStoppingError("the server is stopping: connect again in a moment")
            if stage.live is not None and stage.live.publisher is not None:
                stage.live.publisher.link.dismiss(stopping)
            await _dismiss(stage.viewers(), stopping)

    def _check_open(self) -> None:
        if self._closed:
            raise ServerStoppingError("the server is stopping: connect again in a moment")

    def _stage(self, channel: ChannelName) -> Stage:
        stage = self._stages.get(channel)
        if stage is None:
            stage = self._stages[channel] = Stage(channel, self._clock, self._limits, self.load, self.writer)
        return stage

    def _forget_if_empty(self, stage: Stage) -> None:
        if stage.live is None and not len(stage):
            del self._stages[stage.channel]
            self._forgotten.add(stage.counters)


async def _dismiss(viewers: Iterable[Viewer], error: FootlightError) -> None:
    for told, viewer in enumerate(viewers, 1):
        viewer.dismiss(error)
        if told % _AT_ONCE == 0:
            await asyncio.sleep(0)
