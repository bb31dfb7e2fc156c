"""The chat in a terminal: what it shows, what keys and the mouse do, what it says where something goes wrong."""

import time
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from textual import events
from textual.widgets import OptionList, Static

from footlight.client.chat.desk import HeldLine
from footlight.errors import BannedError
from footlight.terminal.linelist import LineList
from footlight.terminal.screens import KeysScreen, LinesScreen
from tests.fakes.chathouse import line
from tests.terminal.house import Place, terminal


def words(place: Place, id: str) -> str:
    """What a strip says; empty where it is hidden."""
    strip = place.app.query_one(f"#{id}", Static)
    return str(strip.render()) if strip.display else ""


async def test_lines_people_and_where_one_is_are_seen() -> None:
    pinned = line(1, "Be kind.")
    poll = {"id": 1, "question": "Tea?", "choices": [{"text": "yes", "votes": 3}], "ends_at": 1}
    async with terminal(line(1, "hello"), line(2, "hi", "Bob"), pinned=pinned, poll=poll) as place:
        assert "Ann: hello" in place.seen()
        assert "Bob: hi" in place.seen()
        assert words(place, "head").split(" · ") == [" lobby   3 here, 1 reading along", "you are me2 (moderator)"]
        assert words(place, "pinned") == "Pinned: Ann: Be kind."
        assert words(place, "poll") == "Poll (/vote NUMBER): Tea?   1 yes: 3"
        people = place.app.query_one("#people", OptionList)
        assert [str(people.get_option_at_index(place).prompt) for place in range(3)] == ["~Ann", "@Bob", "me2"]


async def test_what_is_typed_is_said_and_what_comes_is_shown() -> None:
    async with terminal() as place:
        await place.pilot.press(*"hello", "enter")
        await place.until(lambda: bool(place.hands.asked))
        assert place.hands.asked[0] | {"id": ""} == {"type": "say", "id": "", "text": "hello"}
        assert place.typed.value == ""
        await place.hands.guest.tell("message", line=line(7, "hello", "me2"))
        await place.until(lambda: "me2: hello" in place.seen())


@pytest.mark.parametrize("text", ["<b>x</b>", "[red]x[/red]", "[@click=app.quit]x[/]", "\x1b[31mx\x07", "a\u200db"])
async def test_other_people_s_text_is_text(text: str) -> None:
    private = {"sender": {"nick": "Ann", "rank": "guest", "colour": "red"}, "readable_by_server": True}
    async with terminal(line(1, text), pinned=line(2, text)) as place:
        await place.hands.guest.tell("private", **private, to=private["sender"], text=text, sent_at=1)
        await place.hands.guest.tell("notice", text=text)
        await place.until(lambda: place.seen().count("x" if "x" in text else "ab") >= 2)
        shown = place.seen() + place.seen("private") + words(place, "pinned")
        assert not any(sign in shown for sign in "\x1b\x07\u200d")
        if text.startswith(("<", "[")):
            assert shown.replace(" ", "").count(text.replace(" ", "")) >= 3


async def test_words_are_completed_one_after_the_other() -> None:
    async with terminal(line(1, "hello")) as place:
        await place.until(lambda: "timeout" in place.app._learning.completing._by_name)
        await place.pilot.press("slash", "t", "tab")
        assert place.typed.value == "/timeout "
        await place.pilot.press("tab")
        assert place.typed.value == "/timeout Ann "
        await place.pilot.press("tab")
        assert place.typed.value == "/timeout Bob "
        await place.pilot.press("shift+tab")
        assert place.typed.value == "/timeout Ann "
        await place.pilot.pause()
        assert "/timeout NICK [DURATION]: to silence somebody" in words(place, "hint")
        await place.pilot.press("1", "0", "tab")
        assert place.typed.value == "/timeout Ann 10m "
        await place.pilot.press("enter")
        await place.until(lambda: bool(place.hands.asked))
        assert place.hands.asked[0]["type"], place.hands.asked[0]["text"] == ("command", "/timeout Ann 10m")
        assert words(place, "hint") == ""


async def test_nicks_are_completed_in_a_line() -> None:
    async with terminal() as place:
        await place.pilot.press(*"hi ", "at", "b", "tab", *"there", "enter")
        await place.until(lambda: bool(place.hands.asked))
        assert place.hands.asked[0]["text"] == "hi @Bob there"


async def test_a_refusal_is_told_where_one_looks_and_what_was_typed_is_there_again() -> None:
    async with terminal() as place:
        place.hands.refuse = {"code": "slow_down", "message": "too many lines", "retry_after": 7_000}
        await place.type("too fast")
        await place.until(lambda: "too many lines: try again in 7 seconds" in place.seen())
        assert place.typed.value == "too fast"
        await place.pilot.press("x")
        assert place.typed.value == "x"
        assert words(place, "note").startswith("You may write again in 0:0")


async def test_a_guest_is_asked_for_a_nick_and_asked_again_in_words_where_it_is_taken() -> None:
    async with terminal(nick=None) as place:
        assert str(place.typed.border_title) == "Take a nick, to write here"
        place.hands.refuse = {"code": "name_taken", "message": "somebody here is called Ann"}
        await place.type("Ann")
        await place.hands.guest.tell(
            "nick_needed", code="name_taken", message="somebody here is called Ann", suggestion="Ann2"
        )
        await place.until(lambda: place.typed.value == "Ann2")
        await place.until(lambda: words(place, "note") == "somebody here is called Ann: take another")
        await place.pilot.press("enter")
        await place.until(lambda: len(place.hands.asked) == 2)
        assert [request["nick"] for request in place.hands.asked] == ["Ann", "Ann2"]
        you = {"rank": "guest", "colour": "red", "guest": True, "may": ["say"], "nick": "Ann2"}
        await place.hands.guest.tell("you", you=you)
        await place.until(lambda: str(place.typed.border_title) == "")
        await place.type("hello")
        await place.until(lambda: len(place.hands.asked) == 3)
        assert place.hands.asked[2]["type"] == "say"


async def test_a_picked_line_is_answered_changed_deleted_and_reacted_to() -> None:
    async with terminal(line(1, "one"), line(2, "mine", "me2")) as place:
        await place.pilot.press("up", "up", "r", *"yes", "enter")
        await place.until(lambda: len(place.hands.asked) == 1)
        await place.pilot.press("up", "e")
        assert place.typed.value == "mine"
        await place.pilot.press("s", "enter")
        await place.until(lambda: len(place.hands.asked) == 2)
        await place.pilot.press("up", "d")
        assert words(place, "note") == "Press d once more to delete this line"
        await place.pilot.press("d")
        await place.until(lambda: len(place.hands.asked) == 3)
        await place.pilot.press("plus")
        place.typed.value = "👍"
        await place.pilot.press("enter")
        await place.until(lambda: len(place.hands.asked) == 4)
        asked = [{key: value for key, value in one.items() if key != "id"} for one in place.hands.asked]
        assert asked == [
            {"type": "say", "text": "yes", "reply_to": 1},
            {"type": "edit", "message": 2, "text": "mines"},
            {"type": "delete", "message": 2},
            {"type": "react", "message": 2, "emoji": "👍", "on": True},
        ]


async def test_who_keeps_order_does_it_from_the_line() -> None:
    async with terminal(line(5, "spam"), may=["timeout", "kick", "ban", "pin"]) as place:
        for key, text in (("t", "/timeout Ann 10m "), ("k", "/kick Ann "), ("b", "/ban Ann "), ("p", "/pin 5")):
            await place.pilot.press("escape", "up", key)
            assert place.typed.value == text
            place.typed.value = ""
    async with terminal(line(5, "spam")) as place:
        await place.pilot.press("up", "t")
        assert place.typed.value == ""
        await place.pilot.press("w")
        assert place.typed.value == "/private Ann "


async def test_the_mouse_picks_a_line_and_answers_it() -> None:
    async with terminal(line(1, "one"), line(2, "two")) as place:
        await place.pilot.click("#lines", offset=(10, 1))
        assert place.lines.picked == 2
        await place.pilot.click("#lines", offset=(10, 1))
        await place.pilot.pause()
        assert str(place.typed.border_title) == "Answer to Ann: two"


async def test_private_lines_are_apart_and_marked() -> None:
    async with terminal() as place:
        assert not place.app.query_one("#private").display
        ann, me = ({"nick": nick, "rank": "guest", "colour": "red"} for nick in ("Ann", "me2"))
        await place.hands.guest.tell(
            "private", sender=ann, to=me, text="psst", sent_at=round(time.time() * 1e6), readable_by_server=True
        )
        await place.until(lambda: "Ann to me2: psst" in place.seen("private"))
        assert "psst" not in place.seen()
        assert place.app.query_one("#private").border_subtitle == "server can read it"
        await place.pilot.click("#private", offset=(5, 1))
        await place.pilot.click("#private", offset=(5, 1))
        await place.pilot.pause()
        assert place.typed.value == "/private Ann "


async def test_what_is_new_is_marked_while_one_reads_what_is_old() -> None:
    async with terminal(*[line(id, f"old {id}") for id in range(1, 61)]) as place:
        await place.pilot.press("pageup")
        seen = place.seen().splitlines()
        for id in (61, 62):
            await place.hands.guest.tell("message", line=line(id, f"fresh {id}"))
        await place.until(lambda: words(place, "note") == "2 new below: Escape")
        # The words below take a row of it.
        assert place.seen().splitlines() == seen[:-1]
        await place.pilot.press("pagedown", "pagedown")
        await place.until(lambda: words(place, "note") == "")
        shown = place.seen().splitlines()
        assert "─ new ─" in shown[shown.index(next(one for one in shown if "fresh 61" in one)) - 1]
        await place.pilot.press("escape")
        await place.until(lambda: "─ new ─" not in place.seen())


async def test_older_lines_come_where_one_scrolls_up_and_nothing_jumps() -> None:
    async with terminal(*[line(id, f"line {id}") for id in range(101, 161)]) as place:
        place.hands.older = [line(id, f"line {id}") for id in range(41, 101)]
        await place.pilot.press("pageup", "pageup")
        await place.until(lambda: place.app.state.oldest == 41)
        await place.pilot.pause(0.1)
        assert place.seen().splitlines()[0].endswith("line 101")
        assert place.hands.asked[0]["before"] == 101
        await place.pilot.press("pageup")
        assert place.seen().splitlines()[-1].endswith("line 100")


async def test_a_room_that_is_read_to_its_beginning_is_not_asked_for_more() -> None:
    async with terminal(line(1, "first")) as place:
        for _ in range(3):
            await place.pilot.press("pageup")
            await place.pilot.pause()
        await place.until(lambda: not place.app.state.older)
        await place.pilot.press("pageup", "pageup")
        await place.pilot.pause()
        assert [request["type"] for request in place.hands.asked] == ["history"]


async def test_a_poll_is_voted_in_and_a_wrong_vote_is_told() -> None:
    poll = {
        "id": 4,
        "question": "Tea?",
        "choices": [{"text": "yes", "votes": 0}, {"text": "no", "votes": 1}],
        "ends_at": 1,
    }
    async with terminal(poll=poll) as place:
        await place.type("/vote 3")
        await place.until(lambda: "type /vote and a number from 1 to 2" in place.seen())
        assert place.hands.asked == []
        await place.type("/vote 2")
        await place.until(lambda: ">2 no: 1" in words(place, "poll"))
        assert place.hands.asked[0] | {"id": ""} == {"type": "vote", "id": "", "choice": 1, "poll": 4}
        await place.hands.guest.tell("poll", poll={**poll, "over": True})
        await place.until(lambda: words(place, "poll").startswith("Poll over: Tea?   1 yes: 0   >2 no: 1 *"))
        await place.type("/vote 1")
        await place.until(lambda: "there is no poll now" in place.seen())


async def test_what_was_found_is_shown_over_the_chat() -> None:
    async with terminal() as place:
        place.hands.found = [line(9, "apple pie"), line(3, "apples")]
        await place.type("/search apple")
        await place.until(lambda: isinstance(place.app.screen, LinesScreen))
        found = place.app.screen.query_one("#found")
        assert str(found.border_title) == "2 with apple"
        await place.pilot.press("escape")
        await place.until(lambda: not isinstance(place.app.screen, LinesScreen))
        await place.pilot.press("f1")
        await place.until(lambda: isinstance(place.app.screen, KeysScreen))
        await place.pilot.press("pageup", "escape")
        await place.pilot.press("f3")
        assert str(place.typed.border_title) == "Search in this chat"


async def test_a_time_out_is_counted_down_by_the_server_s_clock() -> None:
    async with terminal() as place:
        # It is an hour before ours.
        place.hands.now = round((time.time() + 3_600) * 1e6)
        await place.hands.guest.tell("timed_out", until=place.hands.now + 65_000_000, reason="spam")
        await place.until(lambda: words(place, "note").startswith("You are timed out for 1:0"))
        await place.hands.guest.tell("timed_out", until=1, reason="")
        await place.until(lambda: words(place, "note") == "")


async def test_a_lost_connection_is_told_and_made_again() -> None:
    async with terminal(line(1, "before")) as place:
        place.hands.guest.drop()
        await place.until(lambda: place.app.state.away is not None)
        await place.until(lambda: place.app.state.away is None)
        await place.until(lambda: words(place, "note") == "")
        assert place.seen().count("before") == 1


async def test_who_is_shown_out_for_good_leaves_with_the_reason() -> None:
    async with terminal() as place:
        await place.hands.guest.tell("bye", code="banned", message="you are banned")
        await place.until(lambda: place.app.error is not None)
        assert isinstance(place.app.error, BannedError)


async def test_people_are_spoken_to_and_the_ground_is_changed() -> None:
    async with terminal() as place:
        await place.pilot.press("f2", "down", "enter")
        assert place.typed.value.startswith("@")
        await place.pilot.press("f4")
        assert place.app.theme == "textual-light"


@pytest.mark.parametrize("size", [(40, 12), (20, 8), (200, 60)])
async def test_it_fits_any_terminal(size: tuple[int, int]) -> None:
    async with terminal(line(1, "word " * 60), size=size) as place:
        shown = place.seen()
        assert "word" in shown
        assert max(map(len, shown.splitlines())) <= size[0]
        await place.pilot.resize_terminal(60, 20)
        await place.pilot.pause()
        assert "word" in place.seen()
        if size[0] < 76:
            await place.pilot.press("f2")
            await place.until(lambda: "People: Ann, Bob, me2" in place.seen())


async def test_quit_leaves() -> None:
    async with terminal() as place:
        await place.type("/quit")
        await place.until(lambda: not place.app.is_running)
        assert place.app.error is None


async def test_another_day_is_told_between_lines() -> None:
    day = 86_400_000_000
    async with terminal(line(1, "one"), {**line(2, "two"), "sent_at": 3 * day}) as place:
        shown = place.seen().splitlines()
        assert [row for row in shown if "January 1970" in row] == [shown[1]]
        assert "two" in shown[2]


async def test_emotes_are_completed_and_what_we_put_under_a_line_is_taken_away() -> None:
    reacted = {**line(1, "one"), "reactions": [{"emoji": "🎉", "count": 2}, {"emoji": "🔥", "count": 1}]}
    async with terminal(reacted, own={"1": ["🎉"]}) as place:
        shown = place.app.state.line(1)
        assert shown is not None
        assert place.app.state.ours(shown) == {"🎉"}
        await place.pilot.press(*"wow ", "colon", *"tad", "tab")
        assert place.typed.value == "wow 🎉 "
        await place.pilot.press("ctrl+c", "up", "plus")
        assert place.typed.value == ""
        await place.until(lambda: words(place, "hint").startswith("👍  ❤  😂  🎉"))
        await place.pilot.press("tab", "tab", "tab", "tab", "enter")
        await place.until(lambda: bool(place.hands.asked))
        assert (place.hands.asked[0]["emoji"], place.hands.asked[0]["on"]) == ("🎉", False)


async def test_who_keeps_order_lets_lines_that_wait_through() -> None:
    waiting = [HeldLine(7, "Eve", "guest", "hello", "a first line", datetime.fromtimestamp(0, UTC))]
    decided = []

    async def held() -> list[HeldLine]:
        return waiting

    async def approve(id: int) -> None:
        decided.append(id)
        waiting.clear()

    async with terminal(may=["held"]) as place:
        place.app._looking._chat = cast(Any, SimpleNamespace(held=held, approve=approve))
        await place.hands.guest.tell("waiting", count=1)
        await place.until(lambda: "1 line waits for you: F5" in place.seen())
        assert "1 held: F5" in words(place, "head")
        await place.pilot.press("f5")
        await place.until(lambda: "Eve: hello" in place.seen("waiting"))
        await place.pilot.press("a")
        await place.until(lambda: decided == [7] and "Eve" not in place.seen("waiting"))
    async with terminal() as place:
        await place.pilot.press("f5")
        await place.until(lambda: "only those who keep order" in place.seen())


async def test_one_goes_to_the_line_that_is_answered() -> None:
    def answer(id: int, to: int) -> dict[str, object]:
        return {**line(id, f"answer {id}"), "reply": {"message": to, "text": "x", "nick": "Ann"}}

    old = [line(id, f"line {id}") for id in range(101, 161)]
    async with terminal(*old, answer(200, 104), answer(201, 7)) as place:
        await place.pilot.press("up", "up")
        assert "g what it answers" in str(place.typed.border_title)
        await place.pilot.press("g")
        await place.until(lambda: place.lines.picked == 104 and "line 104" in place.seen())
        place.hands.older = [line(6, "before"), line(7, "long ago"), line(8, "after")]
        await place.pilot.press("escape", "up", "g")
        await place.until(lambda: isinstance(place.app.screen, LinesScreen))
        await place.until(lambda: place.app.screen.query_one(LineList).picked == 7)
        assert place.hands.asked[-1]["around"] == 7


async def test_a_text_of_several_lines_is_pasted_and_said_as_it_is() -> None:
    async with terminal() as place:
        place.typed.post_message(events.Paste("one\r\ntwo\n"))
        await place.until(lambda: place.typed.value == "one⏎two")
        await place.pilot.press("ctrl+j", *"three", "enter")
        await place.until(lambda: bool(place.hands.asked))
        assert place.hands.asked[0]["text"] == "one\ntwo\nthree"
        await place.type("x" * 10_000)
        await place.until(lambda: "10000 letters are too many" in place.seen())
        assert len(place.typed.value) == 10_000
        assert len(place.hands.asked) == 1


async def test_who_is_spoken_to_hears_it_once_in_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    async with terminal() as place:
        monkeypatch.setattr(place.app, "bell", lambda: rung.append(1))
        for id, text in enumerate(("hello", "hi @me2", "again @me2"), 1):
            await place.hands.guest.tell("message", line=line(id, text))
        await place.until(lambda: "again" in place.seen())
        assert rung == [1]


async def test_ctrl_c_clears_what_is_typed_and_then_leaves() -> None:
    async with terminal() as place:
        await place.pilot.press("x", "ctrl+c")
        assert place.typed.value == ""
        assert place.app.is_running
        await place.pilot.press("ctrl+c")
        await place.until(lambda: not place.app.is_running)
        assert place.app.error is None


async def test_slow_mode_is_counted_down_from_one_s_own_line() -> None:
    async with terminal(settings={"slow_seconds": 30}) as place:
        await place.type("first")
        await place.until(lambda: words(place, "note").startswith("You may write again in 0:"))
