"""What ``/metrics`` tells of chats; docs/operations.md says what each means."""

from collections import Counter
from collections.abc import Iterator
from typing import Final, Protocol

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from footlight.chat.counting import ChatCounters, ChatsNow

_ALWAYS: Final = ("limit_reached", "slow_down", "viewer_stalled")
"""Codes that are told also before they happened, so that a first one shows as a change."""


class CountedChats(Protocol):
    """All chats of a server."""

    @property
    def counters(self) -> ChatCounters: ...

    def now(self) -> ChatsNow:
        """How they are right now."""


class ChatCollector(Collector):
    """Turns their numbers into metrics at each scrape."""

    def __init__(self, chats: CountedChats) -> None:
        self._chats = chats

    def collect(self) -> Iterator[Metric]:
        now, counters = self._chats.now(), self._chats.counters
        for name, help, value in (
            ("rooms", "Chats that somebody is in, or was until a moment ago.", now.rooms),
            ("connections", "Connections to chats.", now.connections),
            ("people", "People in chats under a nick.", now.people),
            ("lagging_connections", "Connections to chats that are behind.", now.lagging),
            ("waiting", "What was written in chats and waits for the database.", now.waiting),
        ):
            yield GaugeMetricFamily(f"footlight_chat_{name}", help, value)
        yield CounterMetricFamily("footlight_chat_lines", "Lines written in chats.", counters.lines)
        yield _by_code("footlight_chat_refusals", "Requests that chats refused.", counters.refusals)
        yield _by_code("footlight_chat_dismissals", "Connections that chats closed.", counters.dismissals)


def _by_code(name: str, help: str, counted: Counter[str]) -> Metric:
    family = CounterMetricFamily(name, help, labels=["code"])
    for code in sorted({*_ALWAYS, *counted}):
        family.add_metric([code], counted[code])
    return family
