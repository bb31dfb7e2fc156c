"""THE table of roles: every route, in every role, allowed or refused, asked of a real server."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_asyncio
from starlette.routing import Route, WebSocketRoute
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from footlight.accounts.channels import ChannelBook
from footlight.accounts.passwords import Passwords
from footlight.accounts.rights import Visibility
from footlight.api.chat import chat_router
from footlight.api.live import LiveLimits, live_router
from footlight.api.media import media_router
from footlight.app import running
from footlight.clock import SystemClock
from footlight.hub.hub import Hub
from footlight.hub.limits import HubLimits
from footlight.model.channel import ChannelName
from footlight.settings import Settings
from footlight.store.store import open_store
from footlight.wire.control import Bye, Hello, Welcome, decode_control, encode_control
from tests.api.cast import ROLES, Cast, Casting
from tests.api.roletable import TABLE, Line, as_text
from tests.fakes.chatter import Chatter
from tests.fakes.http import Answer, ask

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGE = Path(__file__).parents[2] / "docs" / "api.md"


@dataclass(slots=True)
class Stage:
    """A server, and who asks it."""

    port: int
    casting: Casting
    book: ChannelBook
    cast: Cast

    async def ask(self, role: str, method: str, path: str, body: Any = None) -> Answer:
        """One request of a role."""
        headers = {"origin": "http://localhost", **self.cast.headers[role]}
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        if data:
            headers["content-type"] = "image/png" if isinstance(body, bytes) else "application/json"
            headers["content-length"] = str(len(data))
        return await ask(self.port, path, method, headers, data)

    async def post(self, role: str, path: str, body: Any) -> dict[str, str]:
        """What a role is given; raises `RefusedError` where it is not."""
        answer = await self.ask(role, "POST", path, body)
        if answer.status != 200:
            raise RefusedError(answer.json()["error"]["code"])
        given: dict[str, str] = answer.json()
        return given

    async def hello(self, role: str, action: str, *, ticket: bool = True) -> None:
        """Say hello to watch or to send, with a ticket of the role; raises `RefusedError` where that is not welcome."""
        channel, shown = self.cast.channel, None
        if ticket:
            shown = (await self.post(role, f"/api/v1/channels/{channel}/tickets", {"action": action}))["ticket"]
        async with connect(
            f"ws://127.0.0.1:{self.port}/live/{channel}", subprotocols=[Subprotocol("footlight.1")]
        ) as socket:
            said = Hello(1, "publish" if action == "publish" else "watch", session="s", ticket=shown)
            await socket.send(encode_control(said))
            async with asyncio.timeout(10):
                async for text in socket:
                    answer = decode_control(str(text))
                    if isinstance(answer, Bye):
                        raise RefusedError(answer.code)
                    if isinstance(answer, Welcome):
                        return

    async def hello_to_chat(self, role: str) -> None:
        """Say hello to the chat as the role; raises `RefusedError` where that is not welcome."""
        try:
            async with Chatter(self.port, self.cast.channel, self.cast.headers[role]) as chatter:
                await chatter.hello(nick="Eve")
        except InvalidStatus as refused:
            raise RefusedError(json.loads(refused.response.body)["error"]["code"]) from None


class RefusedError(Exception):
    """By a code."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[int, Casting, ChannelBook]]:
    data = tmp_path_factory.mktemp("roles")
    async with (
        running(Settings(port=0, data=data, sign_up="open")) as server,
        open_store(data) as store,
    ):
        yield server.port, Casting(store), ChannelBook(store, SystemClock(), Passwords())


@pytest_asyncio.fixture(loop_scope="module")
async def stage(server: tuple[int, Casting, ChannelBook]) -> Stage:
    port, casting, book = server
    return Stage(port, casting, book, await casting.new())


async def outcome(stage: Stage, line: Line, role: str) -> str:
    """What becomes of a question: ``allowed``, or the code of the refusal."""
    path = line.of(stage.cast, role)
    try:
        if line.method in ("watch", "publish"):
            await stage.hello(role, line.method)
            return "allowed"
        if line.method == "chat":
            await stage.hello_to_chat(role)
            return "allowed"
        if "{link}" in path:
            links = await stage.post(role, f"/api/v1/channels/{stage.cast.channel}/links", {})
            path = links["stream" if path.endswith(".ts") else "picture"]
    except RefusedError as refused:
        return str(refused)
    # A stream would wait for a broadcast.
    method = "HEAD" if path.endswith(".ts") else line.method
    answer = await stage.ask(role, method, path, line.body(stage.cast))
    code = answer.json()["error"]["code"] if answer.status >= 400 and answer.body else ""
    if (answer.status, code) == line.answer or (line.answer is None and answer.status in (200, 201, 204)):
        return "allowed"
    return code


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.name)
async def test_each_role_may_do_what_the_table_says(stage: Stage, line: Line) -> None:
    found = {}
    for role in ROLES:
        found[role] = await outcome(stage, line, role)
        if found[role] == "allowed" and line.method != "GET":
            # What was done is done: the others find everything as it was.
            stage.cast = await stage.casting.new()
    assert found == {role: line.outcome(role) for role in ROLES}


SEES = {
    "public": "everybody",
    "unlisted": "everybody",
    "password": "everybody",
    "members": "everybody",
    "invited": "listed",
}
WATCHES = {
    "public": "everybody",
    "unlisted": "everybody",
    "password": "listed",
    "members": "known",
    "invited": "listed",
}
LACKED = {"password": "password_needed", "members": "not_allowed", "invited": "channel_unknown"}
LACKED_BY_GUESTS = {**LACKED, "members": "sign_in_needed"}
LISTED = {"invited", "moderator", "owner", "admin", "site owner", "token: read"}
KNOWN = LISTED | {"member", "other owner"}


@pytest.mark.parametrize("visibility", SEES)
async def test_each_role_sees_and_watches_what_a_channels_visibility_says(stage: Stage, visibility: Visibility) -> None:
    channel = stage.cast.channel
    if visibility != "public":
        await stage.book.open_to(channel, visibility, "opensesame" if visibility == "password" else None)
    groups = {"everybody": set(ROLES), "known": KNOWN, "listed": LISTED}
    for role in ROLES:
        if role == "suspended's token":
            continue
        sees, watches = role in groups[SEES[visibility]], role in groups[WATCHES[visibility]]
        root = f"/api/v1/channels/{channel}"
        told = await stage.ask(role, "GET", root)
        assert told.status == (200 if sees else 404), role
        if sees:
            assert ("watch" in told.json()["may"], told.json()["needs"] is None) == (watches, watches), role
        assert (await stage.ask(role, "GET", f"{root}/picture")).status == (200 if sees else 404)
        lacks = (LACKED_BY_GUESTS if role in ("nobody", "suspended") else LACKED).get(visibility)
        for what, body in (("tickets", {"action": "watch"}), ("links", {})):
            answer = await stage.ask(role, "POST", f"{root}/{what}", body)
            assert (answer.status == 200) == watches, role
            if not watches:
                assert answer.json()["error"]["code"] == lacks, role
        if watches:
            await stage.hello(role, "watch")


@pytest.mark.parametrize("visibility", SEES)
async def test_without_a_ticket_one_watches_what_is_open_to_everybody(stage: Stage, visibility: Visibility) -> None:
    if visibility != "public":
        await stage.book.open_to(stage.cast.channel, visibility, "opensesame" if visibility == "password" else None)
    code = LACKED_BY_GUESTS.get(visibility)
    for path, wanted in ((".jpg", code or "channel_offline"), ("/flp_none.jpg", "ticket_invalid")):
        answer = await stage.ask("nobody", "GET", f"/live/{stage.cast.channel}{path}")
        assert answer.json()["error"]["code"] == wanted
        stream = await stage.ask("nobody", "HEAD", f"/live/{stage.cast.channel}{path.replace('.jpg', '.ts')}")
        assert stream.status == answer.status
    if code is None:
        await stage.hello("nobody", "watch", ticket=False)
        return
    with pytest.raises(RefusedError, match=code):
        await stage.hello("nobody", "watch", ticket=False)


async def test_every_route_is_in_the_table(stage: Stage) -> None:
    described = (await stage.ask("nobody", "GET", "/api/v1/openapi.json")).json()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in described.items() for method in methods}
    nothing = cast(Any, None)
    hub = Hub(SystemClock(), HubLimits())
    for router in (
        live_router(hub, nothing, nothing, SystemClock(), LiveLimits()),
        media_router(hub, nothing, SystemClock(), nothing),
    ):
        for route in router.routes:
            if isinstance(route, WebSocketRoute):
                routes |= {f"{action} {route.path}" for action in ("watch", "publish")}
            elif isinstance(route, Route):
                routes.add(f"GET {route.path}")
    for route in chat_router(nothing, nothing, nothing, LiveLimits()).routes:
        assert isinstance(route, WebSocketRoute)
        routes.add(f"chat {route.path}")
    listed = {f"{line.method} {line.path}" for line in TABLE}
    assert routes | {"GET /api/v1/openapi.json"} == listed


async def test_the_page_has_the_table() -> None:
    assert as_text() in PAGE.read_text(), "put what python -m tests.api.roletable prints into docs/api.md"


async def test_a_channel_that_is_no_more_is_as_one_that_never_was(stage: Stage) -> None:
    await stage.book.delete(stage.cast.channel)
    gone = await stage.ask("owner", "GET", f"/api/v1/channels/{stage.cast.channel}")
    never = await stage.ask("owner", "GET", f"/api/v1/channels/{ChannelName('never')}")
    assert gone.status == never.status == 404
    assert gone.body.replace(stage.cast.channel.encode(), b"never") == never.body
