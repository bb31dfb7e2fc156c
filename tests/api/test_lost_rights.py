"""Who loses a right loses the channel in the middle of it, by whatever way it comes; and nobody else does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import pytest_asyncio

from footlight.accounts.grants import Grant
from footlight.accounts.rights import Visibility
from footlight.accounts.rightwatch import RightWatch
from footlight.accounts.tickets import LINK_LASTS
from footlight.model.channel import ChannelName
from footlight.store.store import open_store
from footlight.wire.control import VERSION, Bye, Hello, State, Tracks, Welcome, track_info
from tests.accounts.granting import CHANNEL_PASSWORD, LOBBY, Granting, granting
from tests.api.live_server import Client, LiveServer, live_server
from tests.fakes.http import ask
from tests.fakes.media import MAIN
from tests.fakes.outlet import FakeLink
from tests.fakes.player import playing
from tests.wire import media


@dataclass(frozen=True, slots=True)
class Theatre:
    """A live server whose rights are those of a site's accounts."""

    site: Granting
    server: LiveServer

    async def ticket(self, grant: Grant) -> str:
        return self.site.tickets.issue(grant).secret

    def go_live(self) -> None:
        """One picture, again and again what is on."""
        track, packets = media.pictures()
        publisher = self.server.hub.open(LOBBY, "local", None, False, FakeLink())
        publisher.set_tracks([track])
        publisher.publish(replace(packets[0], captured_at=self.server.clock.now()))

    async def watch(self, grant: Grant | None) -> Client:
        client = self.server.connect()
        await client.__aenter__()
        ticket = None if grant is None else self.site.tickets.issue(grant).secret
        await client.send(Hello(VERSION, "watch", ticket=ticket))
        return client


@pytest_asyncio.fixture
async def theatre(empty_data: Path) -> AsyncIterator[Theatre]:
    async with open_store(empty_data) as store:
        site = await granting(store)
        async with live_server(door=site.admission) as server:
            rights = RightWatch(store, site.changes, site.grants, server.hub)
            await rights.begin()
            watching = asyncio.create_task(rights.run())
            yield Theatre(site, server)
            assert not watching.done()
            watching.cancel()
            await asyncio.wait([watching])


@asynccontextmanager
async def watching(theatre: Theatre, grant: Grant | None) -> AsyncIterator[Client]:
    client = await theatre.watch(grant)
    try:
        await client.expect(Welcome)
        yield client
    finally:
        await client.socket.close()


async def refusal(theatre: Theatre, hello: Hello) -> str:
    async with theatre.server.connect() as client:
        await client.send(hello)
        return (await client.expect(Bye)).code


# What can happen to somebody who watches: what the channel is first, who watches it, and how it is lost.


async def of_the_guest(theatre: Theatre) -> Grant:
    return await theatre.site.grants.ask(None, LOBBY, "watch", password=CHANNEL_PASSWORD)


async def of_the_invited(theatre: Theatre) -> Grant:
    return await theatre.site.grants.ask(theatre.site.people["invited"], LOBBY, "watch")


async def of_the_member(theatre: Theatre) -> Grant:
    return await theatre.site.grants.ask(theatre.site.people["member"], LOBBY, "watch")


async def of_the_program(theatre: Theatre) -> Grant:
    return await theatre.site.grants.ask(await theatre.site.program("member", "read"), LOBBY, "watch")


async def made_for_the_invited(theatre: Theatre, _grant: Grant) -> None:
    await theatre.site.site.channels.open_to(LOBBY, "invited")


async def taken_off_the_list(theatre: Theatre, grant: Grant) -> None:
    assert await theatre.site.site.channels.remove(LOBBY, grant.person or "", over_moderators=False)


async def suspended(theatre: Theatre, grant: Grant) -> None:
    await theatre.site.site.people.suspend(grant.person or "")


async def signed_out(theatre: Theatre, grant: Grant) -> None:
    assert await theatre.site.site.sessions.end(grant.person or "", grant.session or "")


async def token_revoked(theatre: Theatre, grant: Grant) -> None:
    assert await theatre.site.tokens.revoke(grant.person or "", grant.token or "")


async def password_changed(theatre: Theatre, _grant: Grant) -> None:
    await theatre.site.site.channels.open_to(LOBBY, "password", "close barley")


async def channel_deleted(theatre: Theatre, _grant: Grant) -> None:
    await theatre.site.site.channels.delete(LOBBY)


async def person_deleted(theatre: Theatre, grant: Grant) -> None:
    await theatre.site.site.people.delete(grant.person or "")


Who = Callable[[Theatre], Awaitable[Grant]]
Loss = Callable[[Theatre, Grant], Awaitable[None]]
LOSSES: list[tuple[Visibility, Who, Loss]] = [
    ("public", of_the_guest, made_for_the_invited),
    ("members", of_the_member, made_for_the_invited),
    ("invited", of_the_invited, taken_off_the_list),
    ("invited", of_the_invited, suspended),
    ("invited", of_the_invited, signed_out),
    ("invited", of_the_invited, person_deleted),
    ("members", of_the_program, token_revoked),
    ("password", of_the_guest, password_changed),
    ("public", of_the_guest, channel_deleted),
]


@pytest.mark.parametrize(("visibility", "who", "lose"), LOSSES)
async def test_a_viewer_loses_it_by_each_way_of_watching(
    theatre: Theatre, visibility: Visibility, who: Who, lose: Loss
) -> None:
    await theatre.site.site.channels.open_to(LOBBY, visibility, CHANNEL_PASSWORD if visibility == "password" else None)
    theatre.go_live()
    grant = await who(theatre)
    owner = await theatre.site.grants.ask(theatre.site.people["owner"], LOBBY, "watch")
    link = f"/live/lobby/{theatre.site.links.issue(grant).token}"
    async with (
        watching(theatre, grant) as viewer,
        watching(theatre, owner) as keeping,
        playing(theatre.server.port, f"{link}.ts") as player,
    ):
        assert player.status == 200
        assert await player.read(1)
        picture = await ask(theatre.server.port, f"{link}.jpg")
        assert (picture.status, picture.headers["cache-control"]) == (200, "private, no-store")
        stream = asyncio.create_task(player.rest())
        await keeping.expect(Tracks)
        await lose(theatre, grant)
        assert (await viewer.expect(Bye)).code == "not_allowed"
        assert await viewer.closed() == 1008
        await stream
        for path in (f"{link}.jpg", f"{link}.ts"):
            refused = await ask(theatre.server.port, path)
            assert (refused.status, refused.json()["error"]["code"]) == (403, "not_allowed")
        if lose is channel_deleted:
            assert (await keeping.expect(Bye)).code == "not_allowed"
        else:
            assert theatre.server.hub.viewers == 1
            await keeping.socket.ping()


async def test_a_publisher_by_ticket_loses_a_channel_that_is_not_theirs_any_more(theatre: Theatre) -> None:
    grant = await theatre.site.grants.ask(theatre.site.people["owner"], LOBBY, "publish")
    async with theatre.server.connect() as publisher, watching(theatre, None) as viewer:
        await publisher.send(Hello(VERSION, "publish", session="one", ticket=await theatre.ticket(grant)))
        await publisher.expect(Welcome)
        await publisher.send(Tracks([track_info(MAIN)]))
        await viewer.expect(Tracks)
        await theatre.site.site.channels.give(LOBBY, theatre.site.people["member"].person)
        assert (await publisher.expect(Bye)).code == "not_allowed"
        assert (await viewer.expect(State)).state == "ended"
    code = await refusal(theatre, Hello(VERSION, "publish", ticket=await theatre.ticket(grant)))
    assert code == "not_allowed"


async def test_a_publisher_by_key_loses_a_channel_with_the_key_and_with_the_channel(theatre: Theatre) -> None:
    for revoke in (True, False):
        key = await theatre.site.site.keys.new(LOBBY)
        async with theatre.server.connect() as publisher:
            await publisher.publish(MAIN, key=key.secret)
            async with asyncio.timeout(20):
                while not any(  # noqa: ASYNC110 - a store tells nobody
                    one.id == key.id and one.used_at for one in await theatre.site.site.keys.list(LOBBY)
                ):
                    await asyncio.sleep(0.01)
            if revoke:
                await theatre.site.site.keys.revoke(key.id)
            else:
                await theatre.site.site.channels.delete(LOBBY)
            assert (await publisher.expect(Bye)).code == "key_revoked"


async def test_a_ticket_lets_one_connection_in_for_what_it_is_for(theatre: Theatre) -> None:
    await theatre.site.site.channels.open_to(LOBBY, "members")
    assert await refusal(theatre, Hello(VERSION, "watch")) == "sign_in_needed"
    grant = await of_the_member(theatre)
    ticket = await theatre.ticket(grant)
    async with theatre.server.connect() as viewer:
        await viewer.send(Hello(VERSION, "watch", ticket=ticket))
        await viewer.expect(Welcome)
        assert await refusal(theatre, Hello(VERSION, "watch", ticket=ticket)) == "ticket_invalid"
    assert await refusal(theatre, Hello(VERSION, "publish", ticket=await theatre.ticket(grant))) == "ticket_invalid"
    await theatre.site.site.channels.make(None, ChannelName("attic"))
    async with theatre.server.connect("attic") as viewer:
        await viewer.send(Hello(VERSION, "watch", ticket=(other := await theatre.ticket(grant))))
        assert (await viewer.expect(Bye)).code == "ticket_invalid"
    assert await refusal(theatre, Hello(VERSION, "watch", ticket=other)) == "ticket_invalid"
    late = await theatre.ticket(grant)
    theatre.site.site.clock.forward(60)
    assert await refusal(theatre, Hello(VERSION, "watch", ticket=late)) == "ticket_invalid"


async def test_who_lost_the_right_after_the_ticket_was_issued_is_not_let_in(theatre: Theatre) -> None:
    await theatre.site.site.channels.open_to(LOBBY, "invited")
    grant = await of_the_invited(theatre)
    ticket = await theatre.ticket(grant)
    await taken_off_the_list(theatre, grant)
    assert await refusal(theatre, Hello(VERSION, "watch", ticket=ticket)) == "not_allowed"


@pytest.mark.parametrize(
    ("visibility", "status", "code"),
    [
        ("password", 403, "password_needed"),
        ("members", 401, "sign_in_needed"),
        ("invited", 404, "channel_unknown"),
    ],
)
async def test_what_players_get_without_a_link(
    theatre: Theatre, visibility: Visibility, status: int, code: str
) -> None:
    theatre.go_live()
    for path in ("/live/lobby.ts", "/live/lobby.jpg"):
        async with playing(theatre.server.port, path) as player:
            assert player.status == 200
    await theatre.site.site.channels.open_to(LOBBY, visibility, CHANNEL_PASSWORD if visibility == "password" else None)
    await theatre.site.hear()
    for path in ("/live/lobby.ts", "/live/lobby.jpg"):
        answer = await ask(theatre.server.port, path)
        assert (answer.status, answer.json()["error"]["code"]) == (status, code)
    assert await refusal(theatre, Hello(VERSION, "watch")) == code


@pytest.mark.parametrize("path", ["/live/lobby/{}.ts", "/live/lobby/{}.jpg", "/live/attic/{}.ts"])
async def test_a_link_is_good_for_its_channel_and_its_time(theatre: Theatre, path: str) -> None:
    theatre.go_live()
    token = theatre.site.links.issue(await of_the_member(theatre)).token
    if "attic" not in path:
        async with playing(theatre.server.port, path.format(token)) as player:
            assert player.status == 200
        theatre.site.site.clock.forward(LINK_LASTS / 1_000_000)
    for wrong in (token, "flp_none", "%20"):
        answer = await ask(theatre.server.port, path.format(wrong))
        assert (answer.status, answer.json()["error"]["code"]) == (403, "ticket_invalid")
