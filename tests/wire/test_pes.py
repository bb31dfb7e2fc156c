"""Packets of a transport stream, bit by bit."""

import pytest

from footlight.wire.pes import TsLine, adaptation_field, pes_packet, section_payload


def packets(stream: bytes) -> list[bytes]:
    return [stream[at : at + 188] for at in range(0, len(stream), 188)]


def payload(packet: bytes) -> bytes:
    """What a packet carries, without its header and adaptation field."""
    return packet[5 + packet[4] :] if packet[3] & 0x20 else packet[4:]


def test_a_time_alone_is_told_once_and_the_length_of_all_that_follows() -> None:
    packet = pes_packet(0xE0, 90_000, 90_000, b"picture")
    assert packet[:14].hex(" ") == "00 00 01 e0 00 0f 84 80 05 21 00 05 bf 21"
    assert packet[14:] == b"picture"


def test_a_picture_that_is_shown_later_than_decoded_has_both_times() -> None:
    packet = pes_packet(0xE0, 3_000, 0, b"")
    assert packet[6:].hex(" ") == "84 c0 0a 31 00 01 17 71 11 00 01 00 01"


def test_times_wrap_after_33_bits() -> None:
    assert pes_packet(0xE0, 2**33 + 5, 2**33 + 5, b"") == pes_packet(0xE0, 5, 5, b"")
    assert pes_packet(0xE0, -1, -1, b"")[9:].hex(" ") == "2f ff ff ff ff"


def test_what_is_too_long_for_a_length_has_none() -> None:
    assert pes_packet(0xE0, 0, 0, bytes(65_527))[4:6] == b"\xff\xff"
    assert pes_packet(0xE0, 0, 0, bytes(65_528))[4:6] == b"\0\0"


def test_the_field_before_the_payload_says_only_what_there_is_to_say() -> None:
    assert adaptation_field() == b""
    assert adaptation_field(random_access=True) == b"\x01\x40"
    field = adaptation_field(random_access=True, discontinuity=True, pcr=0x1_2345_6789)
    assert field.hex(" ") == "07 d0 91 a2 b3 c4 fe 00"
    assert adaptation_field(pcr=2**33 + 1) == adaptation_field(pcr=1)


@pytest.mark.parametrize("field", [b"", adaptation_field(random_access=True), adaptation_field(pcr=0)])
def test_every_length_comes_out_whole_in_packets_of_188_bytes(field: bytes) -> None:
    for length in range(1, 400):
        data = bytes(1 + number % 255 for number in range(length))
        split = packets(TsLine(0x100).packets(data, field))
        assert {len(each) for each in split} == {188}
        assert b"".join(payload(each) for each in split) == data
        assert [each[1] for each in split] == [0x41] + [0x01] * (len(split) - 1)
        assert split[0][4:].startswith(field[1:] if not field else split[0][4:5] + field[1:])


def test_packets_are_counted_on_from_piece_to_piece() -> None:
    line = TsLine(0x100)
    pieces = packets(line.packets(bytes(184 * 10)) + line.packets(bytes(184 * 10)))
    assert [each[3] & 0xF for each in pieces] == [number % 16 for number in range(20)]


def test_a_section_fills_its_packet() -> None:
    assert section_payload(b"section") == b"\0section" + b"\xff" * 176
