"""What a server tells of all its broadcasts and of itself, at one moment and between two."""

from dataclasses import dataclass
from typing import Final, Protocol

import msgspec
from prometheus_client.parser import text_string_to_metric_families

from footlight.errors import NotFootlightError
from footlight.model.clock import Clock
from footlight.model.units import Micros, seconds

_LATENCY: Final = "footlight_delivery_latency_seconds_bucket"


class Track(msgspec.Struct, frozen=True):
    """A track, as REST tells it."""

    kind: str
    name: str
    codec: str
    width: int
    height: int
    fps: float


class Figures(msgspec.Struct, frozen=True):
    """What a broadcast counted since it began, as REST tells it."""

    received_bytes: int
    sent_bytes: int
    sent_messages: int
    latency_us: int
    """Summed over these messages."""


class Broadcast(msgspec.Struct, frozen=True):
    """A broadcast, as REST tells it."""

    channel: str
    id: str
    state: str
    started_at: str
    viewers: int
    tracks: list[Track]
    figures: Figures


class _Broadcasts(msgspec.Struct, frozen=True):
    broadcasts: list[Broadcast]


@dataclass(frozen=True, slots=True)
class Overview:
    """A server at one moment."""

    at: Micros
    broadcasts: tuple[Broadcast, ...]
    metrics: dict[str, float]
    """By name; where a metric has labels, their values follow in braces: ``footlight_broadcasts{live}``."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What went on between two overviews; each is 0 where there is nothing to tell it of."""

    seconds: float
    sent_bits: float
    """A second."""
    received_bits: float
    sent_messages: float
    core: float
    """The share of one core that the process used."""
    latency_p50: float | None
    """Seconds, from capture to the hand-over to viewers' connections; the upper bound of the histogram's bucket."""
    latency_p99: float | None


class Client(Protocol):
    """Asks one server: `footlight.client.http.HttpClient`."""

    def get(self, path: str) -> bytes: ...


def look(client: Client, clock: Clock) -> Overview:
    """Ask a server; waits.

    Raises:
        FootlightError: as of `HttpClient.get`.
        NotFootlightError: what it answers is not what a Footlight server says.
    """
    answer, metrics = client.get("/api/v1/broadcasts"), client.get("/metrics")
    try:
        broadcasts = msgspec.json.decode(answer, type=_Broadcasts).broadcasts
        told = _metrics(metrics.decode())
    except (msgspec.MsgspecError, ValueError) as error:
        raise NotFootlightError(f"what answers there is no Footlight server of this version: {error}") from None
    return Overview(clock.now(), tuple(broadcasts), told)


def rates(before: Overview, now: Overview) -> Rates:
    """What went on from one overview to the next."""
    elapsed = max(seconds(Micros(now.at - before.at)), 1e-6)

    def rate(name: str) -> float:
        return max(0.0, now.metrics.get(name, 0) - before.metrics.get(name, 0)) / elapsed

    return Rates(
        elapsed,
        sent_bits=8 * rate("footlight_sent_bytes_total"),
        received_bits=8 * rate("footlight_received_bytes_total"),
        sent_messages=rate("footlight_sent_messages_total"),
        core=rate("process_cpu_seconds_total"),
        latency_p50=_quantile(before, now, 0.5),
        latency_p99=_quantile(before, now, 0.99),
    )


def since(before: Overview, broadcast: Broadcast) -> Figures:
    """What a broadcast counted since an earlier overview; since it began where it was not there then."""
    old = next((one.figures for one in before.broadcasts if one.id == broadcast.id), Figures(0, 0, 0, 0))
    new = broadcast.figures
    return Figures(
        new.received_bytes - old.received_bytes,
        new.sent_bytes - old.sent_bytes,
        new.sent_messages - old.sent_messages,
        new.latency_us - old.latency_us,
    )


def _metrics(text: str) -> dict[str, float]:
    return {
        f"{sample.name}{{{','.join(sample.labels.values())}}}" if sample.labels else sample.name: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _quantile(before: Overview, now: Overview, share: float) -> float | None:
    """The bound of the bucket that the quantile falls into, in seconds; None where nothing was delivered."""
    counts = [
        (float(name.removeprefix(_LATENCY)[1:-1]), value - before.metrics.get(name, 0))
        for name, value in now.metrics.items()
        if name.startswith(_LATENCY)
    ]
    counts.sort()
    if not counts or counts[-1][1] <= 0:
        return None
    return next(bound for bound, count in counts if count >= share * counts[-1][1])
