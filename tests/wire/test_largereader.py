"""Large messages in pieces, as the websockets library parses them."""

import pytest
from websockets.exceptions import PayloadTooBig
from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol, Side, State

from footlight.wire.largereader import LARGE, LargeReader, read_large


def receiving(max_size: int | None = None) -> Protocol:
    """A client that is open, and whose reader is changed while its parser waits."""
    protocol = Protocol(Side.CLIENT, state=State.OPEN, max_size=max_size)
    read_large(protocol.reader)
    assert isinstance(protocol.reader, LargeReader)
    return protocol


def messages(*sizes: int) -> list[bytes]:
    return [bytes([number + 1]) * size for number, size in enumerate(sizes)]


@pytest.mark.parametrize("piece", [1_000, 65_536, 100_001, 256_000, 10_000_000])
@pytest.mark.parametrize(
    "sizes", [(10, 300_000, 10), (LARGE - 1, LARGE, LARGE + 1), (200_000, 200_000, 0, 70_000), (5,)]
)
def test_messages_come_out_whole_however_they_are_cut(sizes: tuple[int, ...], piece: int) -> None:
    protocol = receiving()
    sent = messages(*sizes)
    stream = b"".join(Frame(Opcode.BINARY, one).serialize(mask=False) for one in sent)
    received = []
    for at in range(0, len(stream), piece):
        protocol.receive_data(stream[at : at + piece])
        received += [bytes(event.data) for event in protocol.events_received() if isinstance(event, Frame)]
    assert received == sent


def test_a_message_is_read_to_its_place() -> None:
    protocol = receiving()
    reader = protocol.reader
    assert isinstance(reader, LargeReader)
    assert reader.room is None
    [sent] = messages(300_000)
    stream = Frame(Opcode.BINARY, sent).serialize(mask=False)
    protocol.receive_data(stream[:1_000])
    at = 1_000
    while at < len(stream):
        room = reader.room
        assert room is not None
        assert len(room) == len(stream) - at
        size = min(len(room), 123_456)
        room[:size] = stream[at : at + size]
        at += size
        assert reader.put(size) == (at == len(stream))
        assert not protocol.events_received()
    protocol.receive_data(b"")
    [frame] = protocol.events_received()
    assert isinstance(frame, Frame)
    assert bytes(frame.data) == sent
    assert reader.room is None


def test_a_message_of_a_masking_client_comes_out_unmasked() -> None:
    protocol = Protocol(Side.SERVER, state=State.OPEN)
    read_large(protocol.reader)
    stream = Frame(Opcode.BINARY, b"x" * 200_000).serialize(mask=True)
    for at in range(0, len(stream), 60_000):
        protocol.receive_data(stream[at : at + 60_000])
    [frame] = protocol.events_received()
    assert isinstance(frame, Frame)
    assert frame.data == b"x" * 200_000


def test_what_is_too_large_is_refused_before_there_is_room_for_it() -> None:
    protocol = receiving(max_size=100_000)
    protocol.receive_data(Frame(Opcode.BINARY, bytes(100_001)).serialize(mask=False)[:1_000])
    assert isinstance(protocol.parser_exc, PayloadTooBig)


def test_a_stream_that_ends_inside_a_message_is_an_end() -> None:
    protocol = receiving()
    protocol.receive_data(Frame(Opcode.BINARY, bytes(300_000)).serialize(mask=False)[:200_000])
    protocol.receive_eof()
    assert isinstance(protocol.parser_exc, EOFError)
    assert "expected 300000" in str(protocol.parser_exc)
