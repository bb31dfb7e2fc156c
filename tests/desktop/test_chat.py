"""The chat beside the picture, on a real X display: what it shows, what is typed there, and what keys do meanwhile."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

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

    def read(self) -> str:
        return self.pane.text.toPlainText()


@contextmanager
def chatting(*history: Told, nick: str | None = "me2", **room: Any) -> Iterator[Place]:
    """A window of a channel; its chat is opened by who presses T."""
    address: list[str] = []
    ready = asyncio.Event()
    link = ChatLink("lobby", lambda: Chat(address[0], nick=nick))
    place = Place(ViewerWindow(Viewing(SystemClock(), "lobby"), link))

    async def script(guest: Guest) -> None:
        place.guests.append(guest)
        await guest.welcome(*history, people=3, present=PEOPLE, **room)
        while True:
            request = await guest.asked()
            if request["type"] == "commands":
                await guest.tell("commands", id=request["id"], commands=COMMANDS)
                continue
            place.asked.append(request)
            if place.refuse:
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
def opened(*history: Told, nick: str | None = "me2", **room: Any) -> Iterator[Place]:
    """The same with the chat open."""
    with chatting(*history, nick=nick, **room) as place:
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
        assert place.pane.hint.text() == "/timeout NICK [DURATION]: to silence somebody"
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


def test_a_lost_connection_is_told_and_made_again() -> None:
    with opened(line(1, "before")) as place:
        assert place.loop is not None
        place.loop.call_soon_threadsafe(place.guests[0].drop)
        until(lambda: len(place.guests) == 2, "another connection")
        until(lambda: place.pane.state is not None and place.pane.state.away is None, "being back")
        assert place.read().count("before") == 1
