from footlight.hub.limits import HubLimits
from footlight.hub.log import MessageLog
from footlight.hub.preamble import Preamble
from footlight.model.units import Micros, micros_from_seconds

PREAMBLE = Preamble(b"state", b"tracks", b"")


class Writer:
    """Appends messages of ten bytes, a tenth of a second apart."""

    def __init__(self, limits: HubLimits) -> None:
        self.log = MessageLog(limits)
        self.now = Micros(0)

    def group(self, messages: int) -> None:
        for number in range(messages):
            self.now = Micros(self.now + 100_000)
            starts_at = self.log.end if number == 0 else None
            self.log.append(b"0123456789", PREAMBLE, self.now, self.now, starts_at)


def test_it_keeps_the_newest_group_and_the_one_before() -> None:
    writer = Writer(HubLimits(lag=micros_from_seconds(0.5)))
    for _ in range(3):
        writer.group(20)
    assert (writer.log.first, writer.log.group_start, writer.log.end) == (20, 40, 60)


def test_it_keeps_what_a_viewer_within_the_bound_may_need() -> None:
    writer = Writer(HubLimits(lag=micros_from_seconds(1)))
    for _ in range(30):
        writer.group(1)
    assert writer.log.end - writer.log.first == 11


def test_beyond_the_bound_in_bytes_even_the_newest_group_is_not_kept_whole() -> None:
    writer = Writer(HubLimits(lag_bytes=100, lag=micros_from_seconds(1)))
    writer.group(20)
    assert writer.log.group_start is None
    assert writer.log.bytes_from(writer.log.first) == 100


def test_a_message_larger_than_the_bound_is_kept_while_it_is_the_newest() -> None:
    log = MessageLog(HubLimits(lag_bytes=5))
    log.append(b"0123456789", PREAMBLE, Micros(0), Micros(0), 0)
    assert log[0].frame == b"0123456789"
    assert log.group_start == 0


def test_a_group_that_goes_on_and_on_is_not_kept_whole() -> None:
    writer = Writer(HubLimits())
    writer.group(200)
    assert writer.log.group_start is None
    assert writer.log.end - writer.log.first <= 101


def test_bytes_and_age_are_told_from_a_position_on() -> None:
    writer = Writer(HubLimits())
    writer.group(5)
    assert (writer.log.bytes_from(3), writer.log.age(3, writer.now)) == (20, 100_000)
    assert (writer.log.bytes_from(5), writer.log.age(5, writer.now)) == (0, 0)


def test_after_the_end_of_its_groups_it_is_kept_for_those_who_lag_and_then_let_go_of() -> None:
    writer = Writer(HubLimits(lag=micros_from_seconds(1)))
    writer.group(5)
    writer.log.end_groups()
    assert (writer.log.first, writer.log.end, writer.log.group_start) == (0, 5, None)
    writer.log.trim(Micros(writer.now + 2_000_000))
    assert writer.log.end - writer.log.first == 1
    writer.group(1)
    assert writer.log[5].group == 2


def test_what_is_no_media_is_stepped_over() -> None:
    writer = Writer(HubLimits())
    writer.group(1)
    writer.log.append(b"told", PREAMBLE, writer.now)
    writer.log.append(b"", PREAMBLE, writer.now)
    writer.group(1)
    assert [writer.log.media_from(position) for position in range(5)] == [0, 3, 3, 3, 4]
