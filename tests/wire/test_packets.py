"""footlight.1 binary messages."""

from typing import Any

import pytest

from footlight.errors import BY_CODE, ProtocolViolationError
from footlight.model.packet import Packet, PacketFlags
from footlight.model.units import Micros
from footlight.wire.packets import HEADER, decode_packets, encode_packet, encode_packets, shift_clock
from tests.wire.vectors import cases


def packet_from(fields: dict[str, Any]) -> Packet:
    """A packet as the vectors write it."""
    return Packet(**{**fields, "flags": PacketFlags(fields["flags"]), "payload": bytes.fromhex(fields["payload"])})


def a_packet(captured_at: int = 0, pts: int = 0) -> Packet:
    return Packet(0, 0, 0, 0, pts, pts, 0, Micros(captured_at), PacketFlags.KEYFRAME, b"x")


def test_a_header_has_forty_bytes() -> None:
    assert HEADER.size == 40


@pytest.mark.parametrize("case", cases("packets.json", "good"))
def test_a_message_is_read_and_written(case: dict[str, Any]) -> None:
    packets = [packet_from(each) for each in case["packets"]]
    message = bytes.fromhex(case["message"])
    assert decode_packets(message) == packets
    assert bytes(encode_packets(packets)) == message
    assert b"".join(map(encode_packet, packets)) == message


@pytest.mark.parametrize("case", cases("packets.json", "bad"))
def test_a_malformed_message_is_refused_by_its_code(case: dict[str, Any]) -> None:
    with pytest.raises(BY_CODE[case["code"]]):
        decode_packets(bytes.fromhex(case["message"]) * case.get("times", 1))


def test_as_many_packets_as_allowed_are_read() -> None:
    assert len(decode_packets(encode_packet(a_packet()) * 4096)) == 4096


def test_every_truncation_is_refused() -> None:
    message = bytes(encode_packets([a_packet(), a_packet()]))
    whole = len(message) // 2
    for length in range(len(message)):
        if length == whole:
            continue
        with pytest.raises(ProtocolViolationError):
            decode_packets(message[:length])


def test_a_capture_time_is_told_in_another_clock() -> None:
    assert shift_clock(a_packet(captured_at=100), Micros(-250)) == a_packet(captured_at=-150)


@pytest.mark.parametrize("captured_at", [2**53 - 1, -(2**53) + 1])
def test_a_capture_time_that_viewers_would_refuse_is_refused_at_ingest(captured_at: int) -> None:
    with pytest.raises(ProtocolViolationError):
        shift_clock(a_packet(captured_at=captured_at), Micros(1 if captured_at > 0 else -1))


def test_a_message_in_parts_is_the_same_message_and_copies_no_payload() -> None:
    packets = [a_packet(), a_packet()]
    message = encode_packets(packets)
    assert bytes(message) == b"".join(encode_packet(packet) for packet in packets)
    assert len(message) == len(bytes(message))
    assert message.parts[1] is packets[0].payload


def test_payloads_of_a_view_are_views_of_the_message() -> None:
    message = memoryview(bytes(encode_packets([a_packet()])))
    [packet] = decode_packets(message)
    assert packet == a_packet()
    assert isinstance(packet.payload, memoryview)
    assert packet.payload.obj is message.obj
