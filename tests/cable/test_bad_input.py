"""What the library does where the other end is not what it should be: a clear error, and whoever listens goes on."""

import json
import logging
import socket
import threading
from collections.abc import Callable

import numpy as np
import pytest
from websockets.sync.client import connect
from websockets.typing import Subprotocol

import footlight
from footlight.errors import (
    BothReceiveError,
    BothSendError,
    FootlightError,
    NotEncryptedError,
    NotFootlightError,
    SecretMissingError,
    SecretWrongError,
)
from footlight.wire.control import SUBPROTOCOL
from tests.fakes.strangers import HASTY, PATIENT, stranger

PATIENCE = 30.0
PICTURE = np.full((120, 160, 3), 90, np.uint8)


def receiving(port: int) -> None:
    footlight.Downstream("127.0.0.1", port).start().close()


def sending(port: int) -> None:
    upstream = footlight.Upstream(to=f"127.0.0.1:{port}", codec="raw").start()
    upstream.stream_frame(PICTURE)
    upstream.close()


@pytest.mark.parametrize("use", [receiving, sending])
@pytest.mark.parametrize(("answer", "code"), PATIENT.values(), ids=PATIENT)
def test_what_is_no_footlight_or_another_is_told(use: Callable[[int], None], answer: bytes, code: str) -> None:
    with stranger(answer, patient=True) as port, pytest.raises(FootlightError) as told:
        use(port)
    assert told.value.code == code
    assert f"127.0.0.1:{port}" in str(told.value)


@pytest.mark.parametrize("use", [receiving, sending])
@pytest.mark.parametrize("answer", HASTY.values(), ids=HASTY)
def test_what_speaks_or_leaves_before_it_is_asked_is_told_whenever_that_is(
    use: Callable[[int], None], answer: bytes
) -> None:
    with stranger(answer, patient=False) as port:
        for _ in range(15):
            with pytest.raises(NotFootlightError):
                use(port)


def test_two_ends_that_both_send_or_both_receive_are_told_so() -> None:
    with footlight.Upstream(port=0) as upstream:
        with pytest.raises(BothSendError, match="footlight watch"):
            sending(upstream.port)
        with footlight.Downstream("127.0.0.1", upstream.port) as downstream:
            upstream.stream_frame(PICTURE)
            downstream.receive_frame(PATIENCE)
    with footlight.Downstream(port=0, listen=True) as downstream:
        with pytest.raises(BothReceiveError, match="footlight send"):
            receiving(downstream.port)
        with footlight.Upstream(to=f"127.0.0.1:{downstream.port}") as upstream:
            upstream.stream_frame(PICTURE)
            downstream.receive_frame(PATIENCE)


def stream_on(upstream: footlight.Upstream) -> None:
    """Send as a camera does, until it fails."""
    between = threading.Event()
    while True:
        upstream.stream_frame(PICTURE)
        between.wait(0.03)


@pytest.mark.parametrize(
    ("here", "there", "error"),
    [("two words", None, NotEncryptedError), (None, "two words", SecretMissingError), ("a", "b", SecretWrongError)],
)
def test_who_sends_to_an_end_with_another_secret_is_told_and_the_end_goes_on(
    here: str | None, there: str | None, error: type[FootlightError]
) -> None:
    with footlight.Downstream(port=0, listen=True, secret=here) as downstream:
        address = f"127.0.0.1:{downstream.port}"
        stranger = footlight.Upstream(to=address, secret=there).start()
        with pytest.raises(error):
            stream_on(stranger)
        stranger.close()
        with footlight.Upstream(to=address, secret=here) as upstream:
            upstream.stream_frame(PICTURE)
            assert downstream.receive_frame(PATIENCE).shape == PICTURE.shape


def knock(port: int, said: bytes) -> None:
    """Say something that no end understands, and wait until it hangs up or has answered."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(said)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass


def greet(port: int, said: str | bytes) -> str:
    """Say hello in a wrong way; the code of the goodbye."""
    url = f"ws://127.0.0.1:{port}/live/cable"
    with connect(url, subprotocols=[Subprotocol(SUBPROTOCOL)], open_timeout=PATIENCE) as connection:
        connection.send(said)
        while True:
            answer = json.loads(connection.recv(PATIENCE))
            if answer["type"] == "bye":
                return str(answer["code"])


def test_an_end_that_listens_bears_whatever_knocks(caplog: pytest.LogCaptureFixture) -> None:
    hello = {"type": "hello", "version": 1, "role": "watch", "agent": "x"}
    with footlight.Upstream(port=0) as upstream, footlight.Downstream("127.0.0.1", upstream.port) as downstream:
        for said in (*HASTY.values(), b"GET /no/such/page HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01" + bytes(200)):
            knock(upstream.port, said)
        assert greet(upstream.port, json.dumps({**hello, "version": 99})) == "version_unsupported"
        assert greet(upstream.port, "{") == "protocol_violation"
        assert greet(upstream.port, b"\x00" * 100) == "protocol_violation"
        upstream.stream_frame(PICTURE)
        assert downstream.receive_frame(PATIENCE).shape == PICTURE.shape
    assert [one for one in caplog.records if one.levelno >= logging.ERROR or one.exc_info] == []
