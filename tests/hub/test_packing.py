import pytest

from footlight.hub.packing import Packer, Parcel
from footlight.model.packet import Packet
from footlight.model.units import Micros
from tests.fakes.media import CAMERA, MAIN, SOUND, PacketMaker


def add(packer: Packer, packet: Packet, now: int = 0) -> Parcel | None:
    """For packers of which no packet makes two messages."""
    parcels = packer.add(packet, Micros(now))
    assert len(parcels) <= 1
    return parcels[0] if parcels else None


def payloads(parcel: Parcel) -> list[bytes]:
    return [bytes(packet.payload) for packet in parcel.packets]


def test_the_main_picture_goes_at_once_and_takes_along_what_waits() -> None:
    packer = Packer([SOUND, MAIN, CAMERA], Micros(0))
    assert add(packer, PacketMaker(SOUND).key(b"s")) is None
    assert add(packer, PacketMaker(CAMERA).key(b"c")) is None
    parcel = add(packer, PacketMaker(MAIN).key(b"m", captured_at=7))
    assert parcel is not None
    assert payloads(parcel) == [b"s", b"c", b"m"]
    assert parcel.captured_at == 7
    assert parcel.opens
    assert parcel.keys == {CAMERA.id}


def test_a_picture_that_is_no_keyframe_opens_no_group() -> None:
    packer, pictures = Packer([MAIN], Micros(0)), PacketMaker(MAIN)
    add(packer, pictures.key())
    parcel = add(packer, pictures.delta())
    assert parcel is not None
    assert not parcel.opens


def test_what_waits_too_long_goes_with_whatever_comes() -> None:
    packer, sounds = Packer([MAIN, SOUND], Micros(0)), PacketMaker(SOUND)
    assert add(packer, sounds.key(b"1"), 0) is None
    assert add(packer, sounds.key(b"2"), 20_000) is None
    assert add(packer, sounds.key(b"3"), 40_000) is None
    parcel = add(packer, sounds.key(b"4"), 60_000)
    assert parcel is not None
    assert payloads(parcel) == [b"1", b"2", b"3", b"4"]
    assert add(packer, sounds.key(b"5"), 80_000) is None


def test_what_waits_is_bounded_in_bytes() -> None:
    packer, cameras = Packer([MAIN, CAMERA], Micros(0)), PacketMaker(CAMERA)
    assert add(packer, cameras.key(b"x" * 600_000)) is None
    assert add(packer, cameras.delta(b"x" * 600_000)) is not None


def test_where_there_is_only_sound_each_packet_is_a_message_and_a_group() -> None:
    parcel = add(Packer([SOUND], Micros(0)), PacketMaker(SOUND).key(b"s"))
    assert parcel is not None
    assert parcel.opens


def test_what_waits_can_be_asked_for() -> None:
    packer = Packer([MAIN, SOUND], Micros(0))
    assert packer.flush() is None
    add(packer, PacketMaker(SOUND).key(b"s"))
    parcel = packer.flush()
    assert parcel is not None
    assert payloads(parcel) == [b"s"]
    assert packer.flush() is None


class Stream:
    """Pictures at 30 a second and sound at 50, gathered by one packer; only the pictures' messages are looked at."""

    def __init__(self, width: int, fps: float = 30.0) -> None:
        self.packer = Packer([MAIN, SOUND], Micros(width))
        self.pictures = PacketMaker(MAIN)
        self.step = 1_000_000 / fps
        self.count = 0
        self.messages: list[tuple[int, list[bytes], bool]] = []
        """When each went, with which payloads, and whether a group begins there."""

    @property
    def now(self) -> Micros:
        return Micros(round(self.count * self.step))

    def send(self, pictures: int, every_key: int = 1_000_000) -> None:
        for _ in range(pictures):
            name = b"%d" % self.count
            packet = self.pictures.key(name) if self.count % every_key == 0 else self.pictures.delta(name)
            for parcel in self.packer.add(packet, self.now):
                self.messages.append((self.now, payloads(parcel), parcel.opens))
            self.count += 1

    def waits(self) -> list[int]:
        """For how long the first picture of each message waited."""
        return [at - round(int(names[0]) * self.step) for at, names, _opens in self.messages]

    def sizes(self) -> list[int]:
        return [len(names) for _at, names, _opens in self.messages]


@pytest.mark.parametrize(
    ("fps", "width", "pictures"),
    [(30, 60_000, 2), (30, 120_000, 4), (30, 250_000, 8), (60, 60_000, 4), (25, 250_000, 7), (5, 250_000, 2)],
)
def test_pictures_are_gathered_and_none_waits_longer_than_the_width(fps: float, width: int, pictures: int) -> None:
    stream = Stream(width, fps)
    stream.send(100)
    # Until the rate is known they go at once.
    assert stream.sizes()[:2] == [1, 1]
    assert set(stream.sizes()[2:]) <= {1, pictures}
    assert pictures in stream.sizes()
    assert max(stream.waits()) <= width


def test_pictures_that_come_slower_than_the_width_go_at_once() -> None:
    stream = Stream(250_000, fps=3)
    stream.send(20)
    assert set(stream.sizes()) == {1}


def test_nothing_is_lost_or_told_twice_in_bundles() -> None:
    stream = Stream(250_000)
    stream.send(103, every_key=21)
    last = stream.packer.flush()
    assert last is not None
    told = [name for _at, names, _opens in stream.messages for name in names] + payloads(last)
    assert told == [b"%d" % number for number in range(103)]


def test_a_keyframe_opens_a_message_of_its_own_and_what_was_gathered_goes_before_it() -> None:
    stream = Stream(250_000)
    stream.send(100, every_key=21)
    for _at, names, opens in stream.messages:
        assert opens == (int(names[0]) % 21 == 0)
        assert all(int(name) % 21 for name in names[1:])


def test_where_each_picture_is_a_keyframe_they_are_gathered_all_the_same() -> None:
    stream = Stream(250_000)
    stream.send(35, every_key=1)
    assert stream.sizes()[-1] == 8
    assert all(opens for _at, _names, opens in stream.messages)


def test_gathered_pictures_are_bounded_in_bytes_and_a_large_keyframe_does_not_wait() -> None:
    packer, pictures = Packer([MAIN], Micros(250_000)), PacketMaker(MAIN)
    for now in range(0, 60_000, 20_000):
        packer.add(pictures.delta(b"d"), Micros(now))
    first, second = packer.add(pictures.key(b"x" * 1_200_000), Micros(60_000))
    assert (len(first.packets), first.opens) == (1, False)
    assert (len(second.packets), second.opens) == (1, True)


def test_a_bundle_to_which_nothing_comes_any_more_can_be_asked_for() -> None:
    stream = Stream(250_000)
    stream.send(5)
    # Picture 2 came 100 ms ago.
    assert stream.packer.overdue(Micros(stream.now + 150_000)) is None
    rest = stream.packer.overdue(Micros(stream.now + 151_000))
    assert rest is not None
    assert payloads(rest) == [b"2", b"3", b"4"]


def test_sound_is_gathered_with_the_pictures() -> None:
    packer, pictures, sounds = Packer([MAIN, SOUND], Micros(250_000)), PacketMaker(MAIN), PacketMaker(SOUND)
    sizes = []
    for now in range(0, 2_000_000, 20_000):
        parcels = packer.add(sounds.key(b"s"), Micros(now))
        if now % 40_000 == 0:
            parcels += packer.add(pictures.delta(b"p"), Micros(now))
        if now > 500_000:
            sizes += [len(parcel.packets) for parcel in parcels]
    assert min(sizes) > 15
