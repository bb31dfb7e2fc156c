"""Answers of RTSP servers, in pieces and between media, and what of them is handed on."""

import pytest

from footlight.errors import MessageTooLargeError, ProtocolViolationError
from footlight.wire.rtsp import RtspFilter, RtspResponse

DESCRIBED = b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Length: 5\r\n\r\nv=0\r\n"
ELSEWHERE = b"RTSP/1.0 302 Moved\r\nlocation: rtsp://10.0.0.1/cam\r\n\r\n"
MEDIA = b"$\x00\x00\x04" + b"RTSP"
MOVED = RtspResponse(302, "rtsp://10.0.0.1/cam")


def test_answers_are_found_between_media_and_bodies_and_all_is_handed_on() -> None:
    stream = DESCRIBED + MEDIA + ELSEWHERE + MEDIA
    assert RtspFilter().feed(stream) == (stream, [RtspResponse(200, ""), MOVED])


def test_they_are_found_however_the_bytes_come() -> None:
    stream, pieces = MEDIA + DESCRIBED + MEDIA + ELSEWHERE, RtspFilter()
    told = [pieces.feed(stream[at : at + 1]) for at in range(len(stream))]
    assert [(one.status, one.redirects) for _, found in told for one in found] == [(200, False), (302, True)]
    assert b"".join(passed for passed, _ in told) == stream


def test_nothing_of_a_head_goes_on_before_it_is_seen_whole() -> None:
    responses = RtspFilter()
    assert responses.feed(ELSEWHERE[:-1]) == (b"", [])
    assert responses.feed(ELSEWHERE[-1:]) == (ELSEWHERE, [MOVED])


def test_bodies_and_media_go_on_as_they_come() -> None:
    responses = RtspFilter()
    assert responses.feed(DESCRIBED[:-3])[0] == DESCRIBED[:-3]
    assert responses.feed(DESCRIBED[-3:] + MEDIA[:6])[0] == DESCRIBED[-3:] + MEDIA[:6]


def test_what_a_server_asks_of_the_client_is_no_answer() -> None:
    asked = b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"
    assert RtspFilter().feed(asked + DESCRIBED) == (asked + DESCRIBED, [RtspResponse(200, "")])


def test_an_answer_within_a_body_or_media_is_none() -> None:
    hidden = b"RTSP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % len(ELSEWHERE) + ELSEWHERE
    media = b"$\x00" + len(ELSEWHERE).to_bytes(2, "big") + ELSEWHERE
    assert RtspFilter().feed(hidden + media)[1] == [RtspResponse(200, "")]


def test_lines_that_end_in_a_line_feed_alone_are_read_and_made_strict() -> None:
    assert RtspFilter().feed(ELSEWHERE.replace(b"\r", b"")) == (ELSEWHERE, [MOVED])
    assert RtspFilter().feed(b"\r\n\n" + ELSEWHERE.replace(b"\r\n\r\n", b"\r\n\n")) == (ELSEWHERE, [MOVED])


@pytest.mark.parametrize(
    "line",
    [b"$\x00\x00\x04", b" Content-Length: 5", b"Content-Length : 5", b"Conte\rnt-Length: 5", b"a\x00b: 5", b"what"],
)
def test_lines_that_are_no_fields_are_left_out(line: bytes) -> None:
    # To one reader they are nothing, to another the head of media, or a length: what follows would be hidden.
    told = RtspFilter().feed(b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n" + line + b"\r\n\r\n" + ELSEWHERE)
    assert told == (b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n" + ELSEWHERE, [RtspResponse(200, ""), MOVED])


@pytest.mark.parametrize(
    "head",
    [
        b"RTSP/1.0 fine",
        b" RTSP/1.0 302 Moved",
        b"\tRTSP/1.0 302 Moved",
        b"RTSP/1.0 3\r02 Moved",
        b"RTSP/1.0 0302 Moved",
        b"HTTP/1.1 200 OK",
        b"220 mail.example ready",
        b"RTSP/1.0 200 OK\r\nContent-Length: -1",
        b"RTSP/1.0 200 OK\r\nContent-Length: 999999999",
        b"RTSP/1.0 200 OK\r\nContent-Length: 0\r\ncontent-length: 5",
    ],
)
def test_what_makes_no_sense_is_told(head: bytes) -> None:
    with pytest.raises(ProtocolViolationError):
        RtspFilter().feed(head + b"\r\n\r\n")


def test_a_length_that_is_told_twice_alike_is_one() -> None:
    head = b"RTSP/1.0 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nv=0\r\n"
    assert RtspFilter().feed(head + ELSEWHERE) == (head + ELSEWHERE, [RtspResponse(200, ""), MOVED])


def test_what_does_not_end_is_not_kept_for_ever() -> None:
    with pytest.raises(MessageTooLargeError):
        RtspFilter().feed(b"x" * 100_000)
    with pytest.raises(MessageTooLargeError):
        RtspFilter().feed(b"RTSP/1.0 200 OK\r\nContent-Length: 1048577\r\n\r\n")


def test_a_short_head_right_behind_a_long_one_is_found_at_once() -> None:
    responses, short = RtspFilter(), b"RTSP/1.0 200 OK\r\n\r\n"
    responses.feed(ELSEWHERE[:-2])
    assert responses.feed(ELSEWHERE[-2:] + short) == (ELSEWHERE + short, [MOVED, RtspResponse(200, "")])
