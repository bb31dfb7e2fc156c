"""Whose turn it is to be written to."""

from footlight.hub.writer import Writer
from tests.fakes.clock import HandClock


class Work:
    """So many writes of a millisecond each."""

    def __init__(self, name: str, writes: int, clock: HandClock, seen: list[str]) -> None:
        self.name = name
        self.left = writes
        self.clock = clock
        self.seen = seen

    def write_some(self) -> bool:
        if not self.left:
            return False
        self.left -= 1
        self.seen.append(self.name)
        self.clock.forward(0.001)
        return True


def test_feeds_take_turns_and_the_event_loop_between() -> None:
    clock, seen = HandClock(), list[str]()
    writer = Writer(clock)
    for name in "ab":
        writer.call(Work(name, 3, clock, seen))
    assert writer.write_slice()
    assert seen == ["a", "b", "a", "b"]
    assert not writer.write_slice()
    assert seen[4:] == ["a", "b"]
    assert writer.late(clock.now()) == 0


def test_what_is_patient_has_a_share_while_others_are_due() -> None:
    clock, seen = HandClock(), list[str]()
    writer = Writer(clock)
    writer.call(Work("chat", 4, clock, seen), patient=True)
    writer.call(Work("video", 6, clock, seen))
    while writer.write_slice():
        pass
    assert seen == [*["video"] * 3, "chat", *["video"] * 3, *["chat"] * 3]


def test_slices_of_what_is_patient_are_short() -> None:
    clock, seen = HandClock(), list[str]()
    writer = Writer(clock)
    writer.call(Work("chat", 9, clock, seen), patient=True)
    assert writer.write_slice()
    assert len(seen) == 2
    assert writer.late(clock.now()) == 2_000


def test_what_is_little_is_written_at_once_until_there_is_much_of_it() -> None:
    clock, seen = HandClock(), list[str]()
    writer = Writer(clock)
    for number in range(3):
        writer.at_once(Work(f"{number}", 2, clock, seen))
    assert seen == ["0", "0", "1", "1"]
    while writer.write_slice():
        pass
    assert seen[4:] == ["2", "2"]
    clock.forward(0.004)
    writer.at_once(Work("3", 1, clock, seen))
    assert seen[6:] == ["3"]
