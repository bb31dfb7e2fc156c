"""`footlight bench outage`: how soon there is a picture again after either end was killed and came back."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final, Literal

from footlight.bench.machine import require_linux
from footlight.bench.passage.processes import EndProcess
from footlight.bench.server import free_port
from footlight.errors import ConnectionFailedError, OptionInvalidError

End = Literal["sender", "receiver"]

GOAL_SECONDS: Final = 1.0

_SETTLE: Final = 3.0
"""Seconds between a return and the next kill."""
_PATIENCE: Final = 30.0
"""Seconds until a process says that it is ready, or a picture counts as missing."""


@dataclass(frozen=True, slots=True)
class OutageOptions:
    """What to measure.

    Raises:
        OptionInvalidError: a number of seconds or of times that cannot be.
    """

    duration: float = 20.0
    """Seconds from the kill to the start of the new process."""
    times: int = 10
    """How often each end is killed, where the one listens and where the other does."""

    def __post_init__(self) -> None:
        if not 0 <= self.duration <= 600:
            raise OptionInvalidError("--duration wants 0 to 600 seconds")
        if not 1 <= self.times <= 100:
            raise OptionInvalidError("--times wants 1 to 100")


@dataclass(frozen=True, slots=True)
class Returns:
    """How one end came back, each time."""

    killed: End
    listens: End
    returns: int = 0
    within_1_s: int = 0
    never: int = 0
    """Without a picture for half a minute."""
    p50_s: float | None = None
    """From the new process's word that it listens, or is about to connect, to the first picture in the receiver's hand
    that was taken after it."""
    max_s: float | None = None


class Pair:
    """A sender and a receiver, either of which is killed and started again."""

    def __init__(self, listens: End, starting: asyncio.Lock) -> None:
        """``starting`` is held while a process starts, which takes a core: another pair's would make it slow."""
        self.listens = listens
        self._starting = starting
        self._port = free_port()
        self._stack = AsyncExitStack()
        self._ends: dict[End, EndProcess] = {}

    async def begin(self) -> None:
        """Start both, and wait for a picture.

        Raises:
            ConnectionFailedError: one does not start, or none comes.
        """
        order: tuple[End, End] = ("sender", "receiver") if self.listens == "sender" else ("receiver", "sender")
        ready = [await self.start(end) for end in order]
        await self.first(ready[-1])

    async def start(self, end: End) -> int:
        """Start an end; when it was ready, in microseconds.

        Raises:
            ConnectionFailedError: it does not get there.
        """
        module = "outagesending" if end == "sender" else "outagereceiving"
        async with self._starting:
            process = await EndProcess.start(module, "listen" if end == self.listens else "connect", str(self._port))
            self._ends[end] = await self._stack.enter_async_context(process)
            return int((await process.line("ready", _PATIENCE)).split()[1])

    async def kill(self, end: End) -> None:
        """End a process without a chance to say goodbye."""
        await self._ends[end].kill()

    async def first(self, ready: int) -> float:
        """Seconds from ``ready`` until the receiver had the first picture.

        Raises:
            ConnectionFailedError: none comes.
        """
        while True:
            came = int((await self._ends["receiver"].line("first", _PATIENCE)).split()[1])
            if came >= ready:
                return (came - ready) / 1e6

    async def close(self) -> None:
        """End both."""
        await self._stack.aclose()


async def measure_outage(options: OutageOptions, on_returns: Callable[[Returns], None]) -> list[Returns]:
    """Kill each end of cables that run beside each other: most of the time one end of each is dead.

    Raises:
        ToolMissingError: no Linux.
        ConnectionFailedError: an end does not start, or no picture comes before the first kill.
    """
    require_linux()
    cases: list[tuple[End, End]] = [(killed, listens) for listens in _ENDS for killed in _ENDS]
    apart = (options.duration + _SETTLE) / len(cases)
    measured: list[Returns] = []
    starting = asyncio.Lock()

    async def run(number: int, killed: End, listens: End) -> None:
        # Each has its moments between those of the others.
        await asyncio.sleep(number * apart)
        returns = await _case(killed, Pair(listens, starting), options)
        measured.append(returns)
        on_returns(returns)

    tasks = [asyncio.create_task(run(number, *case)) for number, case in enumerate(cases)]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    return measured


_ENDS: Final[tuple[End, End]] = ("sender", "receiver")


def goals(measured: Sequence[Returns]) -> dict[str, bool]:
    """The goal, and whether it was reached."""
    return {"a picture within 1 s, each time": all(one.within_1_s == one.returns for one in measured)}


async def _case(killed: End, pair: Pair, options: OutageOptions) -> Returns:
    found: list[float] = []
    async with AsyncExitStack() as stack:
        stack.push_async_callback(pair.close)
        await pair.begin()
        for _ in range(options.times):
            await asyncio.sleep(_SETTLE)
            await pair.kill(killed)
            await asyncio.sleep(options.duration)
            ready = await pair.start(killed)
            try:
                found.append(await pair.first(ready))
            except ConnectionFailedError:
                continue
    found.sort()
    return Returns(
        killed=killed,
        listens=pair.listens,
        returns=options.times,
        within_1_s=sum(seconds <= GOAL_SECONDS for seconds in found),
        never=options.times - len(found),
        p50_s=round(found[len(found) // 2], 3) if found else None,
        max_s=round(found[-1], 3) if found else None,
    )
