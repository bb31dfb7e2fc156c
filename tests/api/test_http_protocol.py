"""What a client may do to an HTTP connection, on a transport of the test's."""

import asyncio
from typing import Any

import pytest
from uvicorn.config import Config
from uvicorn.server import ServerState

from footlight.api.http_protocol import MAX_HEAD, bounded_http
from footlight.delivery.http_protocol import StreamingHttp

NEVER = 3600.0


class FakeTransport(asyncio.Transport):
    """Takes everything and sends nothing; tells how it was ended."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.limits: tuple[int | None, int | None] | None = None
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def write(self, data: Any) -> None:
        self.written += bytes(data)

    def is_closing(self) -> bool:
        return self.ended.done()

    def close(self) -> None:
        self._end("closed")

    def abort(self) -> None:
        self._end("aborted")

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self.limits = (high, low)

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def _end(self, how: str) -> None:
        if not self.ended.done():
            self.ended.set_result(how)


class Teller:
    """Keeps what a stream's connection tells."""

    def __init__(self, told: list[str]) -> None:
        self._told = told

    def paused(self) -> None:
        self._told.append("paused")

    def resumed(self) -> None:
        self._told.append("resumed")

    def closing(self) -> None:
        self._told.append("closing")


async def never_answers(_scope: object, _receive: object, _send: object) -> None:
    await asyncio.Event().wait()


def connected(request_seconds: float, stall_seconds: float) -> tuple[StreamingHttp, FakeTransport]:
    config = Config(never_answers, lifespan="off", log_config=None)
    config.load()
    protocol = bounded_http(request_seconds, stall_seconds)(config, ServerState(), {})
    transport = FakeTransport()
    protocol.connection_made(transport)
    return protocol, transport


@pytest.mark.parametrize(
    "begun", [b"", b"GET / HTTP/1.1\r\nhost: x", b"POST / HTTP/1.1\r\ncontent-length: 5\r\n\r\nab"]
)
async def test_a_request_that_is_not_complete_in_time_closes_the_connection(begun: bytes) -> None:
    protocol, transport = connected(0.01, NEVER)
    if begun:
        protocol.data_received(begun)
    assert await asyncio.wait_for(transport.ended, 10) == "closed"


async def test_a_complete_request_may_take_as_long_as_it_takes_to_answer() -> None:
    protocol, transport = connected(0.01, NEVER)
    protocol.data_received(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
    # Whatever timer runs was started before this one, and would end no later.
    await asyncio.sleep(0.02)
    assert not transport.ended.done()
    protocol.connection_lost(None)


async def test_an_answer_that_is_not_read_ends_the_connection() -> None:
    protocol, transport = connected(NEVER, 0.01)
    protocol.data_received(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
    protocol.pause_writing()
    assert await asyncio.wait_for(transport.ended, 10) == "aborted"
    protocol.connection_lost(None)


async def test_an_answer_that_is_read_on_in_time_goes_on() -> None:
    protocol, transport = connected(NEVER, 0.01)
    protocol.data_received(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
    protocol.pause_writing()
    protocol.resume_writing()
    await asyncio.sleep(0.02)
    assert not transport.ended.done()
    protocol.connection_lost(None)


@pytest.mark.parametrize("streams", [False, True])
async def test_who_writes_a_stream_sees_to_it_that_it_is_read(streams: bool) -> None:
    protocol, transport = connected(NEVER, 0.01)
    protocol.data_received(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
    if streams:
        protocol.begin(protocol.cycle.scope)
    protocol.pause_writing()
    await asyncio.sleep(0.02)
    assert transport.ended.done() is not streams
    protocol.connection_lost(None)


async def test_what_a_stream_waits_with_waits_where_it_is_seen_and_its_end_is_told_once() -> None:
    protocol, transport = connected(NEVER, NEVER)
    protocol.data_received(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
    protocol.begin(protocol.cycle.scope)
    told: list[str] = []
    protocol.attach(Teller(told))
    assert transport.limits == (1, 0)
    protocol.pause_writing()
    protocol.resume_writing()
    protocol.finish()
    protocol.finish()
    protocol.connection_lost(None)
    assert told == ["paused", "resumed", "closing"]
    protocol.attach(Teller(told))
    assert told[3:] == ["closing"]


async def test_a_head_past_the_limit_is_refused() -> None:
    protocol, transport = connected(NEVER, NEVER)
    protocol.data_received(b"GET / HTTP/1.1\r\n")
    for number in range(MAX_HEAD // 1000 + 1):
        protocol.data_received(b"x-%06d: " % number + b"x" * 988 + b"\r\n")
    assert transport.ended.done()
    assert transport.written.startswith(b"HTTP/1.1 400")
    protocol.connection_lost(None)
