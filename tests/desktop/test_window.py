"""The viewer window on a real X display, fed by a real end: what it shows, what keys do, what it tells."""

import threading
from pathlib import Path

import av
import cv2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.capture.conftest import XDisplay
from tests.desktop.screen import until
from tests.desktop.watching import GREEN, HEIGHT, RED, WIDTH, Watched, folders, live, sending, watching

__all__ = ["folders"]

pytestmark = pytest.mark.usefixtures("qt_display")


def press(watched: Watched, key: Qt.Key, text: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(watched.window.picture, key, text)


def test_the_picture_appears_on_the_screen_in_its_colours(desk: XDisplay) -> None:
    with live() as (_, watched):
        assert (watched.window.width(), watched.window.height()) == (WIDTH, HEIGHT)
        assert watched.window.windowTitle() == "lobby"
        assert watched.window.picture.accessibleName() == "Picture of lobby"
        assert watched.window.picture.accessibleDescription() == "Live"
        until(lambda: _on_screen(watched) == (True, True), "the colours on the X server's own screen")
    assert desk.name
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("footlight-session")] == []


def _on_screen(watched: Watched) -> tuple[bool, bool]:
    from mss import MSS
    from numpy import asarray

    with MSS() as screen:
        whole = asarray(screen.grab(screen.monitors[0]))
    corner = watched.window.mapToGlobal(watched.window.rect().topLeft())
    row = whole[corner.y() + HEIGHT // 2]
    left, right = row[corner.x() + WIDTH // 8, :3], row[corner.x() + WIDTH * 7 // 8, :3]
    return bool(abs(left.astype(int) - RED).max() < 12), bool(abs(right.astype(int) - GREEN).max() < 12)


def test_keys_do_what_they_say(folders: Path) -> None:
    with live() as (_, watched):
        window = watched.window
        window.resize(900, 900)
        press(watched, Qt.Key.Key_1)
        assert window.picture.mode == "original"
        until(lambda: (window.width(), window.height()) == (WIDTH, HEIGHT), "the original size")
        window.resize(900, 900)
        press(watched, Qt.Key.Key_0)
        until(lambda: window.picture.mode == "fit", "the picture in the window again")

        press(watched, Qt.Key.Key_F)
        until(window.isFullScreen, "full screen")
        press(watched, Qt.Key.Key_Escape)
        until(lambda: not window.isFullScreen(), "no full screen any more")
        QTest.mouseDClick(window.picture, Qt.MouseButton.LeftButton)
        until(window.isFullScreen, "full screen by a double click")
        press(watched, Qt.Key.Key_F)
        until(lambda: not window.isFullScreen(), "no full screen again")

        press(watched, Qt.Key.Key_M)
        assert watched.viewing.muted
        assert window.note.text() == "Muted"
        press(watched, Qt.Key.Key_M)
        assert not watched.viewing.muted

        press(watched, Qt.Key.Key_I)
        until(lambda: "640 × 360" in window.overlay.accessibleDescription(), "the picture's size in the figures")
        told = window.overlay.accessibleDescription()
        assert "Codec: H.264" in told
        assert "Groups skipped: 0" in told
        until(lambda: "Latency: –" not in window.overlay.accessibleDescription(), "a latency")
        press(watched, Qt.Key.Key_I)
        assert window.overlay.isHidden()

        QTest.keyClick(window.picture, "?")
        assert "M: Mute" in window.keys.accessibleDescription()
        assert not window.keys.isHidden()
        press(watched, Qt.Key.Key_Escape)
        assert window.keys.isHidden()
        assert window.isVisible()

        press(watched, Qt.Key.Key_S)
        until(lambda: window.note.text().startswith("Snapshot kept in "), "the snapshot")
        kept = Path(window.note.text().removeprefix("Snapshot kept in "))
        assert kept.is_relative_to(folders)
        picture = cv2.imread(str(kept))
        assert picture is not None
        assert picture.shape == (HEIGHT, WIDTH, 3)
        assert abs(picture[HEIGHT // 2, WIDTH // 4].astype(int) - RED).max() < 12

        press(watched, Qt.Key.Key_Q)
        assert not window.isVisible()


def holds_pictures(folder: Path) -> bool:
    """A recording has more than its header."""
    return any(path.stat().st_size > 4_000 for path in folder.rglob("*.mp4"))


def test_what_is_recorded_can_be_played(folders: Path) -> None:
    with live() as (_, watched):
        window = watched.window
        press(watched, Qt.Key.Key_R)
        until(window.sign.isVisible, "the sign that it records")
        until(lambda: holds_pictures(folders), "a fragment")
        press(watched, Qt.Key.Key_R)
        until(lambda: window.note.text().startswith("Recording kept in "), "the recording")
        assert not window.sign.isVisible()
        kept = Path(window.note.text().removeprefix("Recording kept in "))
    assert kept.is_relative_to(folders)
    with av.open(str(kept)) as container:
        pictures = [picture for picture in container.decode(video=0) if isinstance(picture, av.VideoFrame)]
    assert pictures
    assert (pictures[0].width, pictures[0].height) == (WIDTH, HEIGHT)


def test_a_recording_that_runs_is_whole_when_the_window_closes(folders: Path) -> None:
    with live() as (_, watched):
        press(watched, Qt.Key.Key_R)
        until(watched.window.sign.isVisible, "the sign that it records")
        until(lambda: holds_pictures(folders), "a fragment")
    assert "footlight-record" not in {thread.name for thread in threading.enumerate()}
    (kept,) = folders.rglob("*.mp4")
    with av.open(str(kept)) as container:
        assert next(container.decode(video=0)) is not None


def test_a_sender_that_goes_is_told_and_its_picture_comes_back() -> None:
    with sending() as upstream:
        port = upstream.port
        with watching(f"127.0.0.1:{port}") as watched:
            until(watched.shows_colours, "the picture")
            upstream.close()
            until(lambda: watched.window.windowTitle() == "lobby (connection lost)", "the word of it")
            assert watched.window.state.isVisible()
            assert "Trying again" in watched.window.state.accessibleName()
            assert watched.window.picture.dimmed
            with sending(port):
                until(watched.shows_colours, "the picture again")
                assert watched.window.windowTitle() == "lobby"


def test_where_nothing_can_be_watched_the_window_says_why() -> None:
    with sending() as upstream, watching(f"127.0.0.1:{upstream.port}/nowhere") as watched:
        until(lambda: watched.session.error is not None, "an error")
        assert isinstance(watched.session.error, Exception)
        watched.window.over(watched.session.error)

        assert watched.window.state.accessibleName().startswith("This cannot be watched. ")
        assert watched.window.windowTitle() == "lobby (this cannot be watched)"


def test_every_key_is_in_the_menu_too() -> None:
    with sending() as upstream, watching(f"127.0.0.1:{upstream.port}") as watched:
        menu = {action.text(): action.shortcut().toString() for action in watched.window.actions()}

        assert menu["Full screen"] == "F"
        assert menu["Record"] == "R"
        assert all(menu.values())
