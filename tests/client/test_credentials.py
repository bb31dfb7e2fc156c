"""Watching a real server's channels that are not for everybody."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from pathlib import Path

import pytest

from footlight.accounts.channels import ChannelBook
from footlight.accounts.passwords import Passwords
from footlight.accounts.rights import Visibility
from footlight.accounts.tokens import Tokens
from footlight.app import Server, running
from footlight.client.credentials import Credentials, ask_ticket
from footlight.client.events import Connected, Event, Lost
from footlight.client.opening import DisconnectedError
from footlight.client.trust import Trust
from footlight.client.url import parse_url
from footlight.client.watching.watch import Watch
from footlight.clock import SystemClock
from footlight.errors import (
    CertificateUntrustedError,
    ChannelUnknownError,
    FootlightError,
    NotAllowedError,
    OptionInvalidError,
    PasswordNeededError,
    PasswordWrongError,
    SignInNeededError,
    SignInRefusedError,
)
from footlight.model.channel import ChannelName
from footlight.settings import Settings
from footlight.store.store import open_store
from tests.accounts.site import PASSWORD
from tests.fakes.badserver import BadServer, Script, answering, closing, status

LOBBY = ChannelName("lobby")
WORDS = "plum tractor"


@dataclass(frozen=True, slots=True)
class House:
    """A server with a lobby of Ann's."""

    settings: Settings
    server: Server
    channels: ChannelBook
    tokens: Tokens
    ann: str

    async def open_to(self, visibility: Visibility) -> None:
        await self.channels.open_to(LOBBY, visibility, WORDS if visibility == "password" else None)

    async def token(self, person: str | None = None) -> str:
        return (await self.tokens.new(person or self.ann, "wall", ["read"], None)).secret

    def watch(self, token: str | None = None, password: str | None = None, trust: Trust | None = None) -> Watch:
        address = parse_url(f"{self.server.url}/lobby")
        return Watch(address, SystemClock(), trust, credentials=Credentials.of(token, password))


@pytest.fixture
def host() -> str:
    return "127.0.0.1"


@pytest.fixture
async def house(empty_data: Path, host: str) -> AsyncIterator[House]:
    settings, clock = Settings(host=host, port=0, data=empty_data), SystemClock()
    async with running(settings) as server, open_store(empty_data) as store:
        book = ChannelBook(store, clock, Passwords())
        ann = (await server.people.create("Ann", PASSWORD, "member")).id
        await book.make(ann, LOBBY)
        yield House(settings, server, book, Tokens(store, clock), ann)


async def begun(watch: Watch) -> None:
    """Raises what the first connection failed with."""
    async with aclosing(watch.events()) as events:
        assert isinstance(await anext(events), Connected)


async def until(events: AsyncIterator[Event], kind: type[Event]) -> None:
    async with asyncio.timeout(60):
        async for event in events:
            if isinstance(event, kind):
                return


async def test_a_channel_with_a_password_wants_it(house: House) -> None:
    await house.open_to("password")
    with pytest.raises(PasswordNeededError):
        await begun(house.watch())
    with pytest.raises(PasswordWrongError):
        await begun(house.watch(password="plum"))
    await begun(house.watch(password=WORDS))


async def test_a_token_lets_in_whom_it_is_of(house: House) -> None:
    bob = (await house.server.people.create("Bob", PASSWORD, "member")).id
    visibilities: tuple[Visibility, ...] = ("password", "members", "invited")
    for visibility in visibilities:
        await house.open_to(visibility)
        await begun(house.watch(await house.token()))
    with pytest.raises(ChannelUnknownError):
        await begun(house.watch(await house.token(bob)))
    await house.channels.put(LOBBY, bob, "invited", over_moderators=True)
    await begun(house.watch(await house.token(bob)))


@pytest.mark.parametrize(
    ("visibility", "token", "error"),
    [
        ("members", None, SignInNeededError),
        ("members", "fla_nobody-s", SignInRefusedError),
        ("public", "fla_nobody-s", SignInRefusedError),
        ("invited", None, ChannelUnknownError),
    ],
)
async def test_who_may_not_is_told_why(
    house: House, visibility: Visibility, token: str | None, error: type[FootlightError]
) -> None:
    await house.open_to(visibility)
    with pytest.raises(error):
        await begun(house.watch(token))


async def test_every_connection_gets_a_ticket_of_its_own(empty_data: Path) -> None:
    settings = Settings(port=0, data=empty_data)
    async with AsyncExitStack() as first, AsyncExitStack() as second, open_store(empty_data) as store:
        server = await first.enter_async_context(running(settings))
        ann = (await server.people.create("Ann", PASSWORD, "member")).id
        book = ChannelBook(store, SystemClock(), Passwords())
        await book.make(ann, LOBBY)
        await book.open_to(LOBBY, "members")
        token = (await Tokens(store, SystemClock()).new(ann, "wall", ["read"], None)).secret
        watch = Watch(parse_url(f"{server.url}/lobby"), SystemClock(), credentials=Credentials.of(token, None))
        async with aclosing(watch.events()) as events:
            assert isinstance(await anext(events), Connected)
            # Tickets are in memory: the next server knows none of this one's.
            await first.aclose()
            await until(events, Lost)
            await second.enter_async_context(running(settings.model_copy(update={"port": server.port})))
            await until(events, Connected)


async def test_who_loses_the_right_is_shown_out(house: House) -> None:
    await house.open_to("members")
    async with aclosing(house.watch(await house.token()).events()) as events:
        assert isinstance(await anext(events), Connected)
        (info,) = await house.tokens.list(house.ann)
        await house.tokens.revoke(house.ann, info.id)
        with pytest.raises(NotAllowedError):
            await until(events, Lost)


@pytest.mark.parametrize("host", ["0.0.0.0"])
async def test_a_ticket_is_asked_of_nobody_but_the_pinned_server(house: House) -> None:
    assert house.server.tls is not None
    await house.open_to("members")
    token = await house.token()
    await begun(house.watch(token, trust=Trust(house.server.tls.fingerprint)))
    for trust in (Trust(), Trust("sha256:" + "0" * 64)):
        with pytest.raises(CertificateUntrustedError):
            await begun(house.watch(token, trust=trust))


def complaint(line: str, code: str) -> bytes:
    body = json.dumps({"error": {"code": code, "message": "no"}}).encode()
    return f"HTTP/1.1 {line}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    ("script", "code", "retry"),
    [
        (closing, "connection_failed", True),
        (status("502 Bad Gateway"), "connection_failed", True),
        (status("500 Internal Server Error"), "connection_failed", True),
        (status("404 Not Found"), "not_footlight", True),
        (status("301 Moved", "Location: http://127.0.0.1:1/"), "not_footlight", True),
        (answering(b"{}"), "not_footlight", True),
        (answering(b"hello"), "not_footlight", True),
        (answering(head=complaint("429 Too Many Requests", "slow_down")), "slow_down", True),
        (answering(head=complaint("503 Service Unavailable", "server_stopping")), "server_stopping", True),
        (answering(head=complaint("403 Forbidden", "password_wrong")), "password_wrong", False),
        (answering(head=complaint("418 Teapot", "brand_new")), "not_footlight", True),
    ],
)
async def test_what_answers_otherwise_is_told_and_comes_again_or_not(script: Script, code: str, retry: bool) -> None:
    credentials = Credentials.of("fla_x", None)
    assert credentials is not None
    with BadServer(script) as server, pytest.raises(DisconnectedError) as raised:
        await ask_ticket(parse_url(f"http://127.0.0.1:{server.port}/lobby"), credentials, Trust(), "watch")
    assert (raised.value.error.code, raised.value.retry) == (code, retry)


@pytest.mark.parametrize("token", ["", "  ", "two\nlines", "x" * 257, "schlüssel", "a\x00b"])
def test_what_is_no_token_is_told(token: str) -> None:
    with pytest.raises(OptionInvalidError):
        Credentials.of(token, None)


@pytest.mark.parametrize("password", ["", "x" * 257])
def test_what_is_no_password_is_told(password: str) -> None:
    with pytest.raises(OptionInvalidError):
        Credentials.of(None, password)


def test_neither_is_nothing_and_secrets_are_not_shown() -> None:
    assert Credentials.of(None, None) is None
    shown = repr(Credentials.of(" fla_x\n", WORDS))
    assert "fla_x" not in shown
    assert WORDS not in shown
