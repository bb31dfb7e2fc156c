"""Publishing on a real server's channel by the token of somebody who may, without a stream key."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from footlight.accounts.channels import ChannelBook
from footlight.accounts.identity import SiteRole
from footlight.accounts.passwords import Passwords
from footlight.accounts.tokens import Tokens
from footlight.app import Server, running
from footlight.client.credentials import Credentials
from footlight.client.events import Connected, Lost
from footlight.client.sending.publish import Publisher
from footlight.client.url import parse_url
from footlight.clock import SystemClock
from footlight.errors import ChannelUnknownError, FootlightError, NotAllowedError, SignInRefusedError
from footlight.model.channel import ChannelName
from footlight.settings import Settings
from footlight.store.store import Store, open_store
from tests.client.media import track

LOBBY = ChannelName("lobby")


@dataclass(frozen=True, slots=True)
class Stage:
    """A server with a lobby of Ann's."""

    settings: Settings
    server: Server
    channels: ChannelBook
    tokens: Tokens
    ann: str

    async def token(self, person: str, *scopes: str) -> str:
        return (await self.tokens.new(person, "camera", scopes, None)).secret

    async def person(self, name: str, role: SiteRole = "member") -> str:
        return (await self.server.people.create(name, None, role)).id


async def stage_of(server: Server, settings: Settings, store: Store) -> Stage:
    channels = ChannelBook(store, SystemClock(), Passwords())
    ann = (await server.people.create("Ann", None, "member")).id
    await channels.make(ann, LOBBY)
    return Stage(settings, server, channels, Tokens(store, SystemClock()), ann)


@pytest.fixture
async def stage(empty_data: Path) -> AsyncIterator[Stage]:
    settings = Settings(port=0, data=empty_data)
    async with running(settings) as server, open_store(empty_data) as store:
        yield await stage_of(server, settings, store)


class Sending:
    """A publisher that runs, and what it is told."""

    def __init__(self, url: str, token: str) -> None:
        self.told: asyncio.Queue[Connected | Lost] = asyncio.Queue()
        publisher = Publisher(
            parse_url(f"{url}/lobby"),
            None,
            SystemClock(),
            on_keyframe=lambda: None,
            on_event=self.told.put_nowait,
            credentials=Credentials.of(token, None),
        )
        publisher.set_tracks([track()])
        self.task = asyncio.create_task(publisher.run())

    async def until(self, kind: type[Connected | Lost]) -> Connected | Lost:
        async with asyncio.timeout(60):
            while True:
                event = await self.told.get()
                if isinstance(event, kind):
                    return event

    async def ended(self) -> None:
        """Wait for the end; raises what it ended with."""
        async with asyncio.timeout(60):
            await self.task


@asynccontextmanager
async def sending(url: str, token: str) -> AsyncIterator[Sending]:
    found = Sending(url, token)
    try:
        yield found
    finally:
        found.task.cancel()
        await asyncio.wait([found.task])


async def test_who_may_send_sends_by_a_token(stage: Stage) -> None:
    host = await stage.person("Cleo", "admin")
    for person in (stage.ann, host):
        async with sending(stage.server.url, await stage.token(person, "publish")) as broadcast:
            await broadcast.until(Connected)


@pytest.mark.parametrize("who", ["moderator", "member", "reader", "nobody", "stranger"])
async def test_who_may_not_is_told_why(stage: Stage, who: str) -> None:
    bob = await stage.person("Bob")
    token = await stage.token(bob, "publish")
    refusal: type[FootlightError] = NotAllowedError
    if who == "moderator":
        await stage.channels.put(LOBBY, bob, "moderator", over_moderators=True)
    elif who == "reader":
        token = await stage.token(stage.ann, "read", "channels")
    elif who == "nobody":
        token, refusal = "fla_nobody-s", SignInRefusedError
    elif who == "stranger":
        await stage.channels.open_to(LOBBY, "invited")
        refusal = ChannelUnknownError
    async with sending(stage.server.url, token) as broadcast:
        with pytest.raises(refusal):
            await broadcast.ended()


async def test_who_loses_the_right_does_not_come_back(stage: Stage) -> None:
    async with sending(stage.server.url, await stage.token(stage.ann, "publish")) as broadcast:
        await broadcast.until(Connected)
        (info,) = await stage.tokens.list(stage.ann)
        await stage.tokens.revoke(stage.ann, info.id)
        with pytest.raises(NotAllowedError):
            await broadcast.ended()


async def test_every_connection_shows_a_ticket_of_its_own(empty_data: Path) -> None:
    settings = Settings(port=0, data=empty_data)
    async with AsyncExitStack() as first, AsyncExitStack() as second, open_store(empty_data) as store:
        server = await first.enter_async_context(running(settings))
        stage = await stage_of(server, settings, store)
        async with sending(server.url, await stage.token(stage.ann, "publish")) as broadcast:
            await broadcast.until(Connected)
            # Tickets are in memory: the next server knows none of this one's.
            await first.aclose()
            await broadcast.until(Lost)
            await second.enter_async_context(running(settings.model_copy(update={"port": server.port})))
            await broadcast.until(Connected)
