"""What an RTSP server says, handed on in one form only: where it points elsewhere can be seen (RFC 2326)."""

import re
from dataclasses import dataclass
from typing import Final

from footlight.errors import MessageTooLargeError, ProtocolViolationError

_MAX_HEAD: Final = 64 * 1024
_MAX_BODY: Final = 1024 * 1024
"""A description of a session has some hundred bytes."""
_INTERLEAVED: Final = ord("$")
_INTERLEAVED_HEAD: Final = 4
_HEAD_END: Final = re.compile(rb"\n\r?\n")
_STATUS_LINE: Final = re.compile(rb"RTSP/1\.\d (\d{3})(?: [ -~\x80-\xff]*)?")
_REQUEST_LINE: Final = re.compile(rb"[A-Z_]+ [!-~]+ RTSP/1\.\d")
_FIELD: Final = re.compile(rb"([A-Za-z0-9._-]+):([\t -~\x80-\xff]*)")
_LENGTH: Final = re.compile(rb"\d{1,8}")


@dataclass(frozen=True, slots=True)
class RtspResponse:
    """The head of one answer."""

    status: int
    location: str
    """Where it points elsewhere; empty where it does not."""

    @property
    def redirects(self) -> bool:
        """Whether the client is to go on somewhere else (RFC 2326, 11.3)."""
        return 300 <= self.status < 400


class RtspFilter:
    """Hands on what a server sends on one connection, and says which answers are in it.

    Readers are lenient, each in its own way: FFmpeg ends lines with a bare line feed, skips blanks before a status and
    takes the last of several lengths. So that a client sees no answer that was not seen here, a head is kept until it
    is whole, and goes on in the strict form of the standard, without lines that are no fields. Media in between and
    bodies go on as they come.
    """

    def __init__(self) -> None:
        self._held = bytearray()
        """Up to a head that is not whole yet."""
        self._looked = 0
        """At so many bytes of it, in search of its end."""
        self._as_it_comes = 0
        """Bytes of media or of a body that are still to come."""

    def feed(self, data: bytes) -> tuple[bytes, list[RtspResponse]]:
        """Take in what was received next; returns what may be handed on, and the answers in it.

        Raises:
            ProtocolViolationError: this is no RTSP.
            MessageTooLargeError: the head of a message does not end, or its body is too long.
        """
        passed, found = bytearray(), list[RtspResponse]()
        self._held += data
        while self._held:
            if self._as_it_comes:
                part = self._held[: self._as_it_comes]
                passed += part
                del self._held[: len(part)]
                self._as_it_comes -= len(part)
            elif self._held[0] == _INTERLEAVED:
                if len(self._held) < _INTERLEAVED_HEAD:
                    break
                self._as_it_comes = _INTERLEAVED_HEAD + int.from_bytes(self._held[2:4], "big")
            elif self._held[0] in b"\r\n":  # between messages
                del self._held[0]
            else:
                lines = self._head()
                if lines is None:
                    break
                passed += self._strict(lines, found)
        return bytes(passed), found

    def _head(self) -> list[bytes] | None:
        """The lines of the next message's head; None where it is not whole yet."""
        end = _end_of_head(self._held, self._looked)
        if end is None:
            if len(self._held) > _MAX_HEAD:
                raise MessageTooLargeError(f"the head of an RTSP message has more than {_MAX_HEAD} bytes")
            self._looked = max(0, len(self._held) - 2)
            return None
        lines = [line.removesuffix(b"\r") for line in bytes(self._held[:end]).split(b"\n")]
        del self._held[:end]
        self._looked = 0
        return [line for line in lines if line]

    def _strict(self, lines: list[bytes], found: list[RtspResponse]) -> bytes:
        fields = [field for field in map(_FIELD.fullmatch, lines[1:]) if field is not None]
        lengths = {field[2].strip() for field in fields if field[1].lower() == b"content-length"}
        if len(lengths) > 1 or not all(map(_LENGTH.fullmatch, lengths)):
            raise ProtocolViolationError("an RTSP message whose length is no number")
        self._as_it_comes = sum(map(int, lengths))
        if self._as_it_comes > _MAX_BODY:
            raise MessageTooLargeError(f"an RTSP message of {self._as_it_comes} bytes: at most {_MAX_BODY}")
        status = _STATUS_LINE.fullmatch(lines[0])
        if status is not None:
            places = (field[2].strip() for field in fields if field[1].lower() == b"location")
            found.append(RtspResponse(int(status[1]), next(places, b"").decode(errors="replace")))
        elif _REQUEST_LINE.fullmatch(lines[0]) is None:
            raise ProtocolViolationError("what begins neither as an answer nor as a request is no RTSP")
        return b"\r\n".join([lines[0], *(field[0] for field in fields), b"", b""])


def _end_of_head(data: bytearray, start: int) -> int | None:
    match = _HEAD_END.search(data, start)
    return None if match is None else match.end()
