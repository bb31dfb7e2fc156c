"""What was said of late is remembered, and not more."""

from footlight.chat.line import Line
from footlight.chat.moderation.heard import Heard
from footlight.chat.ranks import Rank
from footlight.model.units import Micros
from tests.chat.stage import author, line
from tests.fakes.clock import HandClock

SECOND = 1_000_000


def kept(id: int, text: str, at: int) -> Line:
    return line(id, text, author("Eve", Rank.GUEST), at)


def test_the_last_two_thousand_lines_are_remembered() -> None:
    heard = Heard(HandClock())
    heard.note("eve", "first", "hello")
    for number in range(1_999):
        heard.note(f"p{number}", "x", f"line {number}")
    assert heard.said("HELLO!")
    heard.note("bob", "last", "one more")
    assert not heard.said("hello")
    assert not heard.again("eve", "first", "hello")
    assert heard.said("line 0")


def test_what_is_said_twice_is_remembered_until_both_are_forgotten() -> None:
    heard = Heard(HandClock())
    heard.note("eve", "a", "hello")
    heard.note("eve", "a", "hello")
    for number in range(1_998):
        heard.note("bob", f"x{number}", f"line {number}")
    heard.note("bob", "b", "hello")
    heard.note("bob", "c", "more")
    assert heard.said("hello")


def test_only_the_same_line_is_the_same_line() -> None:
    heard = Heard(HandClock())
    heard.note("eve", "a", "hello")
    assert heard.again("eve", "a", "hello")
    assert not heard.again("eve", "a", "other")
    assert not heard.again("eve", "b", "hello")
    assert not heard.again("bob", "a", "hello")
    heard.note_held("eve", "h", "waits")
    assert heard.said("waits")
    assert not heard.again("eve", "h", "waits")


def test_how_often_and_how_long_ago() -> None:
    clock = HandClock()
    heard = Heard(clock)
    for id in ("a", "b"):
        heard.note("eve", id, "Buy this!")
    assert heard.times("eve", "buy THIS") == 2
    assert heard.times("bob", "buy this") == 0
    assert heard.wait("eve", 30) == 30 * SECOND
    assert heard.wait("bob", 30) == 0
    clock.forward(10)
    assert heard.wait("eve", 30) == 20 * SECOND
    clock.forward(590)
    assert heard.times("eve", "buy this") == 0
    assert heard.wait("eve", 30) == 0


def test_what_was_said_before_a_restart_counts() -> None:
    clock = HandClock()
    heard = Heard(clock)
    now = clock.now()
    heard.recall([kept(1, "old", now - 700 * SECOND), kept(2, "new", now - 5 * SECOND)])
    key = author("Eve", Rank.GUEST).key
    assert heard.said("old")
    assert heard.times(key, "old") == 0
    assert heard.times(key, "new") == 1
    assert heard.wait(key, 30) == Micros(25 * SECOND)
