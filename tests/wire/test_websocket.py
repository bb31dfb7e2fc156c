"""WebSocket messages made by hand, read by the other side's half of the websockets library."""

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.uri import parse_uri

from footlight.wire.websocket import client_frame, server_frame


def received(data: bytes) -> list[Frame]:
    client = ClientProtocol(parse_uri("ws://localhost/"), state=State.OPEN, max_size=None)
    client.receive_data(data)
    return [event for event in client.events_received() if isinstance(event, Frame)]


def pattern(length: int, period: int = 251) -> bytes:
    return (bytes(range(period)) * (length // period + 1))[:length]


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 1_000_000])
def test_a_binary_message_of_any_length_is_understood(length: int) -> None:
    payload = pattern(length)
    assert received(server_frame(payload, binary=True)) == [Frame(Opcode.BINARY, payload)]


def test_a_text_message_is_understood() -> None:
    assert received(server_frame("é".encode(), binary=False)) == [Frame(Opcode.TEXT, "é".encode())]


def test_messages_one_after_another_are_understood() -> None:
    data = server_frame(b"{}", binary=False) + server_frame(b"\0" * 300, binary=True)
    assert [frame.opcode for frame in received(data)] == [Opcode.TEXT, Opcode.BINARY]


@pytest.mark.parametrize(("length", "header"), [(125, "827d"), (126, "827e007e"), (65_536, "827f0000000000010000")])
def test_the_length_is_written_in_the_fewest_bytes(length: int, header: str) -> None:
    assert server_frame(bytes(length), binary=True)[:-length].hex() == header


@pytest.mark.parametrize("lengths", [(1,), (48, 77), (48, 78), (48, 65_487), (48, 65_488), (48, 1_000_001, 48, 3)])
def test_a_client_s_message_in_parts_is_understood_as_one(lengths: tuple[int, ...]) -> None:
    parts = [pattern(length, 251 - number) for number, length in enumerate(lengths)]
    server = ServerProtocol(state=State.OPEN, max_size=None)
    server.receive_data(b"".join(client_frame(parts, b"\x12\x34\x56\x78")))
    [frame] = server.events_received()
    assert frame == Frame(Opcode.BINARY, b"".join(parts))
