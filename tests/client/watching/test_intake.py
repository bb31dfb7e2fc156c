"""What waits for the decoding thread."""

from dataclasses import replace

from footlight.client.events import Connected, PacketsReceived, TracksChanged
from footlight.client.watching.intake import Gap, Intake, Item
from footlight.model.units import Micros
from tests.client.media import packet, track


def received(at: int, size: int = 10) -> PacketsReceived:
    return PacketsReceived([packet(0, 0, payload=bytes(size))], Micros(at))


def test_items_come_out_in_order() -> None:
    intake = Intake()
    items: list[Item] = [Connected(Micros(0)), TracksChanged("b", (track(),)), received(1)]
    for item in items:
        intake.put(item)
    assert [intake.take() for _ in items] == items
    assert intake.gaps == 0


def test_a_lag_beyond_the_bound_becomes_a_gap_and_the_newest_is_kept() -> None:
    intake = Intake(max_age=Micros(100))
    change = TracksChanged("b", (track(),))
    for item in (received(0), change, received(90), received(101)):
        intake.put(item)
    assert [intake.take() for _ in range(3)] == [change, Gap(), received(101)]
    assert intake.gaps == 1


def test_too_many_bytes_become_a_gap() -> None:
    intake = Intake(max_bytes=100)
    for at in range(3):
        intake.put(received(at, size=60))
    assert [intake.take() for _ in range(2)] == [Gap(), received(2, size=60)]
    assert intake.gaps == 2


def test_a_backlog_that_comes_at_once_is_no_lag() -> None:
    intake = Intake(max_age=Micros(100))
    for _ in range(200):
        intake.put(received(5))
    assert intake.gaps == 0


def test_after_close_nothing_comes() -> None:
    intake = Intake()
    intake.put(received(0))
    intake.close()
    intake.put(received(1))
    assert intake.take() is None


def test_of_pictures_that_stand_alone_only_the_newest_waits() -> None:
    intake = Intake()
    jpeg = replace(track(), codec="jpeg", description=b"")
    sound = packet(0, track=1, payload=b"sound")
    change = TracksChanged("b", (jpeg, replace(track(), id=1, kind="audio", codec="opus")))
    intake.put(change)
    for group in range(3):
        intake.put(PacketsReceived([packet(group, payload=bytes(60)), sound], Micros(group)))
    assert intake.gaps == 2
    assert [intake.take() for _ in range(4)] == [
        change,
        PacketsReceived([sound], Micros(0)),
        PacketsReceived([sound], Micros(1)),
        PacketsReceived([packet(2, payload=bytes(60)), sound], Micros(2)),
    ]


def test_who_wants_every_picture_is_given_them_within_the_bound() -> None:
    intake = Intake(max_age=Micros(100), newest=False)
    change = TracksChanged("b", (replace(track(), codec="jpeg", description=b""),))
    for item in (change, received(0), received(50), received(100)):
        intake.put(item)
    assert intake.gaps == 0
    assert [intake.take() for _ in range(4)] == [change, received(0), received(50), received(100)]


def test_what_was_overtaken_does_not_count_as_waiting() -> None:
    intake = Intake(max_age=Micros(100), max_bytes=100)
    intake.put(TracksChanged("b", (replace(track(), codec="i420", description=b""),)))
    for at in range(0, 500, 50):
        intake.put(received(at, size=90))
    assert intake.gaps == 9
    assert [intake.take() for _ in range(2)][1] == received(450, size=90)
