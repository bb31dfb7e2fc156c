"""``/metrics`` for Prometheus: the hub's own counters, read when they are asked for."""

from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Protocol, get_args

from fastapi import APIRouter
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from starlette.responses import Response

import footlight
from footlight.api.chatmetrics import ChatCollector, CountedChats
from footlight.api.health import LoopLag
from footlight.hub.counters import LATENCY_BOUNDS, LatencyHistogram
from footlight.hub.hub import Hub
from footlight.ingest.pull.sources import PullState
from footlight.model.latency import LatencyClass
from footlight.model.units import seconds


class Pulls(Protocol):
    """Knows how many broadcasts the server fetches itself."""

    def states(self) -> Mapping[PullState, int]:
        """How many of them are in each state."""


class PullCollector(Collector):
    """How the broadcasts fare that the server fetches itself."""

    def __init__(self, pulls: Pulls) -> None:
        self._pulls = pulls

    def collect(self) -> Iterator[Metric]:
        pulls = GaugeMetricFamily("footlight_pulls", "Pull sources by state.", labels=["state"])
        states = self._pulls.states()
        for state in get_args(PullState):
            pulls.add_metric([state], states.get(state, 0))
        yield pulls


class HubCollector(Collector):
    """Turns a hub's counters into metrics at each scrape; docs/operations.md says what each means."""

    def __init__(self, hub: Hub, lag: LoopLag) -> None:
        self._hub = hub
        self._loop_lag = lag

    def collect(self) -> Iterator[Metric]:
        yield from self._now()
        yield from self._since_the_start()
        yield _latency(self._hub.counters.latency)

    def _now(self) -> Iterator[Metric]:
        info = GaugeMetricFamily("footlight_info", "Always 1; the version is its label.", labels=["version"])
        info.add_metric([footlight.__version__], 1)
        yield info
        broadcasts = GaugeMetricFamily("footlight_broadcasts", "Broadcasts by state.", labels=["state"])
        states = [one.state for one in self._hub.broadcasts()]
        for state in ("live", "away"):
            broadcasts.add_metric([state], states.count(state))
        yield broadcasts
        behind = self._hub.lag()
        yield GaugeMetricFamily("footlight_viewers", "Viewers connected.", self._hub.viewers)
        yield from self._by_class()
        yield GaugeMetricFamily("footlight_lagging_viewers", "Viewers that are behind.", behind.viewers)
        yield GaugeMetricFamily("footlight_queue_bytes", "Bytes that lagging viewers wait for.", behind.bytes)
        yield GaugeMetricFamily(
            "footlight_queue_seconds", "How far the viewer that lags most is behind.", seconds(behind.longest)
        )
        yield GaugeMetricFamily(
            "footlight_loop_lag_seconds", "How late the event loop runs what is due.", self._loop_lag.seconds
        )
        yield GaugeMetricFamily(
            "footlight_load", "Share of a core that the event loop's thread uses.", self._hub.load.share
        )

    def _by_class(self) -> Iterator[Metric]:
        viewers = GaugeMetricFamily("footlight_class_viewers", "Viewers by latency class.", labels=["latency"])
        bundles = GaugeMetricFamily("footlight_bundle_seconds", "How long packets are gathered.", labels=["latency"])
        counted = self._hub.viewers_by_class()
        for latency in get_args(LatencyClass):
            viewers.add_metric([latency], counted[latency])
            bundles.add_metric([latency], seconds(self._hub.load.widths.of(latency)))
        yield viewers
        yield bundles

    def _since_the_start(self) -> Iterator[Metric]:
        counters = self._hub.counters
        for name, help, value in (
            ("received_packets", "Packets from publishers.", counters.packets_in),
            ("received_bytes", "Bytes of these packets' payloads.", counters.bytes_in),
            ("sent_messages", "Media messages to viewers.", counters.messages_out),
            ("sent_bytes", "Bytes of these messages.", counters.bytes_out),
            ("skipped_groups", "Groups that lagging viewers did not get whole.", counters.skipped_groups),
            ("stalled_viewers", "Viewers let go because they took nothing.", counters.stalled_viewers),
            ("keyframes_requested", "Keyframes asked of publishers.", counters.keyframes_requested),
        ):
            yield CounterMetricFamily(f"footlight_{name}", help, value)


def _latency(histogram: LatencyHistogram) -> Metric:
    bounds = [*(str(seconds(bound)) for bound in LATENCY_BOUNDS), "+Inf"]
    return HistogramMetricFamily(
        "footlight_delivery_latency_seconds",
        "Capture to hand-over to a viewer's connection, for each message and viewer.",
        buckets=list(zip(bounds, accumulate(histogram.buckets), strict=True)),
        sum_value=seconds(histogram.total),
    )


def metrics_router(hub: Hub, lag: LoopLag, pulls: Pulls, chats: CountedChats) -> APIRouter:
    """``/metrics``, with a registry of its own: two servers in one process count apart."""
    registry = CollectorRegistry()
    registry.register(HubCollector(hub, lag))
    registry.register(PullCollector(pulls))
    registry.register(ChatCollector(chats))
    ProcessCollector(registry=registry)
    router = APIRouter(tags=["health"])

    @router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
    async def metrics() -> Response:
        """Everything the server counts, in Prometheus' text format."""
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router
