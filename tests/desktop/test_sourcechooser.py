"""The source chooser, driven by keys, with real windows of an X server to choose from."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from footlight.clock import SystemClock
from footlight.desktop.sourcebutton import SourceButton
from footlight.desktop.sourcecard import SourceCard
from footlight.desktop.sourcechooser import SourceChooser, choose_sources
from tests.capture.conftest import XDisplay
from tests.capture.x11.windows import GREEN, RED, Painter
from tests.desktop.screen import until

TYPED = ["footlight", "send", "--to", "192.168.1.5:7700", "--key", "fl_0123456789"]


@pytest.fixture
def painter(desk: XDisplay) -> Iterator[Painter]:
    client = Painter(desk.name)
    yield client
    client.close()


@pytest.fixture
def chooser(desk: XDisplay) -> Iterator[SourceChooser]:
    assert desk.name
    opened = SourceChooser(TYPED, SystemClock())
    try:
        opened.show()
        until(lambda: bool(opened.buttons), "the first listing")
        yield opened
    finally:
        opened.close_feed()
        opened.close()
        opened.deleteLater()


def names(chooser: SourceChooser) -> list[str]:
    return [button.name for button in chooser.buttons]


def button(chooser: SourceChooser, name: str) -> SourceButton:
    until(lambda: name in names(chooser), f"{name} is listed")
    return next(one for one in chooser.buttons if one.name == name)


def card(chooser: SourceChooser, name: str) -> SourceCard:
    found = button(chooser, name)
    assert isinstance(found, SourceCard)
    return found


def colour(shown: SourceCard) -> int | None:
    """Of the middle of what the card shows, 0xRRGGBB."""
    picture = shown.picture
    return None if picture is None else picture.pixel(picture.width() // 2, picture.height() // 2) & 0xFFFFFF


def drawn(shown: SourceCard) -> int:
    """The colour of a point of the card that lies within its thumbnail, 0xRRGGBB."""
    return shown.grab().toImage().pixel(shown.width() // 2, shown.height() // 3) & 0xFFFFFF


def focus(chooser: SourceChooser) -> SourceButton:
    focused = chooser.focusWidget()
    assert isinstance(focused, SourceButton)
    return focused


def press(chooser: SourceChooser, key: Qt.Key) -> None:
    """Press a key where the keys go."""
    QTest.keyClick(chooser.focusWidget() or chooser, key)


def test_a_windows_thumbnail_shows_the_window_as_it_is_now(chooser: SourceChooser, painter: Painter) -> None:
    painter.window("Green", GREEN, 20, 30, 300, 200)
    red = painter.window("Red", RED, 400, 30, 300, 200)
    until(lambda: colour(card(chooser, "Green")) == GREEN, "the green window is green")
    until(lambda: colour(card(chooser, "Red")) == RED, "the red one is red")
    assert [drawn(card(chooser, name)) for name in ("Green", "Red")] == [GREEN, RED]
    painter.repaint(red, GREEN)
    until(lambda: colour(card(chooser, "Red")) == GREEN, "the thumbnail follows")


def test_windows_come_and_go_and_one_that_goes_is_no_longer_chosen(chooser: SourceChooser, painter: Painter) -> None:
    assert "Green" not in names(chooser)
    window = painter.window("Green", GREEN, 20, 30, 300, 200)
    button(chooser, "Green").click()
    assert chooser.chosen == [f"window:{window:#x}"]
    painter.destroy(window)
    until(lambda: "Green" not in names(chooser), "it goes")
    assert chooser.chosen == []
    assert "Green went away" in chooser.news


def test_by_keys_alone(chooser: SourceChooser, painter: Painter) -> None:
    window = painter.window("Green", GREEN, 20, 30, 300, 200)
    button(chooser, "Green")
    assert focus(chooser).info.kind == "screen", "the first one has the keys"
    press(chooser, Qt.Key.Key_Down)
    assert focus(chooser).name == "Green"
    press(chooser, Qt.Key.Key_Space)
    press(chooser, Qt.Key.Key_Up)
    press(chooser, Qt.Key.Key_Space)
    assert chooser.chosen == [f"window:{window:#x}", "screen:0"], "in the order in which they were ticked"
    assert "number 2" in focus(chooser).accessibleDescription()
    press(chooser, Qt.Key.Key_Right)
    assert focus(chooser).name == "Green"
    press(chooser, Qt.Key.Key_Space)
    assert chooser.chosen == ["screen:0"]
    press(chooser, Qt.Key.Key_Return)
    assert chooser.result() == SourceChooser.DialogCode.Accepted
    assert chooser.chosen == ["screen:0"]


def test_enter_takes_the_focused_one_where_nothing_is_ticked(desk: XDisplay) -> None:
    assert desk.name

    def drive() -> None:
        opened = QApplication.activeModalWidget()
        assert isinstance(opened, SourceChooser)
        until(lambda: bool(opened.buttons), "the first listing")
        press(opened, Qt.Key.Key_Return)

    QTimer.singleShot(0, drive)
    assert choose_sources(TYPED, SystemClock()) == ["screen:0"]


def test_escape_chooses_nothing(desk: XDisplay) -> None:
    assert desk.name

    def drive() -> None:
        opened = QApplication.activeModalWidget()
        assert isinstance(opened, SourceChooser)
        until(lambda: bool(opened.buttons), "the first listing")
        opened.buttons[0].click()
        press(opened, Qt.Key.Key_Escape)

    QTimer.singleShot(0, drive)
    assert choose_sources(TYPED, SystemClock()) is None


def test_windows_are_filtered_by_title_but_those_that_are_ticked(chooser: SourceChooser, painter: Painter) -> None:
    for title in ("Green", "Greenland", "Red"):
        painter.window(title, GREEN, 20, 30, 300, 200)
    button(chooser, "Red").click()
    button(chooser, "Greenland")
    search = chooser.findChild(QLineEdit, "search")
    assert search is not None
    QTest.keyClicks(search, "greenl")
    kinds = {one.name: one.info.kind for one in chooser.buttons}
    assert [name for name, kind in kinds.items() if kind == "window"] == ["Greenland", "Red"]
    assert "test" in kinds.values(), "only windows are filtered"
    button(chooser, "Red").click()
    QTest.keyClicks(search, "x")
    until(lambda: "Red" not in names(chooser), "nothing is left")
    assert "No window has “greenlx” in its title." in chooser.notes


def test_the_command_that_does_the_same_is_shown_without_its_key_and_copied_with_it(chooser: SourceChooser) -> None:
    assert chooser.command == ""
    button(chooser, "test card with a clock and a beep").click()
    assert chooser.command == "footlight send test --to 192.168.1.5:7700 --key '…'"
    copy = next(one for one in chooser.findChildren(QPushButton) if one.accessibleName() == "Copy the command")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "footlight send test --to 192.168.1.5:7700 --key fl_0123456789"


def test_the_window_is_not_among_those_to_choose_from(chooser: SourceChooser, painter: Painter) -> None:
    painter.window("Green", GREEN, 20, 30, 300, 200)
    button(chooser, "Green")
    assert [one.name for one in chooser.buttons if one.info.kind == "window"] == ["Green"]


def test_what_other_programs_call_their_windows_is_no_markup(chooser: SourceChooser, painter: Painter) -> None:
    painter.window("<img src=x> & <b>me</b>", GREEN, 20, 30, 300, 200)
    shown = button(chooser, "<img src=x> & <b>me</b>")
    assert shown.text() == ""
    assert shown.toolTip() == ""
    assert shown.accessibleName() == "Window <img src=x> & <b>me</b>"


def test_what_lacks_a_thumbnail_says_why_on_its_card(chooser: SourceChooser, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no film at all" * 100)
    chooser.add_files([broken])
    shown = card(chooser, "broken.mp4")
    assert chooser.chosen == [str(broken)]
    assert shown.said == "Looking…"
    until(lambda: "broken.mp4" in shown.said, "it says what is wrong")
    assert shown.said in shown.accessibleDescription()


def test_what_a_machine_lacks_is_said(chooser: SourceChooser) -> None:
    assert any("no camera found" in note for note in chooser.notes)


def test_a_file_is_shown_and_chosen(chooser: SourceChooser, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=0x00ff00:s=320x180:d=60", "-y", str(film)], check=True
    )
    chooser.add_files([film, film])
    assert chooser.chosen == [str(film)]
    until(lambda: card(chooser, "film.mp4").picture is not None, "its picture")
    middle = colour(card(chooser, "film.mp4"))
    assert middle is not None
    assert (middle >> 8) & 0xFF > 200 > 60 > middle & 0xFF


def test_only_what_is_in_view_is_looked_at(chooser: SourceChooser, painter: Painter) -> None:
    for number in range(24):
        painter.window(f"Window {number}", GREEN, 20, 30, 300, 200)
    button(chooser, "Window 23")
    until(lambda: colour(card(chooser, "Window 0")) == GREEN, "the first one is in view")
    last = card(chooser, "Window 23")
    assert last.visibleRegion().isEmpty()
    assert last.said == "Looking…"
    last.setFocus()
    press(chooser, Qt.Key.Key_Left)
    until(lambda: colour(last) == GREEN, "it is looked at when it comes into view")
