from footlight.hub.packing import Packer, Parcel
from footlight.model.packet import Packet
from footlight.model.units import Micros
from tests.fakes.media import CAMERA, MAIN, SOUND, PacketMaker


def add(packer: Packer, packet: Packet, now: int = 0) -> Parcel | None:
    return packer.add(packet, Micros(now))


def payloads(parcel: Parcel) -> list[bytes]:
    return [packet.payload for packet in parcel.packets]


def test_the_main_picture_goes_at_once_and_takes_along_what_waits() -> None:
    packer = Packer([SOUND, MAIN, CAMERA])
    assert add(packer, PacketMaker(SOUND).key(b"s")) is None
    assert add(packer, PacketMaker(CAMERA).key(b"c")) is None
    parcel = add(packer, PacketMaker(MAIN).key(b"m", captured_at=7))
    assert parcel is not None
    assert payloads(parcel) == [b"s", b"c", b"m"]
    assert parcel.captured_at == 7
    assert parcel.opens
    assert parcel.keys == {CAMERA.id}


def test_a_picture_that_is_no_keyframe_opens_no_group() -> None:
    packer, pictures = Packer([MAIN]), PacketMaker(MAIN)
    add(packer, pictures.key())
    parcel = add(packer, pictures.delta())
    assert parcel is not None
    assert not parcel.opens


def test_what_waits_too_long_goes_with_whatever_comes() -> None:
    packer, sounds = Packer([MAIN, SOUND]), PacketMaker(SOUND)
    assert add(packer, sounds.key(b"1"), 0) is None
    assert add(packer, sounds.key(b"2"), 20_000) is None
    assert add(packer, sounds.key(b"3"), 40_000) is None
    parcel = add(packer, sounds.key(b"4"), 60_000)
    assert parcel is not None
    assert payloads(parcel) == [b"1", b"2", b"3", b"4"]
    assert add(packer, sounds.key(b"5"), 80_000) is None


def test_what_waits_is_bounded_in_bytes() -> None:
    packer, cameras = Packer([MAIN, CAMERA]), PacketMaker(CAMERA)
    assert add(packer, cameras.key(b"x" * 600_000)) is None
    assert add(packer, cameras.delta(b"x" * 600_000)) is not None


def test_where_there_is_only_sound_each_packet_is_a_message_and_a_group() -> None:
    parcel = add(Packer([SOUND]), PacketMaker(SOUND).key(b"s"))
    assert parcel is not None
    assert parcel.opens


def test_what_waits_can_be_asked_for() -> None:
    packer = Packer([MAIN, SOUND])
    assert packer.flush() is None
    add(packer, PacketMaker(SOUND).key(b"s"))
    parcel = packer.flush()
    assert parcel is not None
    assert payloads(parcel) == [b"s"]
    assert packer.flush() is None
