"""Somebody in a chat who does as little as can be: what they take of this machine must not be counted as the server's.

A plain socket, frames made by hand; of the lines that come only the time that is written at their beginning is read.
"""

import base64
import contextlib
import json
import secrets
import socket
import struct
import time
from array import array
from collections import Counter
from typing import Any, Final

from footlight.chat.requests import VERSION

_HEAD_ENDS: Final = b"\r\n\r\n"
_LINE: Final = b'{"type":"message"'
_STAMP: Final = b'"text":"'
STAMP_DIGITS: Final = 19
"""Of Unix nanoseconds, in our time."""
_TEXT, _CLOSE, _PING, _PONG = 0x81, 0x88, 0x89, 0x8A
_MASK: Final = 0x80
_NO_KEY: Final = bytes(4)
"""The mask that changes nothing."""
_READ: Final = 16 * 1024
_PATIENCE: Final = 30.0
"""Seconds that a connection may take to be made."""
_FILLING: Final = "and so it goes on, as people talk while they watch"


class Heard:
    """What everybody of one load heard."""

    def __init__(self) -> None:
        self.delays = array("q")
        """Nanoseconds from a line's stamp to its last byte read, for everybody who read it."""
        self.said = 0
        self.answers = array("q")
        """Nanoseconds until a line was answered: that it is kept, or why not."""
        self.refused: Counter[str] = Counter()


class Place:
    """One room."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self.people: list[Chatter] = []
        self.kept = 0
        """Lines that the server took while it was measured."""
        self.turn = 0
        """Who is the next to write."""


class Chatter:
    """One connection. `read` is to be called whenever there is something to read."""

    __slots__ = (
        "_asked",
        "_greeted",
        "_heard",
        "_nick",
        "_number",
        "_place",
        "_rest",
        "_socket",
        "bye",
        "here",
        "lost",
    )

    def __init__(self, port: int, place: Place, nick: str, heard: Heard) -> None:
        """Connect, and ask to be let in.

        Raises:
            OSError: nobody is there.
        """
        self._place = place
        self._nick = nick
        self._heard = heard
        self._rest = b""
        self._greeted = False
        self._number = 0
        self._asked: dict[str, int] = {}
        self.here = self.lost = False
        self.bye = ""
        """What the server said at the end."""
        self._socket = socket.create_connection(("127.0.0.1", port), _PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setblocking(False)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        self._write(
            f"GET /chat/{place.channel} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\n"
            f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    @property
    def waits(self) -> bool:
        """For the answer to a line."""
        return bool(self._asked)

    def say(self) -> None:
        """Write a line that tells when that was."""
        self._number += 1
        id, now = f"{self._number}", time.time_ns()
        self._asked[id] = now
        self._heard.said += 1
        self._write(frame({"type": "say", "id": id, "text": f"{now} {_FILLING}"}))

    def read(self) -> None:
        """Take what came."""
        try:
            data = self._socket.recv(_READ)
        except BlockingIOError:
            return
        except OSError as error:
            self._end(str(error))
            return
        if not data:
            self._end("the server closed")
            return
        if self._rest:
            data = self._rest + data
        if not self._greeted:
            self._rest = self._greet(data)
        else:
            self._rest = self._take_frames(data)

    def _greet(self, data: bytes) -> bytes:
        """Say hello when the handshake is answered; gives the rest."""
        head, found, rest = data.partition(_HEAD_ENDS)
        if not found:
            return data
        if head.split(b" ", 2)[1] != b"101":
            self._end(data.decode(errors="replace"))
            return b""
        self._greeted = True
        hello = {"type": "hello", "version": VERSION, "nick": self._nick, "device": secrets.token_urlsafe(24)}
        self._write(frame(hello))
        return self._take_frames(rest)

    def _take_frames(self, data: bytes) -> bytes:
        """Take all that are whole; gives the rest."""
        at, there = 0, len(data)
        while there - at >= 2:
            length, start = data[at + 1], at + 2
            if length == 126:
                start += 2
                length = int.from_bytes(data[at + 2 : start], "big")
            elif length == 127:
                start += 8
                length = int.from_bytes(data[at + 2 : start], "big")
            end = start + length
            if end > there or start > there:
                break
            if data.startswith(_LINE, start):
                self._take_line(data, start)
            else:
                self._take(data[at], data[start:end])
            at = end
        return data[at:]

    def _take_line(self, data: bytes, start: int) -> None:
        text = data.find(_STAMP, start) + len(_STAMP)
        self._heard.delays.append(time.time_ns() - int(data[text : text + STAMP_DIGITS]))

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == _PING:
            self._write(_header(_PONG, len(payload)) + payload)
        elif opcode == _CLOSE:
            self._end("the server closed")
        elif opcode == _TEXT:
            self._take_told(json.loads(payload))

    def _take_told(self, told: dict[str, Any]) -> None:
        match told["type"]:
            case "welcome":
                self.here = told["you"].get("nick") is not None
                if not self.here:
                    self._end("no nick")
            case "ok" | "held" | "error":
                asked = self._asked.pop(told["id"], None)
                if asked is None:
                    return
                self._heard.answers.append(time.time_ns() - asked)
                if told["type"] == "ok":
                    self._place.kept += 1
                else:
                    self._heard.refused[told.get("code", "held")] += 1
            case "bye":
                self._end(f"{told['code']}: {told['message']}")

    def _end(self, why: str) -> None:
        self.bye = self.bye or why[-200:]
        self.lost, self.here = True, False
        self._asked.clear()

    def _write(self, data: bytes) -> None:
        # Who is gone is found out by reading.
        with contextlib.suppress(OSError):
            if self._socket.send(data) < len(data):
                self._end("the server reads nothing")


def frame(message: dict[str, Any]) -> bytes:
    """A client's text message."""
    payload = json.dumps(message).encode()
    return _header(_TEXT, len(payload)) + payload


def _header(opcode: int, length: int) -> bytes:
    if length < 126:
        return struct.pack("!BB", opcode, _MASK | length) + _NO_KEY
    return struct.pack("!BBH", opcode, _MASK | 126, length) + _NO_KEY
