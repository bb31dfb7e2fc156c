"""What Prometheus is told."""

import re
from collections import Counter
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from footlight.api.guard import Guard
from footlight.api.health import LoopLag
from footlight.api.metrics import metrics_router
from footlight.api.web import web_application
from footlight.chat.counting import ChatCounters, ChatsNow
from footlight.clock import SystemClock
from footlight.hub.counters import HubCounters
from footlight.hub.hub import Hub
from footlight.hub.limits import HubLimits
from footlight.ingest.pull.sources import PullState
from footlight.model.channel import ChannelName
from footlight.model.units import Micros, micros_from_seconds
from tests.fakes.asgi import ask_app
from tests.fakes.outlet import FakeOutlet

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


class TwoPulls:
    """One that is live and one that is not."""

    def states(self) -> dict[PullState, int]:
        return {"live": 1, "failing": 1}


class BusyChats:
    """Two rooms in which a lot went on."""

    def __init__(self) -> None:
        self.counters = ChatCounters(7, Counter(slow_down=3, text_invalid=1), Counter(kicked=2))

    def now(self) -> ChatsNow:
        return ChatsNow(rooms=2, connections=30, people=20, lagging=4, waiting=5)


def server(hub: Hub, lag: LoopLag | None = None) -> Guard:
    return web_application([metrics_router(hub, lag or LoopLag(), TwoPulls(), BusyChats())], max_request=0)


async def test_pulls_are_counted_by_state() -> None:
    samples = await scraped(server(new_hub()))
    assert [samples[f"footlight_pulls{{state={state}}}"] for state in ("waiting", "live", "failing")] == [0, 1, 1]


async def test_chats_are_counted_all_together() -> None:
    samples = await scraped(server(new_hub()))
    told = {name.removeprefix("footlight_chat_"): value for name, value in samples.items() if "_chat_" in name}
    assert told == {
        "rooms": 2, "connections": 30, "people": 20, "lagging_connections": 4, "waiting": 5, "lines_total": 7,
        "refusals_total{code=limit_reached}": 0, "refusals_total{code=slow_down}": 3,
        "refusals_total{code=text_invalid}": 1, "refusals_total{code=viewer_stalled}": 0,
        "dismissals_total{code=kicked}": 2, "dismissals_total{code=limit_reached}": 0,
        "dismissals_total{code=slow_down}": 0, "dismissals_total{code=viewer_stalled}": 0,
    }  # fmt: skip


class CountedHub(Hub):
    """A hub that counted what a test says."""

    def __init__(self) -> None:
        super().__init__(SystemClock(), HubLimits())
        self.counted = HubCounters()

    @property
    def counters(self) -> HubCounters:
        return self.counted


def new_hub() -> CountedHub:
    return CountedHub()


async def scraped(app: Guard) -> dict[str, float]:
    """Samples by name and labels."""
    answer = await ask_app(app, "/metrics")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.body.decode())
    return {
        one.name + "".join(f"{{{key}={value}}}" for key, value in one.labels.items()): one.value
        for family in families
        for one in family.samples
    }


async def test_counters_are_read_when_asked_for() -> None:
    hub = new_hub()
    app = server(hub)
    assert (await scraped(app))["footlight_sent_bytes_total"] == 0
    hub.counters.bytes_out += 12
    hub.counters.packets_in += 3
    hub.counters.skipped_groups += 2
    samples = await scraped(app)
    assert samples["footlight_sent_bytes_total"] == 12
    assert samples["footlight_received_packets_total"] == 3
    assert samples["footlight_skipped_groups_total"] == 2


async def test_the_latency_is_a_histogram_in_seconds() -> None:
    hub = new_hub()
    hub.counters.latency.observe(micros_from_seconds(0.012), times=2)
    hub.counters.latency.observe(micros_from_seconds(60))
    samples = await scraped(server(hub))
    name = "footlight_delivery_latency_seconds"
    assert samples[f"{name}_bucket{{le=0.01}}"] == 0
    assert samples[f"{name}_bucket{{le=0.02}}"] == 2
    assert samples[f"{name}_bucket{{le=5.0}}"] == 2
    assert samples[f"{name}_bucket{{le=+Inf}}"] == samples[f"{name}_count"] == 3
    assert samples[f"{name}_sum"] == 60.024


async def test_viewers_and_bundles_are_told_by_class() -> None:
    hub = new_hub()
    outlet = FakeOutlet()
    hub.watch(ChannelName("lobby"), outlet, right="anybody", latency="crowd").join()
    now = SystemClock().now()
    hub.load.measured(0.8, lambda: Counter({("crowd", 33): 1}), Micros(now + 2_000_000))
    samples = await scraped(server(hub))
    assert [samples[f"footlight_class_viewers{{latency={name}}}"] for name in ("interactive", "normal", "crowd")] == [
        0,
        0,
        1,
    ]
    assert samples["footlight_bundle_seconds{latency=crowd}"] == 0.06
    assert samples["footlight_bundle_seconds{latency=interactive}"] == 0
    assert samples["footlight_load"] == 0.8


async def test_two_servers_in_one_process_count_apart() -> None:
    one, other = new_hub(), new_hub()
    one.counters.bytes_in += 5
    assert (await scraped(server(one)))["footlight_received_bytes_total"] == 5
    assert (await scraped(server(other)))["footlight_received_bytes_total"] == 0


async def test_every_metric_is_on_the_operations_page_and_no_other() -> None:
    families = text_string_to_metric_families((await ask_app(server(new_hub()), "/metrics")).body.decode())
    ours = {
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in families
        if family.name.startswith("footlight_")
    }
    assert set(re.findall(r"^\| `(footlight_\w+)`", OPERATIONS.read_text(), re.MULTILINE)) == ours
