"""The conversation with the desktop's portal, over a real D-Bus, with a portal of our own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from footlight.capture.wayland import portal
from footlight.capture.wayland.portal import Wanted, share
from footlight.errors import DeviceUnavailableError
from tests.fakes.portal import NODE, Person, Portal, session_bus


@contextmanager
def asked(person: Person, monkeypatch: pytest.MonkeyPatch, shared: Path) -> Iterator[Portal]:
    """A session with a portal."""
    with session_bus() as address, shared.open("rb") as file:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        fake = Portal(address, person, file.fileno())
        try:
            yield fake
        finally:
            fake.close()


@pytest.fixture
def pipewire(tmp_path: Path) -> Path:
    """What stands for the connection to PipeWire."""
    path = tmp_path / "pipewire"
    path.write_text("a stream")
    return path


@pytest.mark.parametrize(("wanted", "type", "cursor", "mode"), [("screen", 1, True, 2), ("window", 2, False, 1)])
def test_what_the_person_chose_is_a_node_and_a_connection_to_pipewire(
    wanted: Wanted, type: int, cursor: bool, mode: int, monkeypatch: pytest.MonkeyPatch, pipewire: Path
) -> None:
    with asked("chooses", monkeypatch, pipewire) as fake:
        shared = share(wanted, cursor=cursor)
        shared.close()
    assert shared.node == NODE
    with os.fdopen(shared.fd) as file:
        assert file.read() == "a stream"
    assert [method for method, _ in fake.calls] == ["CreateSession", "SelectSources", "Start", "OpenPipeWireRemote"]
    session, options = fake.calls[1][1]
    assert options.items() >= {"types": ("u", type), "cursor_mode": ("u", mode)}.items()
    assert fake.calls[3][1] == (session, {})
    tokens = [arguments[-1]["handle_token"] for _, arguments in fake.calls[:3]]
    assert len(set(tokens)) == 3


def test_a_person_who_stops_sharing_is_heard(monkeypatch: pytest.MonkeyPatch, pipewire: Path) -> None:
    with asked("chooses", monkeypatch, pipewire) as fake:
        shared = share("screen", cursor=True)
        os.close(shared.fd)
        assert not shared.ended()
        fake.stop_sharing()
        assert shared.ended()
        shared.close()


def test_a_bus_that_is_gone_shares_nothing(monkeypatch: pytest.MonkeyPatch, pipewire: Path) -> None:
    with asked("chooses", monkeypatch, pipewire):
        shared = share("screen", cursor=True)
    os.close(shared.fd)
    assert shared.ended()
    shared.close()


def test_a_person_who_says_no_is_believed(monkeypatch: pytest.MonkeyPatch, pipewire: Path) -> None:
    with (
        asked("refuses", monkeypatch, pipewire),
        pytest.raises(DeviceUnavailableError, match="nothing was chosen"),
    ):
        share("screen", cursor=True)


def test_a_person_who_is_away_is_not_waited_for_endlessly(monkeypatch: pytest.MonkeyPatch, pipewire: Path) -> None:
    monkeypatch.setattr(portal, "_PATIENCE", 0.2)
    with (
        asked("is away", monkeypatch, pipewire),
        pytest.raises(DeviceUnavailableError, match="nobody chose a window"),
    ):
        share("window", cursor=True)


def test_a_desktop_whose_portal_has_no_screens_is_told(monkeypatch: pytest.MonkeyPatch, pipewire: Path) -> None:
    with (
        asked("has no screens", monkeypatch, pipewire),
        pytest.raises(DeviceUnavailableError, match="xdg-desktop-portal"),
    ):
        share("screen", cursor=True)


def test_a_session_without_a_portal_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with session_bus() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        with pytest.raises(DeviceUnavailableError, match="xdg-desktop-portal"):
            share("screen", cursor=True)


@pytest.mark.parametrize("address", ["unix:path=/nothing/here", None])
def test_without_a_session_bus_that_is_told(address: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if address is None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    else:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    with pytest.raises(DeviceUnavailableError, match="session bus"):
        share("screen", cursor=True)
