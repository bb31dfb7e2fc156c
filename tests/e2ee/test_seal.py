"""Packets sealed and opened, by vectors that were made without this code."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlight.e2ee.mediakeys import MediaSecret
from footlight.e2ee.seal import Opener, Sealer, metadata
from footlight.e2ee.sframe import MAX_VALUE, SFrameKey, decode_header
from footlight.errors import LimitReachedError, PacketTamperedError, ProtocolViolationError
from footlight.model.packet import Packet, PacketFlags
from footlight.model.units import Micros
from footlight.wire.packets import MAX_TIME, decode_packets, encode_packet
from tests.wire.test_packets import packet_from
from tests.wire.vectors import cases

U32 = st.integers(0, 2**32 - 1)
FREE = PacketFlags.KEYFRAME | PacketFlags.DISCARDABLE | PacketFlags.DISCONTINUITY


@cache
def key(track: int) -> SFrameKey:
    """Of the vectors: of the first of their secrets."""
    case = cases("seal.json", "keys")[0].values[0]
    return MediaSecret(bytes.fromhex(case["root"])).track(bytes.fromhex(case["salt"]), track)


@st.composite
def packets(draw: st.DrawFn) -> Packet:
    pts = draw(st.integers(-MAX_TIME, MAX_TIME))
    dts = draw(st.integers(max(-MAX_TIME, pts - 2**31 + 1), min(MAX_TIME, pts + 2**31)))
    return Packet(
        track=draw(st.integers(0, 255)),
        generation=draw(st.integers(0, 65_535)),
        group=draw(U32),
        sequence=draw(U32),
        pts=pts,
        dts=dts,
        duration=draw(U32),
        captured_at=Micros(draw(st.integers(-MAX_TIME, MAX_TIME))),
        flags=PacketFlags(draw(st.integers(0, 15))) & FREE,
        payload=draw(st.binary(max_size=300)),
    )


@pytest.mark.parametrize("case", cases("seal.json", "packets"))
def test_a_packet_is_sealed_and_opened(case: dict[str, Any]) -> None:
    packet, sealed = packet_from(case["packet"]), packet_from(case["sealed"])
    sealer = Sealer(key(packet.track))
    sealer.counter = int(case["counter"], 16)
    assert sealer.seal(packet) == sealed
    assert metadata(sealed).hex() == case["metadata"]
    assert Opener(key(packet.track)).open(sealed) == packet


@pytest.mark.parametrize("case", cases("seal.json", "tampered"))
def test_what_somebody_changed_is_refused(case: dict[str, Any]) -> None:
    sealed = packet_from(case["sealed"])
    with pytest.raises(PacketTamperedError):
        Opener(key(0)).open(sealed)
    with pytest.raises(PacketTamperedError):
        Opener(key(sealed.track)).open(sealed)


@pytest.mark.parametrize("case", cases("seal.json", "harmless"))
def test_what_a_relay_may_change_is_not_held(case: dict[str, Any]) -> None:
    assert Opener(key(0)).open(packet_from(case["sealed"])).payload == bytes.fromhex("0000000465888400")


@given(packets())
def test_every_packet_is_opened_as_it_was(packet: Packet) -> None:
    sealed = Sealer(key(packet.track)).seal(packet)
    assert sealed.flags & PacketFlags.ENCRYPTED
    assert replace(sealed, flags=packet.flags, payload=packet.payload) == packet
    assert Opener(key(packet.track)).open(sealed) == packet


@given(packets(), st.data())
def test_any_bit_that_is_flipped_is_refused_but_in_what_a_relay_may_change(packet: Packet, data: st.DataObject) -> None:
    sealed = Sealer(key(packet.track)).seal(packet)
    message = bytearray(encode_packet(sealed))
    free = [*range(8 * 24, 8 * 32), *range(8 * 36, 8 * 40), PacketFlags.DISCONTINUITY.bit_length() - 1]
    bit = data.draw(st.integers(0, 8 * len(message) - 1).filter(lambda one: one not in free))
    message[bit // 8] ^= 1 << bit % 8
    with pytest.raises((PacketTamperedError, ProtocolViolationError)):
        Opener(key(packet.track)).open(decode_packets(bytes(message))[0])


def test_a_packet_that_says_itself_not_to_be_sealed_is_not_decrypted() -> None:
    packet = packet_from(cases("seal.json", "packets")[0].values[0]["packet"])
    with pytest.raises(PacketTamperedError, match="not encrypted"):
        Opener(key(packet.track)).open(packet)


def test_no_counter_comes_twice() -> None:
    sealer = Sealer(key(0))
    packet = packet_from(cases("seal.json", "packets")[0].values[0]["packet"])
    sealed = [sealer.seal(packet).payload for _ in range(300)]
    assert [decode_header(one).counter for one in sealed] == list(range(300))
    assert len({bytes(one[-16:]) for one in sealed}) == 300


def test_a_key_that_is_used_up_seals_nothing_more() -> None:
    sealer = Sealer(key(0))
    sealer.counter = MAX_VALUE
    packet = packet_from(cases("seal.json", "packets")[0].values[0]["packet"])
    sealer.seal(packet)
    for _ in range(2):
        with pytest.raises(LimitReachedError):
            sealer.seal(packet)


def test_a_view_is_sealed_and_opened_as_what_it_shows() -> None:
    packet = packet_from(cases("seal.json", "packets")[0].values[0]["packet"])
    sealed = Sealer(key(packet.track)).seal(packet)
    assert Sealer(key(packet.track)).seal(replace(packet, payload=memoryview(packet.payload))) == sealed
    assert Opener(key(packet.track)).open(replace(sealed, payload=memoryview(sealed.payload))) == packet
