from dataclasses import replace

import pytest

from footlight.errors import ProtocolViolationError
from footlight.hub.order import PacketOrder
from footlight.model.packet import PacketFlags
from tests.fakes.media import CAMERA, MAIN, PacketMaker


@pytest.fixture
def order() -> PacketOrder:
    order = PacketOrder()
    order.declare([MAIN])
    return order


@pytest.fixture
def pictures() -> PacketMaker:
    return PacketMaker(MAIN)


def test_groups_without_gaps_are_admitted(order: PacketOrder, pictures: PacketMaker) -> None:
    for _ in range(3):
        assert order.admit(pictures.key())
        assert order.admit(pictures.delta())
    pictures.group += 5
    assert order.admit(pictures.key())


def test_a_track_that_was_not_declared_is_refused(order: PacketOrder) -> None:
    with pytest.raises(ProtocolViolationError, match="track 1"):
        order.admit(PacketMaker(CAMERA).key())


def test_a_packet_missing_within_a_group_is_refused(order: PacketOrder, pictures: PacketMaker) -> None:
    order.admit(pictures.key())
    pictures.delta()
    with pytest.raises(ProtocolViolationError, match="out of order"):
        order.admit(pictures.delta())


def test_a_group_that_goes_backwards_is_refused(order: PacketOrder, pictures: PacketMaker) -> None:
    first = pictures.key()
    order.admit(pictures.key())
    with pytest.raises(ProtocolViolationError, match="out of order"):
        order.admit(first)


def test_a_packet_sent_twice_is_refused(order: PacketOrder, pictures: PacketMaker) -> None:
    key = pictures.key()
    order.admit(key)
    with pytest.raises(ProtocolViolationError, match="out of order"):
        order.admit(key)


def test_a_group_that_does_not_open_with_a_keyframe_is_refused(order: PacketOrder, pictures: PacketMaker) -> None:
    with pytest.raises(ProtocolViolationError, match="keyframe"):
        order.admit(replace(pictures.key(), flags=PacketFlags(0)))


def test_a_track_that_begins_within_a_group_is_refused(order: PacketOrder, pictures: PacketMaker) -> None:
    pictures.key()
    with pytest.raises(ProtocolViolationError, match="out of order"):
        order.admit(pictures.delta())


def test_after_an_interruption_every_track_goes_on_with_a_new_group(order: PacketOrder, pictures: PacketMaker) -> None:
    order.admit(pictures.key())
    order.interrupt()
    with pytest.raises(ProtocolViolationError, match="out of order"):
        order.admit(pictures.delta())
    assert order.admit(pictures.key())


def test_a_new_generation_begins_with_a_group(order: PacketOrder, pictures: PacketMaker) -> None:
    order.admit(pictures.key())
    pictures.track = replace(MAIN, generation=1)
    order.declare([pictures.track])
    with pytest.raises(ProtocolViolationError, match="out of order"):
        order.admit(pictures.delta())
    assert order.admit(pictures.key())


def test_a_packet_of_a_generation_that_is_over_is_left_out(order: PacketOrder, pictures: PacketMaker) -> None:
    late = pictures.key()
    order.declare([replace(MAIN, generation=1)])
    assert not order.admit(late)


def test_a_generation_not_declared_yet_is_refused(order: PacketOrder) -> None:
    with pytest.raises(ProtocolViolationError, match="generation 1"):
        order.admit(PacketMaker(replace(MAIN, generation=1)).key())


def test_a_generation_that_goes_backwards_is_refused(order: PacketOrder) -> None:
    order.declare([replace(MAIN, generation=1)])
    with pytest.raises(ProtocolViolationError, match="generation"):
        order.declare([MAIN])


def test_a_track_that_comes_back_goes_on_with_its_groups(order: PacketOrder, pictures: PacketMaker) -> None:
    first = pictures.key()
    order.admit(pictures.key())
    order.declare([])
    with pytest.raises(ProtocolViolationError, match="no tracks message declared"):
        order.admit(pictures.key())
    order.declare([MAIN])
    with pytest.raises(ProtocolViolationError, match="out of order"):
        order.admit(first)
