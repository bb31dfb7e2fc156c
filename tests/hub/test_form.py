from footlight.hub.form import WebSocketForm, pieces
from footlight.wire.control import Stats, encode_control
from footlight.wire.packets import encode_packets
from footlight.wire.websocket import server_frame
from tests.fakes.media import MAIN, SOUND, PacketMaker


def test_packets_are_one_binary_message() -> None:
    packets = [PacketMaker(SOUND).key(b"sound"), PacketMaker(MAIN).key(b"x" * 7_000, captured_at=5)]
    assert WebSocketForm().media(packets, True) == server_frame(bytes(encode_packets(packets)), binary=True)


def test_a_large_packet_is_not_copied() -> None:
    picture = b"x" * 300_000
    packets = [PacketMaker(MAIN).key(picture, captured_at=5)]
    letter = WebSocketForm().media(packets, True)
    assert b"".join(pieces(letter)) == server_frame(bytes(encode_packets(packets)), binary=True)
    assert len(pieces(letter)) == 2
    assert pieces(letter)[-1] is picture


def test_a_bundle_is_one_piece_however_large() -> None:
    maker = PacketMaker(MAIN)
    packets = [maker.key(b"x" * 300_000), maker.delta(b"y" * 300_000), PacketMaker(SOUND).key(b"sound")]
    letter = WebSocketForm().media(packets, True)
    assert pieces(letter) == (server_frame(bytes(encode_packets(packets)), binary=True),)


def test_control_is_one_text_message() -> None:
    message = Stats(viewers=3)
    assert WebSocketForm().control(message) == server_frame(encode_control(message).encode(), binary=False)
