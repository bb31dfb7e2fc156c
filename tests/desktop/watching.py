"""A real cable between two ends, and the real window at one of them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor

import footlight
from footlight.cable.address import parse_peer
from footlight.cli.running import new_event_loop
from footlight.client.watching.receiver import Receiver
from footlight.client.watching.watch import Watch
from footlight.clock import SystemClock
from footlight.desktop.session import Session
from footlight.desktop.viewing import Viewing
from footlight.desktop.window import ViewerWindow
from footlight.errors import StreamClosedError
from tests.desktop.screen import until

RED = (40, 40, 220)
"""Blue, green, red, as the library takes them."""
GREEN = (60, 180, 40)
WIDTH, HEIGHT = 640, 360


def halves(left: tuple[int, int, int], right: tuple[int, int, int]) -> NDArray[np.uint8]:
    """A picture of two colours."""
    picture = np.full((HEIGHT, WIDTH, 3), right, np.uint8)
    picture[:, : WIDTH // 2] = left
    return picture


@contextmanager
def sending(port: int = 0) -> Iterator[footlight.Upstream]:
    """An end that listens and sends red beside green, fifteen pictures a second."""
    ended = threading.Event()
    with footlight.Upstream(port=port, fps=15) as upstream:

        def stream() -> None:
            with suppress(StreamClosedError):
                while not ended.wait(1 / 15):
                    upstream.stream_frame(halves(RED, GREEN))

        thread = threading.Thread(target=stream)
        thread.start()
        try:
            yield upstream
        finally:
            ended.set()
            thread.join()


@dataclass(frozen=True, slots=True)
class Watched:
    """A window that watches."""

    window: ViewerWindow
    viewing: Viewing
    session: Session

    def shows_colours(self) -> bool:
        """Red is left, green is right, and no words lie over them."""
        image = self.window.picture.grab().toImage()
        left, right = (image.pixelColor(image.width() * place // 8, image.height() // 2) for place in (1, 7))
        return near(left, RED) and near(right, GREEN) and self.window.state.isHidden()


def near(colour: QColor, wanted: tuple[int, int, int]) -> bool:
    """What coding leaves of a colour."""
    found = colour.blue(), colour.green(), colour.red()
    return all(abs(one - other) < 12 for one, other in zip(found, wanted, strict=True))


@contextmanager
def watching(address: str) -> Iterator[Watched]:
    """The window, open and connecting; when the block ends it is closed and nothing of it runs any more."""
    clock = SystemClock()
    viewing = Viewing(clock, "lobby")
    window = ViewerWindow(viewing)

    async def work() -> None:
        downlink = Watch(parse_peer(address).url, clock)
        receiver = Receiver(downlink, clock, on_frame=viewing.frame, on_event=viewing.heard, sink=viewing.sink)
        async with viewing.showing(receiver, downlink):
            await receiver.run()

    session = Session(work(), new_event_loop, lambda _: None)
    window.show()
    window.activateWindow()
    session.start()
    try:
        yield Watched(window, viewing, session)
    finally:
        window.close()
        session.stop()
        session.join()
        window.deleteLater()


@contextmanager
def live() -> Iterator[tuple[footlight.Upstream, Watched]]:
    """A sender, and a window that shows it."""
    with sending() as upstream, watching(f"127.0.0.1:{upstream.port}") as watched:
        until(watched.shows_colours, "the picture")
        yield upstream, watched


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this person's folders are."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path
