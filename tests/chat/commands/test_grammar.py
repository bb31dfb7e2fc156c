"""How commands are typed."""

from contextlib import suppress

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from footlight.chat.commands.grammar import Argument, Given, duration, read, worded
from footlight.errors import OptionInvalidError, TextInvalidError

NICK, TEXT = Argument("nick", "NICK"), Argument("text", "TEXT")
DURATION = Argument("duration", "DURATION", optional=True)
REASON = Argument("text", "REASON", optional=True)
POLL = (Argument("quoted", "QUESTION"), Argument("quoted", "CHOICE", many=True), DURATION)


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("90s", 90), ("10m", 600), ("2h", 7200), ("7d", 604_800), ("1h30m", 5400), ("45", 45), ("2H", 7200), ("0", 0)],
)
def test_durations(typed: str, seconds: int) -> None:
    assert duration(typed) == seconds


@pytest.mark.parametrize("typed", ["", "m", "10x", "-5m", "1.5h", "٣m", "m10", "10 m", "366d", "999999999d", "9" * 40])
def test_what_is_no_duration_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(OptionInvalidError, match=r"90s, 10m, 2h or 7d|a year at most"):
        duration(typed)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 seconds"), (1, "1 second"), (90, "1 minute 30 seconds"), (600, "10 minutes"), (90_000, "1 day 1 hour")],
)
def test_durations_are_told(seconds: int, words: str) -> None:
    assert worded(seconds) == words


def test_a_nick_a_duration_and_a_reason() -> None:
    arguments = (NICK, DURATION, REASON)
    assert read(arguments, " @Ann  10m \n be  kind ") == Given(nick="Ann", seconds=600, text="be  kind")
    assert read(arguments, "Ann be kind") == Given(nick="Ann", text="be kind")
    assert read(arguments, "Ann\t2h") == Given(nick="Ann", seconds=7200)
    assert read(arguments, "Ann") == Given(nick="Ann")
    with pytest.raises(OptionInvalidError, match="'10x' is no duration"):
        read(arguments, "Ann 10x be kind")


@pytest.mark.parametrize(
    ("arguments", "typed", "why"),
    [
        ((NICK,), "", "NICK is missing"),
        ((NICK,), "Ann Bob", "'Bob' is too much"),
        ((NICK, TEXT), "Ann", "TEXT is missing"),
        ((), "now", "'now' is too much"),
        ((Argument("message", "MESSAGE"),), "0", "no line"),
        ((Argument("message", "MESSAGE"),), "9999999999999999", "no line"),
        ((Argument("on_off", "on|off", optional=True),), "maybe", "neither on nor off"),
        ((Argument("colour", "COLOUR"),), "beige", "none of the colours red, orange"),
        ((NICK,), "a" * 201, "too long"),
        (POLL, '"Which?" "one', "not closed"),
        (POLL, '"Which?" "one"', "a question and two choices"),
        (POLL, "", "a question and two choices"),
    ],
)
def test_what_is_wrong_is_said(arguments: tuple[Argument, ...], typed: str, why: str) -> None:
    with pytest.raises(OptionInvalidError, match=why):
        read(arguments, typed)


def test_the_others() -> None:
    assert read((Argument("message", "MESSAGE"),), "#41") == Given(message=41)
    assert read((Argument("message", "MESSAGE"),), "@Ann") == Given(nick="Ann")
    assert read((Argument("on_off", "on|off", optional=True),), "").on
    assert not read((Argument("on_off", "on|off", optional=True),), "OFF").on
    assert read((Argument("colour", "COLOUR"),), "Teal").colour == "teal"
    assert read((Argument("command", "COMMAND"),), "/Kick").command == "kick"


@pytest.mark.parametrize(
    ("typed", "quoted", "seconds"),
    [
        ('"Tea or coffee?" "Tea" "Coffee"', ["Tea or coffee?", "Tea", "Coffee"], None),
        ('"Tea or coffee?" tea coffee 2m', ["Tea or coffee?", "tea", "coffee"], 120),
        ("“Who?” „Ann“ «Bob» 30", ["Who?", "Ann", "Bob"], 30),
        ('"How long?" 5m 10m', ["How long?", "5m", "10m"], None),
        ('"How long?" 5m 10m "15m"', ["How long?", "5m", "10m", "15m"], None),
        ('"A""B""C"', ["A", "B", "C"], None),
    ],
)
def test_a_poll_is_typed_in_quotes_of_any_kind(typed: str, quoted: list[str], seconds: int | None) -> None:
    found = read(POLL, typed)
    assert (found.quoted, found.seconds) == (quoted, seconds)


@pytest.mark.parametrize(
    ("argument", "shown"),
    [
        (NICK, "NICK"), (REASON, "[REASON]"), (POLL[0], '"QUESTION"'), (POLL[1], '"CHOICE" "CHOICE" …'),
    ],
)  # fmt: skip
def test_the_usage(argument: Argument, shown: str) -> None:
    assert str(argument) == shown


@drawn(st.text(max_size=60) | st.text('"“”„«» 0123m@#\n', max_size=60))
def test_nothing_else_is_raised_whatever_is_typed(typed: str) -> None:
    for arguments in ((NICK, DURATION, REASON), POLL, (Argument("message", "M"),), (TEXT,), (DURATION,)):
        with suppress(OptionInvalidError, TextInvalidError):
            read(arguments, typed)
