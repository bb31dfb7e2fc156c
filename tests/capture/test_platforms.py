"""Which system's screens and windows are meant."""

from pathlib import Path

import pytest

from footlight.capture import CaptureOptions, open_source, parse_source
from footlight.capture.listing import list_sources
from footlight.capture.platforms import on_wayland
from footlight.capture.thumbnail import with_thumbnails
from footlight.capture.x11.client import XClient
from footlight.clock import SystemClock
from footlight.errors import DeviceUnavailableError, SourceNotFoundError, SourceUnknownError
from tests.capture.conftest import XDisplay
from tests.capture.x11.windows import GREEN, Painter


@pytest.fixture
def wayland(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Wayland session without X programs, and without a portal."""
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)


@pytest.mark.usefixtures("display")
def test_an_x_server_of_its_own_is_none_of_the_wayland_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not on_wayland()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert not on_wayland()


@pytest.mark.usefixtures("wayland")
def test_a_wayland_session_is_asked_by_its_portal() -> None:
    assert on_wayland()
    for text in ("screen", "window"):
        with pytest.raises(DeviceUnavailableError, match="portal"):
            open_source(parse_source(text), CaptureOptions(), SystemClock())


def test_x_programs_of_a_wayland_session_are_found_by_their_titles(
    display: XDisplay, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What Xwayland answers, which needs a desktop to run.
    monkeypatch.setattr(XClient, "has_extension", lambda _, name: name == "XWAYLAND")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert on_wayland()
    painter = Painter(display.name)
    painter.window("Editor", GREEN, 0, 0, 300, 200)
    open_source(parse_source("window:editor"), CaptureOptions(), SystemClock()).close()
    with pytest.raises(DeviceUnavailableError, match="portal"):
        open_source(parse_source("window"), CaptureOptions(), SystemClock())
    painter.close()


@pytest.mark.usefixtures("wayland")
@pytest.mark.parametrize("text", ["screen:1", "screen:64x64+0+0"])
def test_a_wayland_session_gives_no_screen_by_number_or_place(text: str) -> None:
    with pytest.raises(SourceUnknownError, match="screen alone"):
        open_source(parse_source(text), CaptureOptions(), SystemClock())


@pytest.mark.usefixtures("wayland")
def test_a_wayland_session_lists_what_it_will_ask_for_and_asks_nothing_yet(tmp_path: Path) -> None:
    listed = [source for source in list_sources().sources if source.kind in ("screen", "window")]
    assert [(source.source, source.width, source.default) for source in listed] == [
        ("screen", None, True),
        ("window", None, True),
    ]
    pictured = with_thumbnails(list_sources(), tmp_path, SystemClock())
    assert {source.unreadable for source in pictured.sources if source.kind in ("screen", "window")} == {
        "what it shows is chosen when it is sent"
    }
    assert [path.name for path in tmp_path.iterdir()] == ["test.jpg"]


def test_a_window_without_a_name_is_asked_for_on_x11_too(display: XDisplay) -> None:
    with pytest.raises(SourceNotFoundError, match="no window: this display has no window"):
        open_source(parse_source("window"), CaptureOptions(), SystemClock())
    assert display.process.poll() is None
