"""Answers of RTSP servers, in pieces and between media."""

import pytest

from footlight.errors import MessageTooLargeError, ProtocolViolationError
from footlight.wire.rtsp import RtspResponse, RtspResponses

DESCRIBED = b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Length: 5\r\n\r\nv=0\r\n"
ELSEWHERE = b"RTSP/1.0 302 Moved\r\nlocation: rtsp://10.0.0.1/cam\r\n\r\n"
MEDIA = b"$\x00\x00\x04" + b"RTSP"


def test_answers_are_found_between_media_and_bodies() -> None:
    assert RtspResponses().feed(DESCRIBED + MEDIA + ELSEWHERE + MEDIA) == [
        RtspResponse(200, ""),
        RtspResponse(302, "rtsp://10.0.0.1/cam"),
    ]


def test_they_are_found_however_the_bytes_come() -> None:
    stream, responses = MEDIA + DESCRIBED + MEDIA + ELSEWHERE, RtspResponses()
    found = [one for at in range(len(stream)) for one in responses.feed(stream[at : at + 1])]
    assert [(one.status, one.redirects) for one in found] == [(200, False), (302, True)]


def test_what_a_server_asks_of_the_client_is_no_answer() -> None:
    assert RtspResponses().feed(b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n" + DESCRIBED) == [RtspResponse(200, "")]


def test_an_answer_within_a_body_or_media_is_none() -> None:
    hidden = b"RTSP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % len(ELSEWHERE) + ELSEWHERE
    media = b"$\x00" + len(ELSEWHERE).to_bytes(2) + ELSEWHERE
    assert RtspResponses().feed(hidden + media) == [RtspResponse(200, "")]


@pytest.mark.parametrize(
    "data", [b"RTSP/1.0 fine\r\n\r\n", b"RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n", b"RTSP/1.0 200 OK\r\n"
             b"Content-Length: 999999999\r\n\r\n"]
)  # fmt: skip
def test_what_makes_no_sense_is_told(data: bytes) -> None:
    with pytest.raises(ProtocolViolationError):
        RtspResponses().feed(data)


def test_a_head_that_does_not_end_is_not_kept_for_ever() -> None:
    with pytest.raises(MessageTooLargeError):
        RtspResponses().feed(b"x" * 100_000)
