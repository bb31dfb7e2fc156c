"""A server's own WebSocket messages, read by the client side of the websockets library."""

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from footlight.wire.websocket import server_frame


def received(data: bytes) -> list[Frame]:
    client = ClientProtocol(parse_uri("ws://localhost/"), state=State.OPEN, max_size=None)
    client.receive_data(data)
    return [event for event in client.events_received() if isinstance(event, Frame)]


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 1_000_000])
def test_a_binary_message_of_any_length_is_understood(length: int) -> None:
    payload = bytes(index % 251 for index in range(length))
    assert received(server_frame(payload, binary=True)) == [Frame(Opcode.BINARY, payload)]


def test_a_text_message_is_understood() -> None:
    assert received(server_frame("é".encode(), binary=False)) == [Frame(Opcode.TEXT, "é".encode())]


def test_messages_one_after_another_are_understood() -> None:
    data = server_frame(b"{}", binary=False) + server_frame(b"\0" * 300, binary=True)
    assert [frame.opcode for frame in received(data)] == [Opcode.TEXT, Opcode.BINARY]


@pytest.mark.parametrize(("length", "header"), [(125, "827d"), (126, "827e007e"), (65_536, "827f0000000000010000")])
def test_the_length_is_written_in_the_fewest_bytes(length: int, header: str) -> None:
    assert server_frame(bytes(length), binary=True)[:-length].hex() == header
