"""Pulls what the store says: keeps a worker where there is anything to pull, and what it reports in the store."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Final, Protocol

from footlight.errors import BY_CODE, FootlightError, SourceStalledError, StoreUnavailableError
from footlight.ingest.pull.keys import PullKeys
from footlight.ingest.pull.messages import Assignment, Pull, Report
from footlight.ingest.pull.sources import PullInfo, PullSources, PullState
from footlight.logs import logger
from footlight.store.store import Store

_LOOK_SECONDS: Final = 0.5
_RESTART_SECONDS: Final = (1.0, 30.0)
"""After how long a worker that ended is started again: at first, and at most."""

_log = logger(__name__)


class Worker(Protocol):
    """What the supervisor needs of `footlight.ingest.pull.process.WorkerProcess`."""

    @property
    def pid(self) -> int: ...
    async def assign(self, assignment: Assignment) -> None: ...
    def reports(self) -> AsyncIterator[Report]: ...


@dataclass(frozen=True, slots=True)
class Ingest:
    """Where the worker sends what it pulls, and which networks it may fetch from."""

    secure: bool
    host: str
    port: int
    pin: str | None
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Assigned:
    pull: Pull
    info: PullInfo


class PullSupervisor:
    """Runs until it is cancelled, on the server's event loop."""

    def __init__(
        self,
        store: Store,
        sources: PullSources,
        keys: PullKeys,
        ingest: Ingest,
        start_worker: Callable[[], AbstractAsyncContextManager[Worker]],
    ) -> None:
        self._store = store
        self._sources = sources
        self._keys = keys
        self._ingest = ingest
        self._start_worker = start_worker
        self._next_id = 0
        self._assigned: dict[int, _Assigned] = {}
        self._states: dict[int, PullState] = {}
        self._changed = asyncio.Event()

    def states(self) -> Mapping[PullState, int]:
        """How many pulls are in each state."""
        return Counter(self._states.get(id, "waiting") for id in self._assigned)

    def allow(self, networks: tuple[str, ...]) -> None:
        """Fetch from these networks too, and from no others that are not public; what is live is asked anew."""
        if networks == self._ingest.allowed:
            return
        self._ingest = replace(self._ingest, allowed=networks)
        assigned = list(self._assigned.values())
        for one in assigned:
            self._forget(one)
        self._assign([one.info for one in assigned])
        self._changed.set()

    async def run(self) -> None:
        """Pull, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch())
            group.create_task(self._keep_worker())

    async def _watch(self) -> None:
        """See what is to be pulled, whoever says so and in which process."""
        stale = True
        async with self._store.watch() as watch:
            while True:
                try:
                    stale = await watch.changed() or stale
                    if stale:
                        self._assign(await self._sources.list())
                        stale = False
                except StoreUnavailableError as error:
                    _log.error("pull sources cannot be read", error=str(error))
                await asyncio.sleep(_LOOK_SECONDS)

    def _assign(self, infos: Sequence[PullInfo]) -> None:
        wanted = {(info.channel, info.url.text): info for info in infos}
        before = {(one.info.channel, one.info.url.text): one for one in self._assigned.values()}
        for place, one in before.items():
            if place not in wanted:
                self._forget(one)
        for place, info in wanted.items():
            if place not in before:
                self._next_id += 1
                pull = Pull(self._next_id, info.channel, info.url.text, self._keys.issue(info.channel))
                self._assigned[pull.id] = _Assigned(pull, info)
        if before.keys() != wanted.keys():
            self._changed.set()

    def _forget(self, one: _Assigned) -> None:
        self._keys.withdraw(one.pull.key)
        del self._assigned[one.pull.id]
        self._states.pop(one.pull.id, None)

    async def _keep_worker(self) -> None:
        delay = _RESTART_SECONDS[0]
        while True:
            while not self._assigned:
                await self._changed.wait()
                self._changed.clear()
            started = asyncio.get_running_loop().time()
            try:
                async with self._start_worker() as worker:
                    _log.info("pull worker started", pid=worker.pid, pulls=len(self._assigned))
                    await self._serve(worker)
            except OSError as error:
                _log.error("pull worker cannot be run", error=str(error))
            if not self._assigned:
                continue
            if asyncio.get_running_loop().time() - started > _RESTART_SECONDS[1]:
                delay = _RESTART_SECONDS[0]
            _log.warning("pull worker ended: starting it again", again_in=delay)
            await asyncio.sleep(delay)
            delay = min(delay * 2, _RESTART_SECONDS[1])

    async def _serve(self, worker: Worker) -> None:
        """Assign whenever that changes, until the worker ends or there is nothing to pull any more."""
        self._changed.set()
        telling = asyncio.create_task(self._tell(worker))
        listening = asyncio.create_task(self._listen(worker))
        try:
            done, _ = await asyncio.wait({telling, listening}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in (telling, listening):
                task.cancel()
            await asyncio.wait({telling, listening})

    async def _tell(self, worker: Worker) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            if not self._assigned:
                return
            pulls = [one.pull for one in self._assigned.values()]
            ingest = self._ingest
            await worker.assign(
                Assignment(ingest.secure, ingest.host, ingest.port, ingest.pin, list(ingest.allowed), pulls)
            )

    async def _listen(self, worker: Worker) -> None:
        async for report in worker.reports():
            one = self._assigned.get(report.id)
            if one is None:
                continue
            self._states[report.id] = report.state
            try:
                await self._sources.report(one.info.channel, one.info.url, report.state, _error(report))
            except StoreUnavailableError as error:
                _log.error("how a pull goes cannot be kept", channel=one.info.channel, error=str(error))


def _error(report: Report) -> FootlightError | None:
    return None if report.code is None else BY_CODE.get(report.code, SourceStalledError)(report.message or report.code)
