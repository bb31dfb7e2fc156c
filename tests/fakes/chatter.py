"""A client of a chat that speaks by hand, and may do it badly."""

import asyncio
import json
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect

Told = dict[str, Any]


class Chatter:
    """To be entered; what comes is read by `expect` and `answer`, which leave out what is not asked for."""

    def __init__(self, port: int, channel: str, headers: dict[str, str] | None = None) -> None:
        # The host that tests' cookies are of is another one than the address.
        shown = {"host": "localhost", **(headers or {})} if headers and "origin" in headers else dict(headers or {})
        origin = shown.pop("origin", None)
        self._connecting = connect(
            f"ws://{shown.pop('host', f'127.0.0.1:{port}')}/chat/{channel}",
            host="127.0.0.1",
            port=port,
            additional_headers=shown,
            origin=origin,  # type: ignore[arg-type]
            compression=None,
            max_size=None,
        )
        self.socket: ClientConnection
        self._next = 0
        self.seen: list[Told] = []
        """All that came so far."""

    async def __aenter__(self) -> Self:
        self.socket = await self._connecting
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.socket.close()

    @property
    def device_cookie(self) -> str | None:
        """What the handshake gave to be shown the next time: a name and a value."""
        assert self.socket.response is not None
        given = self.socket.response.headers.get_all("set-cookie")
        return next((one.partition(";")[0] for one in given if "footlight_device" in one), None)

    async def send(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message))

    async def receive(self) -> Told:
        """The next message, whatever it is."""
        async with asyncio.timeout(20):
            told: Told = json.loads(await self.socket.recv())
        self.seen.append(told)
        return told

    async def expect(self, kind: str) -> Told:
        """The next message of this type."""
        while (told := await self.receive())["type"] != kind:
            pass
        return told

    async def hello(self, **more: Any) -> Told:
        """Say hello; returns the welcome."""
        await self.send(type="hello", version=1, **more)
        return await self.expect("welcome")

    async def ask(self, type: str, **more: Any) -> Told:
        """Ask for something; returns what that is answered with."""
        self._next += 1
        id = more.pop("id", f"r{self._next}")
        await self.send(type=type, id=id, **more)
        while (told := await self.receive()).get("id") != id:
            pass
        return told

    async def bye(self) -> Told:
        """The server's last message."""
        return await self.expect("bye")
