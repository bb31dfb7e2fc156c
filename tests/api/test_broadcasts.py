"""What is live, as REST tells it."""

from collections.abc import Sequence

import pytest

from footlight.api.broadcasts import broadcasts_router
from footlight.api.guard import Guard
from footlight.api.web import web_application
from footlight.ingest.pull.gateway import parse_pull_url
from footlight.ingest.pull.sources import PullInfo
from footlight.model.broadcast import Broadcast, BroadcastId, Figures
from footlight.model.channel import ChannelName
from footlight.model.track import Track
from footlight.model.units import Micros
from tests.fakes.asgi import ask_app

MAIN = Track(0, "video", "main", "avc1.42c01f", b"\x01", 90_000, width=1280, height=720, fps=30.0)
LOBBY = Broadcast(
    BroadcastId("b1"),
    ChannelName("lobby"),
    "live",
    Micros(1_700_000_000_123_456),
    (MAIN,),
    2,
    Figures(1, 2, 3, Micros(4)),
)
STAGE = Broadcast(BroadcastId("b2"), ChannelName("stage"), "away", Micros(1), (), viewers=0)

LOBBY_ANSWER = {
    "channel": "lobby",
    "id": "b1",
    "state": "live",
    "started_at": "2023-11-14T22:13:20.123456Z",
    "viewers": 2,
    "tracks": [
        {"id": 0, "kind": "video", "name": "main", "codec": "avc1.42c01f", "width": 1280, "height": 720, "fps": 30.0}
        | {"encrypted": False}
    ],
    "figures": {"received_bytes": 1, "sent_bytes": 2, "sent_messages": 3, "latency_us": 4},
}


class FakeDirectory:
    """Knows the broadcasts it was given, as a cluster would."""

    def __init__(self, *broadcasts: Broadcast) -> None:
        self._broadcasts = {one.channel: one for one in broadcasts}

    async def broadcasts(self) -> list[Broadcast]:
        return list(self._broadcasts.values())

    async def broadcast(self, channel: ChannelName) -> Broadcast | None:
        return self._broadcasts.get(channel)

    async def viewers(self, channel: ChannelName) -> int:
        return self._broadcasts[channel].viewers if channel in self._broadcasts else 7


class FakeChannels:
    """Knows the channels it was given."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    async def exists(self, channel: ChannelName) -> bool:
        return channel in self._names


class FakePulls:
    """Knows the pull sources it was given."""

    def __init__(self, *pulls: PullInfo) -> None:
        self._pulls = {one.channel: one for one in pulls}

    async def of(self, channel: ChannelName) -> PullInfo | None:
        return self._pulls.get(channel)


@pytest.fixture
def app() -> Guard:
    yard = PullInfo(
        ChannelName("yard"), parse_pull_url("rtsp://me:pass@10.0.0.1/"), "failing", "address_forbidden", "no", Micros(0)
    )
    channels = FakeChannels(["lobby", "stage", "quiet", "yard"])
    router = broadcasts_router(FakeDirectory(STAGE, LOBBY), channels, FakePulls(yard))
    return web_application([router], max_request=0)


async def test_broadcasts_are_listed_by_channel(app: Guard) -> None:
    answer = await ask_app(app, "/api/v1/broadcasts")
    assert answer.status == 200
    found = answer.json()["broadcasts"]
    assert found[0] == LOBBY_ANSWER
    assert [(one["channel"], one["state"]) for one in found] == [("lobby", "live"), ("stage", "away")]


async def test_a_channel_with_a_broadcast_tells_it(app: Guard) -> None:
    assert (await ask_app(app, "/api/v1/channels/lobby")).json() == {
        "channel": "lobby",
        "state": "live",
        "viewers": 2,
        "broadcast": LOBBY_ANSWER,
        "pull": None,
    }


async def test_a_quiet_channel_is_offline_and_tells_who_waits(app: Guard) -> None:
    assert (await ask_app(app, "/api/v1/channels/quiet")).json() == {
        "channel": "quiet",
        "state": "offline",
        "viewers": 7,
        "broadcast": None,
        "pull": None,
    }


async def test_how_a_pull_goes_is_told_and_not_where_from(app: Guard) -> None:
    assert (await ask_app(app, "/api/v1/channels/yard")).json()["pull"] == {
        "state": "failing",
        "code": "address_forbidden",
        "changed_at": "1970-01-01T00:00:00Z",
    }


@pytest.mark.parametrize("name", ["nobody", "Lobby", "admin", "x" * 5000, "%00", "..."])
async def test_a_channel_that_is_none_is_unknown(app: Guard, name: str) -> None:
    answer = await ask_app(app, f"/api/v1/channels/{name}")
    assert answer.status == 404
    assert answer.json()["error"]["code"] == "channel_unknown"


async def test_the_interface_describes_itself(app: Guard) -> None:
    described = (await ask_app(app, "/api/v1/openapi.json")).json()
    operation = described["paths"]["/api/v1/channels/{channel}"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/ChannelAnswer"}
    failure = operation["responses"]["4XX"]["content"]["application/json"]["schema"]
    assert failure == {"$ref": "#/components/schemas/ErrorAnswer"}
