"""What an RTSP server answers, read from the side: statuses and where it points elsewhere (RFC 2326)."""

import re
from dataclasses import dataclass
from typing import Final

from footlight.errors import MessageTooLargeError, ProtocolViolationError

_MAX_HEAD: Final = 64 * 1024
_INTERLEAVED: Final = ord("$")
_INTERLEAVED_HEAD: Final = 4
_STATUS: Final = re.compile(rb"RTSP/1\.\d (\d{3})(?:\s|$)")
_MAX_BODY_DIGITS: Final = 8


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


class RtspResponses:
    """Finds the answers in what a server sends on one connection; media in between is passed over, never kept."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._to_skip = 0

    def feed(self, data: bytes) -> list[RtspResponse]:
        """Take in what was received next.

        Raises:
            ProtocolViolationError: this is no RTSP.
            MessageTooLargeError: the head of an answer does not end.
        """
        found: list[RtspResponse] = []
        self._head += data
        while True:
            skipped = min(self._to_skip, len(self._head))
            del self._head[:skipped]
            self._to_skip -= skipped
            if self._to_skip or not self._head:
                return found
            if self._head[0] == _INTERLEAVED:
                if len(self._head) < _INTERLEAVED_HEAD:
                    return found
                self._to_skip = _INTERLEAVED_HEAD + int.from_bytes(self._head[2:4])
                continue
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                if len(self._head) > _MAX_HEAD:
                    raise MessageTooLargeError(f"the head of an RTSP answer has more than {_MAX_HEAD} bytes")
                return found
            lines = bytes(self._head[:end]).split(b"\r\n")
            self._to_skip = end + 4 + _body(lines)
            if lines[0].startswith(b"RTSP/"):
                found.append(_response(lines))


def _response(lines: list[bytes]) -> RtspResponse:
    match = _STATUS.match(lines[0])
    if match is None:
        raise ProtocolViolationError("an answer without a status is no RTSP")
    return RtspResponse(int(match[1]), _field(lines, b"location").decode(errors="replace"))


def _body(lines: list[bytes]) -> int:
    text = _field(lines, b"content-length") or b"0"
    if not text.isdigit() or len(text) > _MAX_BODY_DIGITS:
        raise ProtocolViolationError("an RTSP message whose length is no number")
    return int(text)


def _field(lines: list[bytes], name: bytes) -> bytes:
    for line in lines[1:]:
        key, _, value = line.partition(b":")
        if key.strip().lower() == name:
            return value.strip()
    return b""
