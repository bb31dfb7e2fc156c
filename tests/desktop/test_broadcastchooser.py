"""The broadcast chooser, driven by keys: what is found on the network, and what is typed."""

import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton

from footlight.app import running
from footlight.cable.discovery import Found, announcing
from footlight.cable.end import End
from footlight.cable.listening import Listen, listening
from footlight.client.trust import Trust
from footlight.clock import SystemClock
from footlight.desktop.broadcastchooser import BroadcastChooser, choose_broadcast
from footlight.desktop.credentials import Credentials
from footlight.desktop.offers import Choice, Offer
from footlight.errors import DiscoveryUnavailableError
from footlight.settings import Settings
from tests.capture.conftest import XDisplay
from tests.desktop.beside import beside
from tests.desktop.screen import until

PIN = "sha256:" + "ab" * 32
OPEN = Found("Camera at the door", "192.0.2.9", 7700, "send", False, True)
LOCKED = Found("desk of Ada", "192.0.2.5", 7700, "send", True, False, PIN)
LATER = Found("from tomorrow", "192.0.2.6", 7700, "send", False, True, version=99)
RECEIVER = Found("a screen", "192.0.2.7", 7700, "receive", False, True)


class Window:
    """A chooser that only the test tells what is found."""

    def __init__(self, given: Choice) -> None:
        self.chooser = BroadcastChooser(given, Trust())
        self.chooser.feed.found.disconnect()
        self.chooser.show()

    @property
    def names(self) -> list[str]:
        return [offer.name for offer in self.chooser.offers]

    @property
    def address(self) -> QLineEdit:
        field = self.chooser.findChild(QLineEdit, "address")
        assert field is not None
        return field

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.chooser.focusWidget() or self.chooser, key)

    def close(self) -> None:
        self.chooser.close_feed()
        self.chooser.close()
        self.chooser.deleteLater()


@pytest.fixture
def opened(desk: XDisplay, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Window]]:
    assert desk.name
    monkeypatch.delenv("FOOTLIGHT_KEY", raising=False)
    windows: list[Window] = []

    def open_window(given: Choice = Choice("")) -> Window:  # noqa: B008 - frozen
        windows.append(Window(given))
        return windows[-1]

    yield open_window
    for window in windows:
        window.close()


@pytest.fixture
def window(opened: Callable[..., Window]) -> Window:
    return opened()


def when_asked(do: Callable[[Credentials], None]) -> None:
    """Answer the dialog that opens next."""

    def drive() -> None:
        asking = QApplication.activeModalWidget()
        assert isinstance(asking, Credentials)
        do(asking)

    QTimer.singleShot(0, drive)


def field(asking: Credentials, name: str) -> QLineEdit:
    found = asking.findChild(QLineEdit, name)
    assert found is not None
    assert found.echoMode() == QLineEdit.EchoMode.Password
    return found


def watch_button(asking: Credentials) -> QPushButton:
    return next(button for button in asking.findChildren(QPushButton) if button.text() == "&Watch")


def test_where_nothing_is_found_it_says_how_to_begin(window: Window) -> None:
    assert window.names == []
    assert window.chooser.empty.startswith("Looking for senders on this network…")
    assert "footlight send screen mic --listen 0.0.0.0:7700 --discover" in window.chooser.empty
    assert "footlight watch --listen 0.0.0.0:7700" in window.chooser.empty


def test_senders_appear_and_vanish_and_what_is_chosen_stays_so(window: Window) -> None:
    window.chooser.show_found((OPEN,))
    window.chooser.show_found((OPEN, RECEIVER))
    assert window.names == ["Camera at the door"]
    assert "192.0.2.9:7700 · plain http · open to all" in window.chooser.offers[0].details
    window.chooser.show_found((LOCKED, OPEN, LATER))
    assert window.names == ["desk of Ada", "Camera at the door", "from tomorrow"]
    window.press(Qt.Key.Key_Return)
    assert window.chooser.choice == Choice("http://192.0.2.9:7700"), "not the one that came in its place"
    window.chooser.show_found(())
    assert window.names == []


def test_who_cannot_look_says_why(window: Window) -> None:
    window.chooser.show_found(DiscoveryUnavailableError("no network here"))
    assert window.chooser.empty == "no network here"


def test_a_key_is_asked_for_and_the_certificate_compared(window: Window) -> None:
    window.chooser.show_found((OPEN, LOCKED))

    def answer(asking: Credentials) -> None:
        QTest.keyClicks(field(asking, "key"), "fl_secret")
        assert not watch_button(asking).isEnabled(), "nobody has looked at the certificate"
        same = asking.findChild(QCheckBox)
        assert same is not None
        QTest.keyClick(same, Qt.Key.Key_Space)
        QTest.keyClick(field(asking, "key"), Qt.Key.Key_Return)

    window.press(Qt.Key.Key_Down)
    window.press(Qt.Key.Key_Down)
    when_asked(answer)
    window.press(Qt.Key.Key_Return)
    assert window.chooser.choice == Choice("192.0.2.5:7700", "fl_secret", None, PIN)
    assert "fl_secret" not in repr(window.chooser.choice)


def test_who_goes_back_may_choose_another(window: Window) -> None:
    window.chooser.show_found((LOCKED, OPEN))
    when_asked(lambda asking: QTest.keyClick(asking, Qt.Key.Key_Escape))
    window.press(Qt.Key.Key_Return)
    assert window.chooser.choice is None
    assert window.chooser.isVisible()


def test_what_was_typed_already_is_not_asked_for(opened: Callable[..., Window]) -> None:
    window = opened(Choice("", "fl_given", None, None))
    window.chooser.show_found((Found("desk", "192.0.2.5", 7700, "send", True, False),))
    window.press(Qt.Key.Key_Return)
    assert window.chooser.choice == Choice("192.0.2.5:7700", "fl_given")


def test_another_version_cannot_be_chosen(window: Window) -> None:
    window.chooser.show_found((LATER,))
    window.press(Qt.Key.Key_Return)
    assert window.chooser.choice is None
    assert "use the same release" in window.chooser.offers[0].details


def test_an_address_is_taken_as_it_is_typed(window: Window) -> None:
    window.chooser.show_found((OPEN,))
    QTest.keyClicks(window.address, "no address!")
    assert window.names == ["Camera at the door"]
    window.address.clear()
    QTest.keyClicks(window.address, "127.0.0.1:1/lobby")
    assert window.names == ["127.0.0.1:1/lobby", "Camera at the door"]
    window.press(Qt.Key.Key_Return)
    assert window.chooser.choice == Choice("127.0.0.1:1/lobby")


def test_a_key_in_an_address_is_kept_and_not_shown(window: Window) -> None:
    QTest.keyClicks(window.address, "http://192.0.2.5:7700/#key=fl_hidden")
    assert window.names == ["http://192.0.2.5:7700/"]
    window.press(Qt.Key.Key_Return)
    assert window.chooser.choice == Choice("http://192.0.2.5:7700/#key=fl_hidden")


def test_a_server_that_is_typed_is_asked_what_is_on(window: Window, tmp_path: Path) -> None:
    with beside(running(Settings(port=0, data=tmp_path))) as server:
        QTest.keyClicks(window.address, server.url)
        assert window.names == [server.url]
        until(lambda: window.chooser.said == "Nothing is on at this server just now.", "it answers")
        assert window.names == [], "a server by itself is nothing to watch"
    until(lambda: "cannot be reached" in window.chooser.said, "it is asked again")


def test_what_is_on_at_a_server_is_offered_and_its_secret_asked_for(window: Window) -> None:
    window.chooser.show_found((OPEN,))
    QTest.keyClicks(window.address, "http://127.0.0.1:1")
    lobby = Offer("http://127.0.0.1:1/lobby", "lobby", "live", wants_key=False, wants_secret=True)
    window.chooser.feed.answered.emit("http://127.0.0.1:1", [lobby])
    assert window.names == ["lobby", "Camera at the door"]

    def answer(asking: Credentials) -> None:
        assert asking.findChild(QLineEdit, "key") is None
        QTest.keyClicks(field(asking, "secret"), "four words that nobody guesses")
        QTest.keyClick(field(asking, "secret"), Qt.Key.Key_Return)

    when_asked(answer)
    window.press(Qt.Key.Key_Return)
    assert window.chooser.choice == Choice("http://127.0.0.1:1/lobby", None, "four words that nobody guesses")


def test_a_certificate_that_nobody_vouches_for_is_shown_to_be_compared(window: Window, tmp_path: Path) -> None:
    with beside(listening(Listen("send", tmp_path, "0.0.0.0", 0), SystemClock())) as end:
        address = f"https://127.0.0.1:{end.listening.port}"
        QTest.keyClicks(window.address, address)
        until(lambda: "Nobody vouches" in window.chooser.said, "its certificate is seen")
        seen: list[str | None] = [window.chooser.offers[0].pin, end.pin]
    assert seen[0] == seen[1] is not None


@asynccontextmanager
async def announced(name: str, data: Path) -> AsyncIterator[End]:
    async with listening(Listen("send", data, "0.0.0.0", 0, http=True), SystemClock()) as end, announcing(end, name):
        yield end


def test_a_sender_of_this_network_is_found_and_vanishes_when_it_ends(desk: XDisplay, tmp_path: Path) -> None:
    assert desk.name
    name = f"test {secrets.token_hex(4)}"
    chooser = BroadcastChooser(Choice(""), Trust())
    chooser.show()

    def names() -> list[str]:
        return [offer.name for offer in chooser.offers]

    try:
        with beside(announced(name, tmp_path)):
            until(lambda: name in names(), "it is found")
        until(lambda: name not in names(), "it is gone")
    finally:
        chooser.close_feed()
        chooser.close()
        chooser.deleteLater()


def test_escape_chooses_nothing(desk: XDisplay) -> None:
    assert desk.name

    def drive() -> None:
        chooser = QApplication.activeModalWidget()
        assert isinstance(chooser, BroadcastChooser)
        QTest.keyClick(chooser, Qt.Key.Key_Escape)

    QTimer.singleShot(0, drive)
    assert choose_broadcast(Choice(""), Trust()) is None
