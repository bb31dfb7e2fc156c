"""The synthetic publisher's packets."""

import struct

from footlight.bench.publisher import Load, SyntheticPublisher
from footlight.model.units import Micros
from footlight.wire.packets import decode_packets, encode_packets


class StillClock:
    def now(self) -> Micros:
        return Micros(1_000)


def test_groups_open_with_a_keyframe_every_two_seconds_and_have_no_gaps() -> None:
    publisher = SyntheticPublisher(Load(messages_per_second=10, payload_bytes=64), StillClock())

    packets = [publisher.next_packet() for _ in range(45)]

    assert [packet.group for packet in packets if packet.keyframe] == [0, 1, 2]
    assert [packet.sequence for packet in packets] == [*range(20), *range(20), *range(5)]
    assert decode_packets(bytes(encode_packets(packets))) == packets


def test_a_wanted_keyframe_opens_a_group_at_the_next_packet() -> None:
    publisher = SyntheticPublisher(Load(), StillClock())
    publisher.next_packet()
    assert not publisher.next_packet().keyframe

    publisher.want_keyframe()

    assert publisher.next_packet().keyframe
    assert not publisher.next_packet().keyframe


def test_a_payload_has_its_size_and_opens_with_its_number() -> None:
    publisher = SyntheticPublisher(Load(payload_bytes=100), StillClock())

    payloads = [publisher.next_packet().payload for _ in range(3)]

    assert [len(payload) for payload in payloads] == [100, 100, 100]
    assert [struct.unpack_from("!Q", payload)[0] for payload in payloads] == [1, 2, 3]
