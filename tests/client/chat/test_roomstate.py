"""What a chat looks like after what was told of it."""

from typing import Any

import msgspec
import pytest

from footlight.client.chat import told
from footlight.client.chat.happening import Lost, Missed
from footlight.client.chat.roomstate import MOST, RoomState, rules_in_words
from footlight.errors import ConnectionFailedError
from footlight.model.units import Micros

ANN = told.Person("Ann", "guest", "red")
BOB = told.Person("Bob", "moderator", "blue")


def line(id: int, text: str = "", nick: str = "Ann", **more: Any) -> told.Line:
    return told.Line(id, id, told.Author("guest", "red", nick), "say", text or f"line {id}", id, **more)


def welcome(*lines: told.Line, nick: str | None = "Ann", resumed: bool = False, **more: Any) -> told.Welcome:
    you = told.You("guest", "red", True, ["say"], nick)
    room = told.Room("lobby", 2, 0, told.RoomSettings(), present=[ANN, BOB])
    return told.Welcome("house", you, room, list(lines), resumed, **more)


def texts(state: RoomState) -> list[str]:
    return [entry.text if entry.line is None else entry.line.text for entry in state.shown()]


def test_lines_come_change_and_go() -> None:
    state = RoomState(welcome(line(1), line(2)))
    state.heard(told.Message(line(3)))
    state.heard(told.Message(line(3)))
    state.heard(told.Edited(line(2, "changed")))
    state.heard(told.Deleted(1, "author"))
    assert texts(state) == ["changed", "line 3"]
    state.heard(told.Edited(line(1, "brought back, but older than what is held")))
    assert texts(state) == ["changed", "line 3"]
    state.heard(told.Cleared(2))
    assert texts(state) == ["line 3", "The chat was cleared"]


def test_a_clearing_that_is_undone_brings_lines_back() -> None:
    state = RoomState(welcome(line(1), line(2), line(3)))
    state.heard(told.Cleared(2))
    assert not state.refill
    state.heard(told.Cleared(0))
    assert state.refill
    state.before(told.Lines("h", [line(1), line(2), line(3)], False))
    assert texts(state) == ["line 1", "line 2", "line 3", "The chat was cleared", "What was cleared is there again"]


def test_what_was_cleared_while_we_were_away_is_forgotten() -> None:
    state = RoomState(welcome(line(1), line(2), line(3)))
    back = welcome(line(3), resumed=True)
    state.heard(msgspec.structs.replace(back, room=msgspec.structs.replace(back.room, cleared=2)))
    assert texts(state) == ["line 3"]


def test_a_line_that_is_brought_back_stands_where_it_stood() -> None:
    state = RoomState(welcome(line(1), line(2), line(3)))
    state.heard(told.Deleted(2, "staff"))
    state.say("between")
    state.heard(told.Edited(line(2)))
    assert texts(state) == ["line 1", "line 2", "line 3", "between"]


def test_coming_back_fills_the_gap_and_lets_go_of_what_was_deleted_meanwhile() -> None:
    state = RoomState(welcome(line(1), line(2), line(3)))
    state.heard(Lost(ConnectionFailedError("away"), Micros(1)))
    assert state.away is not None
    state.heard(welcome(line(2, "edited"), line(4), resumed=True))
    assert state.away is None
    assert texts(state) == ["line 1", "edited", "away: coming back", "Here again", "line 4"]


def test_coming_back_after_too_long_begins_anew() -> None:
    state = RoomState(welcome(line(1), line(2)))
    state.before(told.Lines("h", [], False))
    state.heard(welcome(line(90), line(91)))
    assert texts(state) == ["line 90", "line 91"]
    assert state.older
    assert state.oldest == 90


def test_older_lines_come_before() -> None:
    state = RoomState(welcome(line(5)))
    state.before(told.Lines("h", [line(3), line(4), line(5)], False))
    assert texts(state) == ["line 3", "line 4", "line 5"]
    assert not state.older


def test_what_is_held_is_bounded() -> None:
    state = RoomState(welcome())
    state.older = False
    for id in range(1, MOST + 3):
        state.heard(told.Message(line(id)))
    assert (len(state.entries), state.oldest, state.older) == (MOST, 3, True)


def test_reactions_are_counted_in_their_place() -> None:
    state = RoomState(welcome(line(1, reactions=[told.Reactions("👍", 1), told.Reactions("🎉", 1)])))
    state.heard(told.Reaction(1, "👍", 2, "Bob", True))
    state.heard(told.Reaction(1, "❤️", 1, "Bob", True))
    state.heard(told.Reaction(1, "🎉", 0, "Ann", False))
    state.heard(told.Reaction(9, "🎉", 1, "Ann", True))
    found = state.line(1)
    assert found is not None
    assert [(one.emoji, one.count) for one in found.reactions] == [("👍", 2), ("❤️", 1)]


def test_people_come_go_and_are_called_something_else() -> None:
    state = RoomState(welcome())
    state.heard(told.Joined([told.Person(nick, "guest", "red") for nick in ("Cid", "Dan", "Eve", "Fay", "Gus")]))
    state.heard(told.Left(["BOB"]))
    state.heard(told.Changed("Ann", told.Person("Anna", "vip", "pink")))
    assert sorted(state.people) == ["anna", "cid", "dan", "eve", "fay", "gus"]
    assert (state.you.nick, state.you.rank, state.room.people) == ("Anna", "vip", 6)
    assert texts(state) == ["Cid, Dan, Eve and 2 more came", "BOB left", "Ann is Anna now"]
    state.heard(told.Crowd(70, 5, 10, 0))
    assert (state.room.people, state.room.reading, state.crowded) == (70, 5, True)


def test_lines_of_who_is_blocked_are_not_shown_until_they_are_not() -> None:
    state = RoomState(welcome(line(1), line(2, nick="Bob"), blocked=["bob"]))
    assert texts(state) == ["line 1"]
    state.heard(told.Blocked([]))
    assert texts(state) == ["line 1", "line 2"]


def test_private_lines_are_apart() -> None:
    state = RoomState(welcome())
    state.heard(told.Privately(BOB, ANN, "psst", 5, True))
    assert texts(state) == []
    assert [entry.private.text for entry in state.private.values() if entry.private] == ["psst"]


@pytest.mark.parametrize(
    ("text", "nick", "lit"),
    [("hi @ANN!", "Bob", True), ("hi Ann", "Bob", False), ("@Ann", "Ann", False)],
)
def test_a_line_may_speak_to_us(text: str, nick: str, lit: bool) -> None:
    assert RoomState(welcome()).speaks_to_us(line(1, text, nick)) is lit


def test_an_answer_to_us_speaks_to_us() -> None:
    answer = line(2, "yes", "Bob", reply=told.Quote(1, "is it?", "Ann"))
    assert RoomState(welcome()).speaks_to_us(answer)
    assert not RoomState(welcome(nick=None)).speaks_to_us(answer)


def test_what_is_for_us_alone_is_told_in_words() -> None:
    state = RoomState(welcome())
    for event in (
        told.Notice("Bob is banned."), told.Warned("spam"), told.Held("r1", "a link"), told.Warned(""), Missed(7),
        told.SettingsChanged(told.RoomSettings(10, 0, True, True, False)), told.SettingsChanged(told.RoomSettings()),
    ):  # fmt: skip
        state.heard(event)
    assert texts(state) == [
        "Bob is banned.", "A moderator warns you: spam", "Your line waits for a moderator: a link",
        "A moderator warns you", "7 events came faster than they could be shown",
        "One line every 10 s, only followers write, only emotes, nothing twice, guests read along",
        "There are no special rules any more",
    ]  # fmt: skip
    assert rules_in_words(told.RoomSettings(followers_seconds=600)) == "Only followers of 10 min write"


def test_polls_pins_nicks_and_time_outs_are_as_they_were_told_last() -> None:
    state = RoomState(welcome(nick=None, voted=1))
    state.heard(told.NickNeeded("name_taken", "somebody has it", "Ann2"))
    assert state.nick_needed is not None
    state.heard(told.YouChanged(told.You("guest", "red", True, [], "Ann2")))
    assert state.nick_needed is None
    poll = told.PollState(3, "Tea?", [told.PollChoice("yes", 1)], 9)
    state.heard(told.Polled(poll))
    state.heard(told.Pinned(line(1)))
    state.heard(told.TimedOut(99, "spam"))
    assert texts(state) == ["You are timed out: spam"]
    state.heard(told.Waiting(3))
    assert state.waiting == 3
    assert (state.room.poll, state.voted, state.silent_until) == (poll, None, 99)
    assert state.room.pinned is not None
    state.heard(told.Pinned(None))
    assert state.room.pinned is None


def test_what_we_put_under_lines_is_known_as_far_as_they_are_held() -> None:
    state = RoomState(welcome(line(1), line(2), own={1: ["👍"]}))
    assert state.reacted == {(1, "👍")}
    state.before(told.Lines("a", [line(1), line(2)], more=False, own={2: ["🎉"], 7: ["🎉"]}))
    assert state.reacted == {(2, "🎉")}


def test_a_private_line_that_is_sent_again_is_one() -> None:
    state = RoomState(welcome())
    ann, bob = told.Person("Ann", "guest", "red"), told.Person("Bob", "guest", "red")
    for sender, sent_as in ((ann, "a"), (ann, "a"), (bob, "a"), (ann, "b"), (ann, ""), (ann, "")):
        state.heard(told.Privately(sender, bob, "psst", 1, readable_by_server=True, sent_as=sent_as))
    assert len(state.private) == 5


def test_what_is_deleted_or_changed_is_so_in_answers_too() -> None:
    def answer(id: int, to: int) -> told.Line:
        return line(id, reply=told.Quote(to, f"line {to}", "Ann"))

    state = RoomState(welcome(line(1), line(2), line(3), answer(4, 1), answer(5, 2), answer(6, 3)))
    state.heard(told.Deleted(1, "staff"))
    state.heard(told.Edited(line(2, "changed")))
    quoted = [entry.line.reply.text for entry in state.shown() if entry.line is not None and entry.line.reply]
    assert quoted == ["", "changed", "line 3"]
    state.heard(told.Cleared(3))
    assert [entry.line.reply.text for entry in state.shown() if entry.line is not None and entry.line.reply] == [""] * 3


def test_what_was_written_while_we_were_away_is_new_and_what_we_or_who_is_blocked_wrote_is_not() -> None:
    state = RoomState(welcome(line(1), line(2), nick="Cid"))
    state.heard(told.Blocked(["Eve"]))
    assert [one.id for one in state.news(told.Message(line(3)))] == [3]
    assert state.news(told.Message(line(3, nick="Cid"))) == state.news(told.Message(line(3, nick="Eve"))) == []
    again = welcome(line(1), line(2), line(3), line(4, nick="Cid"), nick="Cid", resumed=True, blocked=["Eve"])
    assert [one.id for one in state.news(again)] == [3]
    state.heard(again)
    assert state.news(told.Message(line(3))) == []
