"""Somebody in a chat, against a server that says what it likes."""

import json
import socket
import struct
import time
from collections.abc import Iterator
from typing import Any

import pytest

from footlight.bench.chat.chatter import Chatter, Heard, Place
from footlight.wire.websocket import server_frame

HANDSHAKE = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"


class Talk:
    """Both ends of one connection."""

    def __init__(self, listening: socket.socket) -> None:
        self.heard, self.place = Heard(), Place("lobby")
        self.chatter = Chatter(listening.getsockname()[1], self.place, "Ann", self.heard)
        self.server, _ = listening.accept()
        self.server.settimeout(10)

    def tell(self, data: bytes) -> None:
        """Send it, and let it be read."""
        self.server.sendall(data)
        self.read(len(data))

    def read(self, expected: int) -> None:
        """Read until so much has come."""
        waiting = socket.MSG_PEEK | socket.MSG_DONTWAIT
        own = socket.socket(fileno=self.chatter.fileno())
        try:
            while True:
                try:
                    there = len(own.recv(1 << 20, waiting))
                except BlockingIOError:
                    continue
                if there >= expected:
                    break
        finally:
            own.detach()
        self.chatter.read()

    def asked(self) -> dict[str, Any]:
        """The next message of the client."""
        opcode, length = self.server.recv(2)
        assert opcode == 0x81
        length &= 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", self.server.recv(2))
        key = self.server.recv(4)
        payload = self.server.recv(length)
        message: dict[str, Any] = json.loads(bytes(sign ^ key[at % 4] for at, sign in enumerate(payload)))
        return message


@pytest.fixture
def talk() -> Iterator[Talk]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        talk = Talk(listening)
        with talk.server:
            assert b"GET /chat/lobby HTTP/1.1" in talk.server.recv(4_096)
            yield talk
            talk.chatter.close()


def told(**message: Any) -> bytes:
    return server_frame(json.dumps(message, separators=(",", ":")).encode(), binary=False)


def line(stamp: int, more: str = "") -> bytes:
    return told(type="message", line={"id": 1, "author": {"nick": "Bob"}, "text": f"{stamp} and so on{more}"})


def enter(talk: Talk) -> None:
    talk.tell(HANDSHAKE)
    hello = talk.asked()
    assert (hello["type"], hello["nick"]) == ("hello", "Ann")
    talk.tell(told(type="welcome", you={"nick": "Ann"}))
    assert talk.chatter.here


def test_a_line_is_as_late_as_its_stamp_says_however_its_bytes_come(talk: Talk) -> None:
    enter(talk)
    stamp = time.time_ns() - 50_000_000
    for data in (line(stamp), line(stamp, "." * 300), line(stamp, "." * 3_000)):
        talk.tell(data[:40])
        talk.tell(data[40:] + data)
    assert len(talk.heard.delays) == 6
    assert all(delay >= 50_000_000 for delay in talk.heard.delays)


def test_what_is_said_is_answered_kept_or_refused(talk: Talk) -> None:
    enter(talk)
    talk.chatter.say()
    talk.chatter.say()
    first, second = talk.asked(), talk.asked()
    assert talk.chatter.waits
    talk.tell(told(type="ok", id=first["id"], message=7))
    talk.tell(told(type="error", id=second["id"], code="slow_down", message="wait"))
    assert not talk.chatter.waits
    assert (talk.heard.said, talk.place.kept, talk.heard.refused) == (2, 1, {"slow_down": 1})
    assert len(talk.heard.answers) == 2


def test_a_ping_is_answered_with_what_was_in_it(talk: Talk) -> None:
    enter(talk)
    talk.tell(b"\x89\x03abc")
    assert talk.server.recv(100) == b"\x8a\x83" + bytes(4) + b"abc"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (told(type="bye", code="limit_reached", message="too much"), "limit_reached: too much"),
        (told(type="welcome", you={}), "no nick"),
        (b"\x88\x02\x03\xe8", "the server closed"),
    ],
)
def test_who_is_put_out_is_lost_and_says_why(talk: Talk, data: bytes, why: str) -> None:
    enter(talk)
    talk.tell(data)
    assert (talk.chatter.lost, talk.chatter.here, talk.chatter.bye) == (True, False, why)


def test_who_is_not_let_in_is_lost(talk: Talk) -> None:
    talk.tell(b"HTTP/1.1 403 Forbidden\r\n\r\n")
    assert talk.chatter.lost
    assert "403" in talk.chatter.bye
