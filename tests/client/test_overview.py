"""A server at one moment, and what went on between two."""

from typing import Any

import msgspec
import pytest

from footlight.client.overview import Broadcast, Figures, Overview, look, rates, since
from footlight.errors import NotFootlightError
from footlight.model.units import Micros
from tests.fakes.clock import HandClock

METRICS = """\
# TYPE footlight_broadcasts gauge
footlight_broadcasts{state="live"} 1.0
# TYPE footlight_sent_bytes counter
footlight_sent_bytes_total 1000.0
# TYPE footlight_delivery_latency_seconds histogram
footlight_delivery_latency_seconds_bucket{le="0.01"} 90.0
footlight_delivery_latency_seconds_bucket{le="0.1"} 100.0
footlight_delivery_latency_seconds_bucket{le="+Inf"} 100.0
footlight_delivery_latency_seconds_count 100.0
footlight_delivery_latency_seconds_sum 1.0
"""


class Answers:
    """Answers what it was given."""

    def __init__(self, broadcasts: Any, metrics: str) -> None:
        self._answers = {"/api/v1/broadcasts": msgspec.json.encode(broadcasts), "/metrics": metrics.encode()}

    def get(self, path: str) -> bytes:
        return self._answers[path]


def broadcast(id: str = "b1", sent: int = 0) -> Broadcast:
    return Broadcast("lobby", id, "live", "2026-01-01T00:00:00Z", 1, [], Figures(0, sent, 0, 0))


def overview(at: int, sent: float = 0, within: tuple[float, float, float] = (0, 0, 0)) -> Overview:
    buckets = dict(zip(("0.01", "0.1", "+Inf"), within, strict=True))
    latencies = {f"footlight_delivery_latency_seconds_bucket{{{name}}}": value for name, value in buckets.items()}
    return Overview(Micros(at), (), {"footlight_sent_bytes_total": sent, **latencies})


def test_a_look_reads_both_answers() -> None:
    seen = look(Answers({"broadcasts": [broadcast()]}, METRICS), HandClock(5))
    assert seen.at == 5
    assert seen.broadcasts == (broadcast(),)
    assert seen.metrics["footlight_broadcasts{live}"] == 1
    assert seen.metrics["footlight_sent_bytes_total"] == 1000


@pytest.mark.parametrize(("broadcasts", "metrics"), [({}, METRICS), ({"broadcasts": []}, "a b c d"), ([], "")])
def test_what_is_no_footlight_s_answer_is_told(broadcasts: object, metrics: str) -> None:
    with pytest.raises(NotFootlightError):
        look(Answers(broadcasts, metrics), HandClock())


def test_rates_are_of_the_time_between() -> None:
    went = rates(overview(1_000_000, sent=1_000), overview(3_000_000, sent=2_000))
    assert (went.seconds, went.sent_bits) == (2, 4_000)


def test_a_server_that_was_started_anew_counts_from_nothing() -> None:
    assert rates(overview(0, sent=5_000), overview(1_000_000, sent=10)).sent_bits == 0


def test_quantiles_are_of_what_was_delivered_between() -> None:
    went = rates(overview(0, within=(1_000, 1_000, 1_000)), overview(1_000_000, within=(1_090, 1_100, 1_100)))
    assert (went.latency_p50, went.latency_p99) == (0.01, 0.1)
    assert rates(overview(0, within=(5, 5, 5)), overview(1, within=(5, 5, 5))).latency_p50 is None


def test_a_broadcast_counts_since_the_look_before_or_since_it_began() -> None:
    before = Overview(Micros(0), (broadcast(sent=100),), {})
    assert since(before, broadcast(sent=150)).sent_bytes == 50
    assert since(before, broadcast("another", sent=70)).sent_bytes == 70
