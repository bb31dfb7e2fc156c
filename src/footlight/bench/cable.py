"""`footlight bench cable`: numpy arrays from one program straight to another, beside the tools made for that."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from footlight.bench.machine import require_linux
from footlight.bench.passage.passage import Passage, left_out, measure
from footlight.bench.passage.run import Meeting
from footlight.bench.passage.ways import Way, tool
from footlight.errors import OptionInvalidError

YARDSTICK: Final[Way] = "netgear jpeg"
"""NetGear as it comes."""

WAYS: Final[tuple[Way, ...]] = (
    YARDSTICK,
    "footlight h264",
    "footlight jpeg",
    "imagezmq req jpeg",
    "imagezmq pub jpeg",
    "vidstream jpeg",
    "footlight raw",
    "footlight bgr",
    "imagezmq req raw",
    "imagezmq pub raw",
    "netgear raw",
)
"""Like beside like, so that what else the machine does in these minutes meets both."""

_MOST_DELAY: Final = 1.5
_MOST_BANDWIDTH: Final = 0.1


@dataclass(frozen=True, slots=True)
class CableOptions:
    """What to measure.

    Raises:
        OptionInvalidError: a number of seconds that cannot be.
    """

    duration: float = 12.0

    def __post_init__(self) -> None:
        if not 1 <= self.duration <= 600:
            raise OptionInvalidError("--duration wants 1 to 600 seconds")


async def measure_cable(options: CableOptions, on_row: Callable[[dict[str, object]], None]) -> list[Passage]:
    """Measure every way whose tool is installed; of the others it is said how to get them.

    Args:
        options: what to measure.
        on_row: told each `Passage`, and its bandwidth as a share of NetGear's: ``of_netgear``.

    Raises:
        ToolMissingError: no Linux.
        ConnectionFailedError: a sender or a receiver does not start, or no picture came.
    """
    require_linux()
    measured: list[Passage] = []
    for way in WAYS:
        passage = left_out(way)
        if passage is None:
            passage = await measure(way, Meeting(), options.duration)
        measured.append(passage)
        on_row({**asdict(passage), "of_netgear": share(passage, measured[0])})
    return measured


def share(passage: Passage, of: Passage) -> float | None:
    """The bandwidth of one as a share of the other's; None where one was not measured."""
    return round(passage.mbit_s / of.mbit_s, 3) if passage.mbit_s and of.mbit_s else None


def goals(measured: Sequence[Passage]) -> dict[str, bool]:
    """Each goal whose peers were measured, and whether it was reached."""
    found: dict[str, bool] = {}
    by_path = {one.path: one for one in measured}
    h264, yardstick = by_path["footlight h264"], by_path[YARDSTICK]
    if h264.p50_ms is not None and yardstick.p50_ms is not None:
        found["H.264 within 1.5 times NetGear's p50"] = h264.p50_ms <= _MOST_DELAY * yardstick.p50_ms
        found["at a tenth of its bandwidth"] = (share(h264, yardstick) or 1.0) <= _MOST_BANDWIDTH
    for kind, words in (("JPEG", ("jpeg",)), ("raw", ("raw", "bgr"))):
        own = _best(measured, words, own=True)
        peer = _best(measured, words, own=False)
        if own is not None and peer is not None:
            found[f"{kind} as soon as the best"] = own <= peer
    return found


def _best(measured: Sequence[Passage], words: Sequence[str], *, own: bool) -> float | None:
    return min(
        (
            one.p50_ms
            for one in measured
            if one.p50_ms is not None and (tool(one.path) == "footlight") is own and one.path.endswith(tuple(words))
        ),
        default=None,
    )
