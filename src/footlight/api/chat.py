"""``/chat/{channel}``: the WebSocket of a channel's chat.

Only the site's own pages may connect, and programs: cookies count here, unlike where one watches.
"""

import hashlib
import secrets

from fastapi import APIRouter
from starlette.requests import HTTPConnection
from starlette.routing import WebSocketRoute
from starlette.types import Message, Receive, Scope, Send

from footlight.accounts.identity import Identity
from footlight.api.addresses import plain_address
from footlight.api.channels import named_channel
from footlight.api.chatdoor import ChatDoor
from footlight.api.cookies import device_cookie, has_session_cookie, new_device_cookie, refused_cookies
from footlight.api.errors import status_of
from footlight.api.live import LiveLimits
from footlight.api.origin import check_origin
from footlight.api.strangers import Strangers, refuse
from footlight.chat.caller import Caller
from footlight.chat.moderation.marks import network_of
from footlight.chat.naming import introduce
from footlight.chat.nicks import guests_nick
from footlight.chat.requests import MAX_MESSAGE, VERSION, Hello, read_request
from footlight.chat.room import Room
from footlight.chat.rooms import Rooms
from footlight.chat.session import Services, Session
from footlight.delivery.protocol import SCOPE_EXTENSION, LiveConnection
from footlight.errors import (
    FootlightError,
    NameInvalidError,
    NameTakenError,
    ProtocolViolationError,
    VersionUnsupportedError,
)
from footlight.model.names import PersonName

_PER_SECOND = 10
_BURST = 60
"""Messages of one connection, of whatever kind: somebody who comes back sends what was not answered again."""


def chat_router(door: ChatDoor, rooms: Rooms, services: Services, limits: LiveLimits) -> APIRouter:
    """The route of the chats. The server must run `LiveConnection`, as `live_router` says, and `Rooms.run`.

    Args:
        door: knows who may come in, and what they are there.
        limits: how long one may take to say hello.
    """
    return APIRouter(
        routes=[WebSocketRoute("/chat/{channel}", ChatEndpoint(door, rooms, services, limits), name="chat")]
    )


class ChatEndpoint:
    """The ASGI application behind the route."""

    def __init__(self, door: ChatDoor, rooms: Rooms, services: Services, limits: LiveLimits) -> None:
        self._door = door
        self._rooms = rooms
        self._services = services
        self._limits = limits
        self._strangers = Strangers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection: LiveConnection = scope["extensions"][SCOPE_EXTENSION]
        await receive()  # websocket.connect
        asked = HTTPConnection(scope)
        try:
            network = network_of(_address(scope))
            self._strangers.check(network)
            # A token is shown on purpose; a browser shows a cookie whatever page asks.
            if "authorization" not in asked.headers:
                check_origin(scope, needed=has_session_cookie(scope))
            who = await self._door.who(asked)
        except FootlightError as error:
            await refuse(send, status_of(type(error)), error)
            return
        device, fresh, cookies = device_cookie(asked), secrets.token_urlsafe(32), refused_cookies(scope)
        if device is None:
            cookies.append(new_device_cookie(asked, fresh))
        await send({"type": "websocket.accept", "headers": [(b"set-cookie", cookie.encode()) for cookie in cookies]})
        try:
            hello = _read_hello(await self._strangers.first(receive, self._limits.hello_seconds, network))
            if hello is not None:
                shown = device or hello.device
                known = hashlib.sha256((shown or fresh).encode()).digest()
                await self._serve(connection, scope, who, hello, known, fresh=shown is None)
        except FootlightError as error:
            self._rooms.counters.dismissals[error.code] += 1
            connection.dismiss(error)

    async def _serve(
        self,
        connection: LiveConnection,
        scope: Scope,
        who: Identity | None,
        hello: Hello,
        device: bytes,
        *,
        fresh: bool,
    ) -> None:
        door, channel = self._door, named_channel(scope["path_params"]["channel"])
        looks = door.looks
        grant = await door.let_in(who, channel, hello.ticket)
        caller = await door.caller(grant, device, _address(scope))
        async with self._rooms.entering(channel) as room:
            session = Session(connection, room, self._services)
            nick, refused = await self._nick(room, caller, hello)
            taste = await self._services.tastes.of(caller)
            # Whose device was never seen before put nothing under any line.
            reacted = [] if fresh and caller.person is None else room.reacted
            own = await self._services.history.own_reactions(caller, reacted)
            connection.limit_unsent("crowd")
            await door.still(grant)
            # Nothing is waited for from here on, so that no change of rights falls between.
            if nick is not None:
                try:
                    room.presence.nicks.check(caller.key, nick)
                except NameTakenError as error:
                    nick, refused = None, error
            session.client = room.enter(caller, session, nick=nick, last=hello.last, taste=taste, own=own)
            connection.attach(session, max_message=MAX_MESSAGE, per_second=_PER_SECOND, burst=_BURST)
        if door.looks != looks:
            await door.look_again({grant})
        if refused is not None and session.client.member is None:
            await introduce(room, session.client, refused, hello.nick or "", self._services.accounts)
        await session.run()

    async def _nick(self, room: Room, caller: Caller, hello: Hello) -> tuple[PersonName | None, FootlightError | None]:
        """The nick of a guest who has none here yet, or why it cannot be had."""
        if hello.nick is None or caller.person is not None or room.presence.member(caller.key) is not None:
            return None, None
        try:
            nick = await guests_nick(hello.nick, self._services.accounts)
            room.conduct.check_nick(nick)
            return nick, None
        except (NameInvalidError, NameTakenError) as error:
            return None, error


def _address(scope: Scope) -> str:
    """Of who asks, as `BehindProxies` left it; empty where a socket has none."""
    client = scope.get("client")
    return "" if client is None else str(plain_address(client[0]))


def _read_hello(event: Message) -> Hello | None:
    if event["type"] == "websocket.disconnect":
        return None
    text = event.get("text")
    hello = read_request(text) if text is not None else None
    if not isinstance(hello, Hello):
        raise ProtocolViolationError("the first message must be hello")
    if hello.version != VERSION:
        raise VersionUnsupportedError(f"version {hello.version} of the chat is not spoken here, only {VERSION}")
    return hello
