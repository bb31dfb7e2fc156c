"""A real PipeWire, read over a connection as the portal gives it, in place of a desktop that shares its screen."""

import json
import os
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import cv2
import pytest

from footlight.capture import CaptureOptions
from footlight.capture.wayland.pipewire import Pipeline, pipewire_source
from footlight.capture.wayland.source import PipeSource
from footlight.clock import SystemClock
from footlight.model.frame import VideoFormat
from tests.fakes.portal import session_bus
from tests.fakes.sharing import FakeSharing

SHARED: Final = (
    "gst-launch-1.0 -q videotestsrc is-live=true pattern=green"
    " ! video/x-raw,format=BGRx,width=320,height=200,framerate=30/1"
    " ! pipewiresink mode=provide stream-properties=props,media.class=Video/Source,node.name=shared-screen"
)
PATIENCE: Final = 30.0


class PipeWire:
    """A daemon with its session manager, and one stream of green pictures."""

    def __init__(self, folder: Path, bus: str) -> None:
        self._environment = {**os.environ, "XDG_RUNTIME_DIR": str(folder), "DBUS_SESSION_BUS_ADDRESS": bus}
        self._socket = folder / "pipewire-0"
        self._processes: list[subprocess.Popen[bytes]] = []

    def begin(self) -> None:
        """Run it all."""
        self._start("pipewire")
        self._until(self._socket.exists)
        self._start("wireplumber")
        self._until(lambda: bool(self._objects("application.name", "WirePlumber")))
        self._start(*SHARED.split())

    def node(self) -> int:
        """The number of the stream, when it is there."""
        self._until(lambda: bool(self._objects("node.name", "shared-screen")))
        number: int = self._objects("node.name", "shared-screen")[0]["id"]
        return number

    def connect(self) -> socket.socket:
        """A connection, as the portal hands one over."""
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(str(self._socket))
        return connection

    def close(self) -> None:
        for process in reversed(self._processes):
            process.kill()
            process.wait()

    def _start(self, *command: str) -> None:
        self._processes.append(
            subprocess.Popen(
                command, env=self._environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )  # fmt: skip

    def _objects(self, property: str, value: str) -> list[dict[str, Any]]:
        told = subprocess.run(["pw-dump"], env=self._environment, capture_output=True, timeout=PATIENCE, check=False)
        objects = json.loads(told.stdout or b"[]")
        return [one for one in objects if one.get("info", {}).get("props", {}).get(property) == value]

    def _until(self, there: Callable[[], bool]) -> None:
        late = threading.Event()
        timer = threading.Timer(PATIENCE, late.set)
        timer.start()
        while not there():
            assert not late.wait(0.05), "PipeWire does not begin"
        timer.cancel()


@pytest.fixture
def pipewire(tmp_path: Path) -> Iterator[PipeWire]:
    with session_bus() as bus:
        daemon = PipeWire(tmp_path, bus)
        try:
            daemon.begin()
            yield daemon
        finally:
            daemon.close()


def test_a_stream_of_pipewire_is_read_over_the_connection_that_the_portal_gave(pipewire: PipeWire) -> None:
    with pipewire.connect() as connection:
        pipeline = Pipeline(pipewire_source(connection.fileno(), pipewire.node()), 30, [connection.fileno()])
    source = PipeSource("screen", pipeline, FakeSharing(), CaptureOptions(), SystemClock())
    assert source.formats == (VideoFormat(320, 200, 30.0, "screen"),)
    frames = [source.read() for _ in range(10)]
    source.close()
    colour = [int(c) for c in cv2.cvtColor(frames[-1].image, cv2.COLOR_YUV2BGR_I420).mean((0, 1))]
    assert colour == pytest.approx([0, 255, 0], abs=4)
