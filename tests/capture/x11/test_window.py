"""Windows of X11, on a real X server: covered, moved, resized, hidden and closed ones."""

import subprocess
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from footlight.capture import CaptureOptions, EndOfSource, Source, open_source, parse_source
from footlight.capture.platforms import list_windows
from footlight.capture.source import Notice
from footlight.capture.x11.window import XWindowView
from footlight.clock import SystemClock
from footlight.errors import DeviceUnavailableError, DeviceVanishedError, SourceNotFoundError
from footlight.model.frame import VideoFormat, VideoFrame
from tests.capture.conftest import XDisplay, x_server
from tests.capture.x11.windows import GREEN, RED, Painter

BARE = CaptureOptions(cursor=False, fps=60)


@pytest.fixture
def painter(display: XDisplay) -> Iterator[Painter]:
    client = Painter(display.name)
    yield client
    if display.process.poll() is None:
        client.close()


def open_window(text: str, options: CaptureOptions = BARE) -> Source:
    return open_source(parse_source(text), options, SystemClock())


def read(source: Source) -> VideoFrame:
    frame = source.read()
    assert isinstance(frame, VideoFrame)
    return frame


def read_until(source: Source, done: Callable[[VideoFrame], bool]) -> VideoFrame:
    """The first picture that is as wanted; the test hangs where it never comes."""
    while not done(frame := read(source)):
        pass
    return frame


def all_green(frame: VideoFrame) -> bool:
    return bool(np.all(frame.image[..., :3] == (0, 255, 0)))


def test_a_window_is_seen_whole_where_others_cover_it(painter: Painter) -> None:
    painter.window("Green", GREEN, 20, 30, 301, 201)
    source = open_window("window:green")
    assert source.formats == (VideoFormat(301, 201, 60, "window"),)
    painter.window("Red", RED, 100, 60, 120, 90)
    assert all(all_green(read(source)) for _ in range(20))
    source.close()


def test_what_lay_over_a_window_when_it_was_opened_is_not_seen(painter: Painter) -> None:
    painter.window("Green", GREEN, 20, 30, 300, 200)
    painter.window("Red", RED, 0, 0, 640, 360)
    source = open_window("window:green")
    assert all(all_green(read(source)) for _ in range(20))
    source.close()


def test_a_window_is_followed_wherever_it_goes_beyond_the_edge_of_the_screen(painter: Painter) -> None:
    window = painter.window("Green", GREEN, 20, 30, 300, 200)
    source = open_window("window:green")
    read(source)
    for place in ((200, 100), (-150, -100), (500, 300)):
        painter.place(window, *place)
        assert all(all_green(read(source)) for _ in range(5))
    source.close()


def test_a_new_size_of_a_window_is_a_new_size_of_its_pictures(painter: Painter) -> None:
    window = painter.window("Green", GREEN, 0, 0, 300, 200)
    source = open_window("window:green")
    for size in ((201, 99), (400, 300), (17, 16)):
        read(source)
        painter.size(window, *size)
        frame = read_until(source, lambda frame, size=size: (frame.width, frame.height) == size)  # type: ignore[misc]
        assert frame.image.shape == (size[1], size[0], 4)
        assert all_green(frame)
    source.close()


def test_sizes_that_change_at_every_moment_break_nothing(painter: Painter) -> None:
    window = painter.window("Green", GREEN, 0, 0, 300, 200)
    source = open_window("window:green", CaptureOptions(cursor=False, fps=240))
    read(source)
    for step in range(200):
        painter.size(window, 100 + step * 7 % 200, 100 + step * 11 % 100)
        painter.hide(window) if step % 3 else painter.show(window)
    painter.show(window)
    painter.size(window, 333, 111)
    assert all_green(read_until(source, lambda frame: frame.width == 333))
    source.close()


def test_a_hidden_window_is_told_and_goes_on_when_it_is_back(painter: Painter) -> None:
    told: list[Notice] = []
    window = painter.window("Green", GREEN, 0, 0, 300, 200)
    source = open_window("window:green", CaptureOptions(cursor=False, fps=60, on_notice=told.append))
    read(source)
    painter.hide(window)
    read_until(source, lambda _: bool(told))
    painter.show(window)
    assert all_green(read_until(source, lambda _: len(told) == 2))
    assert [(notice.source, notice.state) for notice in told] == [("window:green", "hidden"), ("window:green", "shown")]
    source.close()


def test_a_window_that_closes_ends_its_source(painter: Painter) -> None:
    window = painter.window("Green", GREEN, 0, 0, 300, 200)
    source = open_window(f"window:{window:#x}")
    read(source)
    painter.destroy(window)
    with pytest.raises(EndOfSource):
        read_until(source, lambda _: False)


def test_a_window_of_the_same_title_takes_the_place_of_one_that_closed(painter: Painter) -> None:
    window = painter.window("Green", GREEN, 0, 0, 300, 200)
    source = open_window(f"window:{window}", CaptureOptions(cursor=False, fps=60, when_closed="wait"))
    read(source)
    painter.destroy(window)
    painter.window("Green", GREEN, 10, 10, 200, 100)
    painter.window("Red", RED, 0, 0, 640, 360)
    assert all_green(read_until(source, lambda frame: frame.width == 200))
    source.close()


def test_a_display_that_ends_is_told(painter: Painter, display: XDisplay) -> None:
    painter.window("Green", GREEN, 0, 0, 300, 200)
    source = open_window("window:green")
    read(source)
    display.process.kill()
    display.process.wait()
    with pytest.raises(DeviceVanishedError, match="went away"):
        read_until(source, lambda _: False)
    source.close()


def test_the_pointer_is_shown_in_a_window_unless_it_is_not_wanted(painter: Painter) -> None:
    painter.window("Green", GREEN, 100, 100, 300, 200)
    subprocess.run(["xdotool", "mousemove", "250", "200"], check=True)
    with_pointer, without = open_window("window:green", CaptureOptions(fps=60)), open_window("window:green")
    around = read(with_pointer).image[80:130, 130:180, :3]
    assert np.any(around != (0, 255, 0))
    assert all_green(read(without))
    for source in (with_pointer, without):
        source.close()


def test_windows_are_listed_without_a_window_manager(painter: Painter) -> None:
    green = painter.window("Grün", GREEN, 0, 0, 300, 200)
    painter.window("", RED, 0, 0, 30, 20)
    painter.hide(painter.window("Hidden", RED, 0, 0, 30, 20))
    painter.window("Too small", RED, 0, 0, 15, 40)
    painter.unseen("Nothing to see")
    assert [(w.id, w.title, w.width, w.height, w.hidden) for w in list_windows()] == [(green, "Grün", 300, 200, False)]


def test_windows_are_found_in_their_frames_and_no_deeper(painter: Painter) -> None:
    frame = painter.window("", RED, 0, 0, 60, 60)
    inner = painter.child(painter.child(frame, ""), "Editor")
    deep = painter.window("", RED, 0, 0, 60, 60)
    painter.child(painter.child(painter.child(deep, ""), ""), "A button of a program")
    assert [(window.id, window.title) for window in list_windows()] == [(inner, "Editor")]


def test_a_window_that_closes_as_it_is_opened_is_not_found(painter: Painter) -> None:
    window = painter.window("Green", GREEN, 0, 0, 300, 200)
    painter.destroy(window)
    with pytest.raises(SourceNotFoundError, match="closed just now"):
        XWindowView(window, cursor=True)


def test_a_window_that_is_hidden_as_it_is_read_is_read_again_when_it_is_back(painter: Painter) -> None:
    window = painter.window("Green", GREEN, 0, 0, 300, 200)
    view = XWindowView(window, cursor=False)
    view.look()
    assert view.grab() is not None
    painter.hide(window)
    assert view.grab() is None
    painter.show(window)
    view.look()
    assert view.grab() is not None
    view.close()


def test_a_display_that_cannot_tell_windows_apart_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with x_server(64, 64, "-extension", "Composite") as server:
        monkeypatch.setenv("DISPLAY", server.name)
        painter = Painter(server.name)
        window = painter.window("Green", GREEN, 0, 0, 64, 64)
        with pytest.raises(DeviceUnavailableError, match="needs the Composite extension"):
            XWindowView(window, cursor=True)
        painter.close()


@pytest.mark.usefixtures("display")
def test_a_window_that_is_not_there_is_not_found() -> None:
    with pytest.raises(SourceNotFoundError, match="no window:green"):
        open_window("window:green")


@pytest.mark.parametrize("name", [None, ":987"])
def test_without_a_display_there_are_no_windows(name: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if name is None:
        monkeypatch.delenv("DISPLAY", raising=False)
    else:
        monkeypatch.setenv("DISPLAY", name)
    with pytest.raises(DeviceUnavailableError, match="DISPLAY"):
        open_window("window:green")


def test_windows_of_too_few_colours_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with x_server(64, 64, depth=16) as server:
        monkeypatch.setenv("DISPLAY", server.name)
        painter = Painter(server.name, depth=16)
        painter.window("Green", 0x07E0, 0, 0, 64, 64)
        with pytest.raises(DeviceUnavailableError, match="depth of 16"):
            open_window("window:green")
        painter.close()
