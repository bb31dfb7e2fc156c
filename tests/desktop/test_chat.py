"""The chat beside the picture, on a real X display: what it shows, what is typed there, and what keys do meanwhile."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from footlight.cli.running import new_event_loop
from footlight.client.chat.chat import Chat
from footlight.clock import SystemClock
from footlight.desktop.chatlink import ChatLink
from footlight.desktop.chatpane import WIDTH, ChatPane
from footlight.desktop.session import Session
from footlight.desktop.viewing import Viewing
from footlight.desktop.window import ViewerWindow
from tests.desktop.screen import until
from tests.fakes.chathouse import Guest, Told, house, line
from tests.terminal.house import COMMANDS, PEOPLE

pytestmark = pytest.mark.usefixtures("qt_display")


@dataclass(slots=True)
class Place:
    """A window, and the server of the chat beside it."""

    window: ViewerWindow
    asked: list[Told] = field(default_factory=list)
    guests: list[Guest] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop | None = None
    refuse: list[dict[str, Any]] = field(default_factory=list)

    @property
    def pane(self) -> ChatPane:
        assert self.window.chat is not None
        return self.window.chat

    def tell(self, type: str, **more: Any) -> None:
        """Let the server tell something."""
        assert self.loop is not None
        asyncio.run_coroutine_threadsafe(self.guests[-1].tell(type, **more), self.loop).result(20)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.pane.typed, text)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.pane.typed, key)

    def menu(self, block: int) -> dict[str, QAction]:
        """What can be done with a line: the actions of its menu."""
        entry = self.pane.text.entry_at(block)
        self.pane.text.menu_wanted.emit(entry, QPoint(0, 0))
        menu = self.pane.menu
        assert menu is not None
        menu.close()
        actions = {action.text(): action for action in menu.actions() if action.text()}
        react = actions["React"].menu()
        assert isinstance(react, QMenu)
        return actions | {action.text(): action for action in react.actions()}

    def read(self) -> str:
        return self.pane.text.toPlainText()


def request_now() -> int:
    """What the server's clock says: it is an hour before ours."""
    return round((time.time() + 3_600) * 1e6)


@contextmanager
def chatting(*history: Told, nick: str | None = "me2", may: Sequence[str] = ("say",), **room: Any) -> Iterator[Place]:
    """A window of a channel; its chat is opened by who presses T."""
    address: list[str] = []
    ready = asyncio.Event()
    link = ChatLink("lobby", lambda: Chat(address[0], nick=nick))
    place = Place(ViewerWindow(Viewing(SystemClock(), "lobby"), link))

    async def script(guest: Guest) -> None:
        place.guests.append(guest)
        await guest.welcome(*history, may=may, people=3, present=PEOPLE, **room)
        while True:
            request = await guest.asked()
            if request["type"] == "commands":
                await guest.tell("commands", id=request["id"], commands=COMMANDS)
                continue
            place.asked.append(request)
            if request["type"] == "ping":
                await guest.tell("pong", id=request["id"], now=request_now())
            elif place.refuse:
                await guest.tell("error", id=request["id"], **place.refuse.pop())
            elif request["type"] == "history":
                await guest.tell("lines", id=request["id"], lines=[line(1, "the first")], more=False)
            else:
                await guest.tell("ok", id=request["id"])

    async def work() -> None:
        place.loop = asyncio.get_running_loop()
        async with house(script) as server, link.serving():
            address.append(server.url)
            await ready.wait()

    session = Session(work(), new_event_loop, lambda _: None)
    place.window.show()
    place.window.activateWindow()
    session.start()
    until(lambda: bool(address) and place.window.isActiveWindow(), "the server, and the window")
    try:
        yield place
    finally:
        place.window.close()
        session.stop()
        session.join()
        place.window.deleteLater()
    assert session.error is None


@contextmanager
def opened(*history: Told, nick: str | None = "me2", may: Sequence[str] = ("say",), **room: Any) -> Iterator[Place]:
    """The same with the chat open."""
    with chatting(*history, nick=nick, may=may, **room) as place:
        QTest.keyClick(place.window.picture, Qt.Key.Key_T)
        until(lambda: place.pane.state is not None, "the welcome")
        yield place


def test_the_chat_is_entered_when_it_is_wanted_and_takes_nothing_of_the_picture() -> None:
    with chatting(line(1, "hello <b>all</b>\nsecond row"), pinned=line(1, "Be kind.")) as place:
        place.window.resize(800, 450)
        until(lambda: place.window.picture.width() == 800, "the size")
        before = place.window.picture.size()
        assert place.guests == []
        QTest.keyClick(place.window.picture, Qt.Key.Key_T)
        until(lambda: "hello" in place.read(), "the line")
        assert "Ann: hello <b>all</b>" in place.read()
        assert place.window.picture.size() == before
        assert place.window.width() == before.width() + WIDTH
        assert place.pane.head.text() == "3 here, you are me2"
        assert place.pane.pinned.text() == "Pinned: Ann: Be kind."
        assert place.pane.accessibleName() == "Chat of lobby"
        place.press(Qt.Key.Key_Escape)
        until(place.window.picture.hasFocus, "the picture's keys")
        QTest.keyClick(place.window.picture, Qt.Key.Key_T)
        assert place.pane.isHidden()
        assert place.window.size() == before
        assert len(place.guests) == 1


def test_without_a_chat_there_is_no_key_for_it() -> None:
    window = ViewerWindow(Viewing(SystemClock(), "cable"))
    words = [action.text() for action in window.actions() if action.isVisible()]
    assert "Chat" not in words
    assert "Mute" in words
    window.close()
    window.deleteLater()


def test_what_is_typed_is_said_and_the_window_s_keys_are_letters_there() -> None:
    with opened() as place:
        place.type("fmq?")
        place.press(Qt.Key.Key_Return)
        until(lambda: bool(place.asked), "the line")
        assert (place.asked[0]["type"], place.asked[0]["text"]) == ("say", "fmq?")
        assert place.window.isVisible()
        assert not place.window.isFullScreen()
        place.tell("message", line=line(5, "hi @me2, see https://example.org/a", "Bob"))
        until(lambda: "see https://example.org/a" in place.read(), "the answer")
        place.tell("edited", line=line(5, "changed", "Bob"))
        until(lambda: place.read().endswith("Bob: changed"), "the change")
        place.tell("deleted", message=5, by="author")
        until(lambda: "Bob" not in place.read(), "its end")


def test_words_are_completed_and_refusals_told() -> None:
    with opened() as place:
        until(lambda: bool(place.pane._completing.complete("/t", ()).words), "the commands")
        place.type("/t")
        place.press(Qt.Key.Key_Tab)
        assert place.pane.typed.text() == "/timeout "
        assert place.pane.hint.text() == "Ann  Bob  me2\n/timeout NICK [DURATION]: to silence somebody"
        place.press(Qt.Key.Key_Tab)
        place.press(Qt.Key.Key_Tab)
        assert place.pane.typed.text() == "/timeout Bob "
        place.refuse.append({"code": "not_allowed", "message": "only moderators may"})
        place.press(Qt.Key.Key_Return)
        until(lambda: "only moderators may" in place.read(), "the refusal")
        assert place.pane.typed.text() == "/timeout Bob"
        assert place.asked[0]["type"] == "command"


def test_a_guest_takes_a_nick_and_is_offered_another() -> None:
    with opened(nick=None) as place:
        assert place.pane.typed.placeholderText() == "Take a nick, to write here"
        place.type("Ann")
        place.press(Qt.Key.Key_Return)
        until(lambda: bool(place.asked), "the nick")
        assert place.asked[0]["nick"] == "Ann"
        place.tell("nick_needed", code="name_taken", message="somebody is called Ann", suggestion="Ann2")
        until(lambda: place.pane.typed.text() == "Ann2", "another nick")
        until(lambda: place.pane.note.text() == "somebody is called Ann: take another", "why")


def test_private_lines_are_apart() -> None:
    with opened() as place:
        assert place.pane.private.isHidden()
        place.tell("private", sender=PEOPLE[0], to=PEOPLE[2], text="psst", sent_at=1, readable_by_server=True)
        until(lambda: "Ann to me2: psst" in place.pane.private.toPlainText(), "the private line")
        assert not place.pane.private.isHidden()
        assert place.pane.private_title.text() == "Private: the server can read it"
        assert "psst" not in place.read()


def test_older_lines_come_where_one_scrolls_up() -> None:
    with opened(*[line(id, f"line {id}") for id in range(101, 181)]) as place:
        bar = place.pane.text.verticalScrollBar()
        until(lambda: bar.maximum() > 0 and bar.value() == bar.maximum(), "the newest line")
        bar.setValue(0)
        until(lambda: place.read().partition("\n")[0].endswith("Ann: the first"), "the older line")
        assert place.asked[0]["before"] == 101


def test_who_is_shown_out_is_told_why() -> None:
    with opened() as place:
        place.tell("bye", code="banned", message="you are banned: spam")
        until(lambda: place.pane.head.text() == "No chat: you are banned: spam", "why")
        assert not place.pane.typed.isEnabled()


def test_who_is_put_out_for_a_moment_comes_back_by_a_button() -> None:
    with opened() as place:
        place.tell("bye", code="kicked", message="Ann put you out", retry_after=30_000)
        until(lambda: place.pane.note.text().startswith("You may come back in 0:"), "the countdown")
        assert place.pane.back.isHidden()
        place.pane._again_at = 1
        place.pane._show_note()
        place.pane.back.click()
        until(lambda: len(place.guests) == 2 and place.pane.head.text() == "3 here, you are me2", "being back")
        assert place.pane.typed.isEnabled()


def test_a_lost_connection_is_told_and_made_again() -> None:
    with opened(line(1, "before")) as place:
        assert place.loop is not None
        place.loop.call_soon_threadsafe(place.guests[0].drop)
        until(lambda: len(place.guests) == 2, "another connection")
        until(lambda: place.pane.state is not None and place.pane.state.away is None, "being back")
        assert place.read().count("before") == 1


def test_a_line_s_menu_has_what_one_may_do_with_it() -> None:
    reacted = {**line(1, "one"), "reactions": [{"emoji": "🦊", "count": 1}]}
    with opened(reacted, line(2, "mine", "me2"), may=("say", "timeout")) as place:
        until(lambda: "mine" in place.read(), "the lines")
        theirs, ours = place.menu(0), place.menu(1)
        assert {"Answer", "Copy", "Write to Ann alone", "Time out Ann…", "👍", "🦊"} <= set(theirs)
        assert not {"Change", "Delete", "Ban Ann…"} & set(theirs)
        assert {"Answer", "Change", "Delete"} <= set(ours)
        place.menu(0)["Answer"].trigger()
        assert place.pane.about.text() == "Answer to Ann: one (Escape: back)"
        place.type("yes")
        place.press(Qt.Key.Key_Return)
        # Up changes what one said last.
        place.press(Qt.Key.Key_Up)
        assert place.pane.typed.text() == "mine"
        place.type("s")
        place.press(Qt.Key.Key_Return)
        place.menu(0)["🦊"].trigger()
        place.menu(1)["Delete"].trigger()
        until(lambda: len(place.asked) == 4, "what was asked")
        asked = [{key: value for key, value in one.items() if key != "id"} for one in place.asked]
        assert asked == [
            {"type": "say", "text": "yes", "reply_to": 1},
            {"type": "edit", "message": 2, "text": "mines"},
            {"type": "react", "message": 1, "emoji": "🦊", "on": True},
            {"type": "delete", "message": 2},
        ]
        place.menu(0)["Time out Ann…"].trigger()
        assert place.pane.typed.text() == "/timeout Ann 10m "


def test_what_is_refused_is_an_answer_again() -> None:
    with opened(line(1, "one")) as place:
        until(lambda: "one" in place.read(), "the line")
        place.menu(0)["Answer"].trigger()
        place.refuse.append({"code": "slow_down", "message": "too fast", "retry_after": 9_000})
        place.type("yes")
        place.press(Qt.Key.Key_Return)
        until(lambda: "too fast" in place.read(), "the refusal")
        assert place.pane.typed.text() == "yes"
        assert place.pane.about.text().startswith("Answer to Ann")
        assert place.pane.note.text().startswith("You may write again in 0:0")
        place.press(Qt.Key.Key_Escape)
        assert place.pane.about.isHidden()


def test_a_poll_is_voted_in() -> None:
    poll = {"id": 4, "question": "Tea?", "choices": [{"text": "a & b", "votes": 0}, {"text": "no", "votes": 1}]}
    with opened(poll={**poll, "ends_at": 1}) as place:
        box = place.pane.poll
        until(lambda: len(box.choices) == 2, "the poll")
        assert box.choices[0].text() == "a && b  ·  0"
        box.choices[1].click()
        assert not box.choices[1].isChecked()
        until(box.choices[1].isChecked, "the vote")
        assert (place.asked[0]["choice"], place.asked[0]["poll"]) == (1, 4)
        place.tell("poll", poll={**poll, "ends_at": 1, "over": True})
        until(lambda: box.choices[1].text().endswith("★"), "its end")
        assert not box.choices[0].isEnabled()


def test_what_is_not_seen_is_counted() -> None:
    with opened() as place:
        QTest.keyClick(place.window.picture, Qt.Key.Key_T)
        for id, text in ((1, "hello"), (2, "hi @me2")):
            place.tell("message", line=line(id, text))
        until(lambda: place.window.unread.text() == "2 new in the chat, to you: T", "the count")
        assert not place.window.unread.isHidden()
        QTest.keyClick(place.window.picture, Qt.Key.Key_T)
        until(place.window.unread.isHidden, "that they are seen")


def test_a_time_out_is_counted_down_by_the_server_s_clock() -> None:
    with opened() as place:
        place.tell("timed_out", until=request_now() + 65_000_000, reason="spam")
        until(lambda: place.pane.note.text().startswith("You are timed out for 1:0"), "the countdown")
