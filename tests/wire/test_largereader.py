"""Large messages in pieces, as the websockets library parses them."""

import pytest
from websockets.exceptions import PayloadTooBig, ProtocolError
from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol, Side, State

from footlight.wire.largereader import LARGE, LargeReader, read_large


def receiving(max_size: int | None = None) -> Protocol:
    """A client that is open, and whose reader is changed while its parser waits."""
    protocol = Protocol(Side.CLIENT, state=State.OPEN, max_size=max_size)
    read_large(protocol)
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


def serving(max_size: int) -> Protocol:
    """A server that is open."""
    protocol = Protocol(Side.SERVER, state=State.OPEN, max_size=max_size)
    read_large(protocol)
    return protocol


@pytest.mark.parametrize("piece", [1, 5, 1_001, 65_536, 256_000, 10_000_000])
def test_messages_of_a_masking_client_come_out_unmasked_however_they_are_cut(piece: int) -> None:
    protocol = serving(max_size=300_000)
    sent = messages(20, 70_003, LARGE, 5, *([] if piece < 10 else [300_000, 299_999]))
    stream = b"".join(Frame(Opcode.BINARY, one).serialize(mask=True) for one in sent)
    received = []
    for at in range(0, len(stream), piece):
        protocol.receive_data(stream[at : at + piece])
        received += [bytes(event.data) for event in protocol.events_received() if isinstance(event, Frame)]
    assert received == sent


def test_a_message_of_a_masking_client_is_read_to_its_place_and_unmasked_there() -> None:
    protocol = serving(max_size=300_000)
    reader = protocol.reader
    assert isinstance(reader, LargeReader)
    begun, sent = messages(10, 300_000)
    protocol.receive_data(Frame(Opcode.BINARY, begun).serialize(mask=True))
    protocol.events_received()
    stream = Frame(Opcode.BINARY, sent).serialize(mask=True)
    protocol.receive_data(stream[:1_000])
    for at in range(1_000, len(stream), 7_777):
        room = reader.room
        assert room is not None
        size = min(7_777, len(room))
        room[:size] = stream[at : at + size]
        reader.put(size)
    protocol.receive_data(b"")
    [frame] = protocol.events_received()
    assert isinstance(frame, Frame)
    assert frame.data == sent
    assert isinstance(frame.data, memoryview)
    assert frame.data.readonly


def test_a_client_s_message_that_is_too_large_is_refused_before_there_is_room_for_it() -> None:
    protocol = serving(max_size=100_000)
    protocol.receive_data(Frame(Opcode.BINARY, b"").serialize(mask=True))
    protocol.receive_data(Frame(Opcode.BINARY, bytes(100_001)).serialize(mask=True)[:1_000])
    assert isinstance(protocol.parser_exc, PayloadTooBig)
    assert protocol.reader.room is None  # type: ignore[attr-defined]


def test_a_large_message_within_a_message_in_fragments_is_refused() -> None:
    protocol = serving(max_size=300_000)
    protocol.receive_data(Frame(Opcode.BINARY, b"begun", fin=False).serialize(mask=True))
    protocol.receive_data(Frame(Opcode.BINARY, bytes(100_000)).serialize(mask=True))
    assert isinstance(protocol.parser_exc, ProtocolError)


def test_nothing_is_taken_for_a_message_after_an_error() -> None:
    protocol = serving(max_size=300_000)
    wrong, large = bytes([0x83, 0x80, 0, 0, 0, 0]), Frame(Opcode.BINARY, bytes(100_000)).serialize(mask=True)
    protocol.receive_data(wrong + large)
    assert isinstance(protocol.parser_exc, ProtocolError)
    protocol.receive_data(large)
    assert not protocol.events_received()
    assert protocol.reader.room is None  # type: ignore[attr-defined]


def test_a_masking_client_that_ends_inside_a_message_has_ended() -> None:
    protocol = serving(max_size=300_000)
    protocol.receive_data(Frame(Opcode.BINARY, b"").serialize(mask=True))
    protocol.receive_data(Frame(Opcode.BINARY, bytes(300_000)).serialize(mask=True)[:200_000])
    protocol.receive_eof()
    assert isinstance(protocol.parser_exc, EOFError)


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
