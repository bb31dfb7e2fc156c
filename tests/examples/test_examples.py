"""The examples run, with pictures that move instead of a camera."""

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import pytest

import footlight
from examples import draw, newest_frame, photographs, robot_camera

PATIENCE = 30.0
KEY = "a key that is long enough"


@contextmanager
def at_work(main: Callable[[Sequence[str]], object], *arguments: str) -> Iterator[None]:
    """An example in a thread, until it ends by itself."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            main(arguments)
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        thread.join()
    assert failures == []


@pytest.fixture
def receiver() -> Iterator[footlight.Downstream]:
    with footlight.Downstream(port=0, listen=True, key=KEY) as downstream:
        yield downstream


def test_a_robot_camera_is_seen(receiver: footlight.Downstream) -> None:
    to = ("--to", f"127.0.0.1:{receiver.port}", "--key", KEY)
    with at_work(robot_camera.main, "test", *to, "--frames", "10"):
        image = receiver.receive_frame(PATIENCE)
    assert image.shape == (480, 640, 3)
    assert np.abs(image[10, 10].astype(int) - (60, 40, 20)).max() < 8


def test_a_robot_camera_that_listens_tells_where(capsys: pytest.CaptureFixture[str]) -> None:
    robot_camera.main(["test", "--port", "0", "--frames", "2"])
    said = capsys.readouterr().out
    assert re.search(r"watch it at http://127\.0\.0\.1:\d+/\n", said)
    assert "frames=2" in said


def test_a_network_is_given_the_newest_picture() -> None:
    with footlight.Upstream(port=0, codec="jpeg") as upstream:
        bright = np.full((120, 160, 3), 200, np.uint8)
        ended = threading.Event()

        def stream() -> None:
            while not ended.wait(0.01):
                upstream.stream_frame(bright)

        streaming = threading.Thread(target=stream)
        streaming.start()
        try:
            results = newest_frame.main([f"127.0.0.1:{upstream.port}", "--frames", "3"])
        finally:
            ended.set()
            streaming.join()
    assert [abs(result - 200) < 5 for result in results] == [True] * 3


def test_what_is_drawn_on_a_broadcast_comes_out_as_another(receiver: footlight.Downstream) -> None:
    with footlight.Upstream(port=0, codec="jpeg") as upstream:
        dark = np.zeros((120, 240, 3), np.uint8)
        to = ("--to", f"127.0.0.1:{receiver.port}", "--key", KEY)
        upstream.stream_frame(dark)  # the newest picture is kept for who comes later
        with at_work(draw.main, f"127.0.0.1:{upstream.port}", *to, "--frames", "1"):
            image = receiver.receive_frame(PATIENCE)
    assert image.shape == dark.shape
    assert image[5, 5].min() > 200
    assert image[100, 200].max() < 40


def test_photographs_of_any_size_are_shown(receiver: footlight.Downstream, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.full((100, 200, 3), (0, 0, 255), np.uint8))
    cv2.imwrite(str(tmp_path / "b.jpg"), np.full((300, 100, 3), (255, 0, 0), np.uint8))
    (tmp_path / "c.txt").write_text("no picture")
    to = ("--to", f"127.0.0.1:{receiver.port}", "--key", KEY)
    with at_work(photographs.main, str(tmp_path), *to, "--seconds", "0.2"):
        shapes: list[tuple[int, ...]] = []
        while shapes[-1:] != [(300, 100)]:  # a machine that is too busy for it may miss the first
            shapes.append(receiver.receive_frame(PATIENCE).shape[:2])
    assert shapes in ([(100, 200), (300, 100)], [(300, 100)])
