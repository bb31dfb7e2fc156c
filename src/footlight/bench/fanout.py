"""`footlight bench fanout`: how many viewers one core carries, what a viewer costs, and how late the last one is."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from footlight.bench import search
from footlight.bench.compiling import compile_program
from footlight.bench.crowd import Crowd, Seen, crowd
from footlight.bench.machine import cpu_seconds, pin, raise_open_files, require_linux, resident_kb
from footlight.bench.peers import peers
from footlight.bench.publisher import Load, publishing
from footlight.bench.server import CHANNEL, LOAD_CORE, SERVER_CORE, footlight_server
from footlight.clock import SystemClock
from footlight.errors import OptionInvalidError
from footlight.hub.load import WIDEST
from footlight.model.latency import LatencyClass

FOOTLIGHT: Final = "footlight"

_SETTLE_SECONDS: Final = 2.0
_WIDEN_SECONDS: Final = 6.0
_SPARE_FILES: Final = 256


@dataclass(frozen=True, slots=True)
class Point:
    """One server with one crowd, measured for some seconds."""

    server: str
    tls: bool
    viewers: int
    core: float
    """Share of its core that the server took."""
    us_per_message: float
    """The server's CPU time for one message to one viewer, all that it does besides included; microseconds."""
    p50_ms: float
    p99_ms: float
    max_ms: float
    messages: int
    missing: int
    lost: int
    memory_mb: float
    kb_per_viewer: float
    """Memory of the server's process above that without viewers, for each."""
    generator: float
    """Share of the other core that the load generator took."""
    clock_error_us: float
    bundle: float
    """Packets in a message, on average."""
    beside_p50_ms: float | None
    """Of the interactive viewers beside the crowd, where there are any."""
    beside_p99_ms: float | None
    beside_max_ms: float | None
    beside_missing: int | None


@dataclass(frozen=True, slots=True)
class FanoutOptions:
    """What to measure.

    Raises:
        OptionInvalidError: a number of viewers or seconds that cannot be.
    """

    latency: LatencyClass = "interactive"
    """Of the crowd: for interactive viewers nothing is ever gathered."""
    beside: int = 0
    """Interactive viewers beside the crowd, measured apart."""

    viewers: int | None = None
    """So many and no search; None searches for what the core carries."""
    duration: float = 8.0
    """Seconds that each crowd is measured."""
    tls: bool = False
    load: Load = field(default_factory=Load)

    @property
    def bundled(self) -> Load:
        """What the peers send: the same bytes, in as few messages as Footlight makes of them at most."""
        if self.latency == "interactive":
            return self.load
        messages = round(1_000_000 / WIDEST)
        return Load(messages, self.load.payload_bytes * self.load.messages_per_second // messages)

    def __post_init__(self) -> None:
        if self.viewers is not None and self.viewers < 1:
            raise OptionInvalidError("--viewers wants at least 1")
        if self.beside < 0:
            raise OptionInvalidError("--beside wants a number of viewers")
        if not 1 <= self.duration <= 600:
            raise OptionInvalidError("--duration wants 1 to 600 seconds")


@dataclass(frozen=True, slots=True)
class Carried:
    """What follows from the crowds of one server."""

    viewers_per_core: int
    """Viewers at 80 % of the core, on the line between the nearest two crowds that were measured; see `carried`."""
    point: Point
    """The measured crowd that is nearest to that."""


async def measure_fanout(options: FanoutOptions, on_point: Callable[[Point], None]) -> dict[str, Carried]:
    """Measure Footlight and then its peers, each with one crowd after the other; by the server's name.

    Where one crowd was asked for nothing is searched: a server is told to carry that crowd, or nobody.

    Raises:
        ToolMissingError: no Linux, or no C compiler.
        ConnectionFailedError: a server does not start, or does not take the viewers.
    """
    require_linux()
    most = raise_open_files() - _SPARE_FILES
    pin(0, LOAD_CORE)
    found: dict[str, Carried] = {}
    with tempfile.TemporaryDirectory(prefix="footlight-bench-") as name:
        folder = Path(name)
        generator = await compile_program("viewers", folder, tls=options.tls)
        servers = {FOOTLIGHT: _footlight(folder, options)}
        servers |= {peer.name: peer.running(options.bundled) for peer in await peers(folder, tls=options.tls)}
        for server, running in servers.items():
            async with (
                running as (pid, port),
                crowd(generator, port, CHANNEL, LOAD_CORE, options.latency) as viewers,
                crowd(generator, port, CHANNEL, LOAD_CORE, "interactive") as beside,
            ):
                points = await _Bench(server, pid, viewers, beside, options).search(most, on_point)
            found[server] = _carried(points)
    return found


def _carried(points: Sequence[Point]) -> Carried:
    viewers = search.carried([search.Measured(point.viewers, point.core) for point in points])
    return Carried(viewers, min(points, key=lambda point: abs(point.viewers - viewers)))


@asynccontextmanager
async def _footlight(folder: Path, options: FanoutOptions) -> AsyncIterator[tuple[int, int]]:
    data = folder / "data"
    data.mkdir()
    async with (
        footlight_server(data, core=SERVER_CORE, tls=options.tls) as server,
        publishing(server, options.load, SystemClock()),
    ):
        yield server.pid, server.url.port


class _Bench:
    """One server and one crowd, and interactive viewers beside it."""

    def __init__(self, name: str, pid: int, viewers: Crowd, beside: Crowd, options: FanoutOptions) -> None:
        self._name = name
        self._pid = pid
        self._crowd = viewers
        self._beside = beside
        self._options = options
        self._empty_kb = 0

    async def search(self, most: int, on_point: Callable[[Point], None]) -> list[Point]:
        """Measure the wanted crowd, or one after the other until 80 % of the core is found."""
        points: list[Point] = []
        wanted = self._options.viewers or search.next_crowd([], most)
        while wanted is not None:
            points.append(await self.point(wanted))
            on_point(points[-1])
            if self._options.viewers is not None:
                break
            wanted = search.next_crowd([search.Measured(point.viewers, point.core) for point in points], most)
        return points

    async def point(self, viewers: int) -> Point:
        if not self._empty_kb:
            await asyncio.sleep(_SETTLE_SECONDS)
            self._empty_kb = resident_kb(self._pid)
        await self._beside.gather(self._options.beside)
        await self._crowd.gather(viewers)
        # Bundles grow step by step.
        grows = self._name == FOOTLIGHT and self._options.latency != "interactive"
        await asyncio.sleep(_WIDEN_SECONDS if grows else _SETTLE_SECONDS)
        cpu, started = cpu_seconds(self._pid), asyncio.get_running_loop().time()
        seen, beside = await asyncio.gather(
            self._crowd.measure(self._options.duration), self._beside.measure(self._options.duration)
        )
        cpu = cpu_seconds(self._pid) - cpu
        seconds = asyncio.get_running_loop().time() - started
        return self._point(viewers, cpu, seconds, seen, beside)

    def _point(self, viewers: int, cpu: float, seconds: float, seen: Seen, beside: Seen) -> Point:
        memory = resident_kb(self._pid)
        ordinary, other = seen.ordinary, beside.ordinary if self._options.beside else None
        return Point(
            server=self._name,
            tls=self._options.tls,
            viewers=viewers,
            core=round(cpu / seconds, 3),
            us_per_message=round(cpu * 1e6 / max(ordinary.messages + beside.ordinary.messages, 1), 2),
            p50_ms=ordinary.p50_ms,
            p99_ms=ordinary.p99_ms,
            max_ms=ordinary.max_ms,
            messages=ordinary.messages,
            missing=ordinary.missing,
            lost=seen.lost + beside.lost,
            memory_mb=round(memory / 1024, 1),
            kb_per_viewer=round((memory - self._empty_kb) / viewers, 1),
            generator=round(seen.generator_cpu + beside.generator_cpu, 3),
            clock_error_us=ordinary.clock_error_us,
            bundle=round(ordinary.packets / max(ordinary.messages, 1), 2),
            beside_p50_ms=other.p50_ms if other else None,
            beside_p99_ms=other.p99_ms if other else None,
            beside_max_ms=other.max_ms if other else None,
            beside_missing=other.missing if other else None,
        )
