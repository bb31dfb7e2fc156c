"""What ``footlight sources`` tells of a display, and its small pictures."""

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from footlight.capture import glance
from footlight.capture.listing import Listing, SourceInfo, list_sources
from footlight.capture.thumbnail import with_thumbnails
from footlight.clock import SystemClock
from footlight.errors import FileUnwritableError
from tests.capture.conftest import XDisplay
from tests.capture.x11.windows import GREEN, RED, Painter

COMMAND = "from footlight.cli.main import app; app()"

WITHOUT_LIBRARY = """
import ctypes.util
ctypes.util.find_library = lambda name: f"lib{name}-is-not-here.so"
from footlight.capture.listing import list_sources
print(list_sources().missing["window"])
"""


@pytest.fixture
def windows(display: XDisplay) -> tuple[int, int]:
    """A green window of 600x100, and a red one over half of it."""
    painter = Painter(display.name)
    return painter.window("Green", GREEN, 10, 10, 600, 100), painter.window("Red", RED, 10, 10, 300, 300)


def test_every_picture_is_written_small_and_told_where(windows: tuple[int, int], tmp_path: Path) -> None:
    folder = tmp_path / "made" / "here"
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "sources", "--json", "--thumbnails", str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    told = {source["source"]: source for source in json.loads(done.stdout)["sources"]}
    green, red = (f"window:{window:#x}" for window in windows)
    written = {name: source["thumbnail"] for name, source in told.items() if source["thumbnail"]}
    assert written == {
        "screen:0": str(folder / "screen-0.jpg"),
        green: str(folder / f"window-{windows[0]:#x}.jpg"),
        red: str(folder / f"window-{windows[1]:#x}.jpg"),
        "test": str(folder / "test.jpg"),
    }
    sizes = {name: cv2.imread(path).shape[:2] for name, path in written.items()}  # type: ignore[union-attr]
    assert sizes == {"screen:0": (270, 480), green: (80, 480), red: (300, 300), "test": (270, 480)}
    picture = cv2.imread(written[green])
    assert np.asarray(picture)[..., 2].max() < 40, "nothing of the red window that covers it"


@pytest.mark.usefixtures("display")
def test_what_cannot_be_read_says_why_and_the_rest_goes_on(tmp_path: Path) -> None:
    listing = Listing(
        [
            SourceInfo("window:0x1234", "window", "Gone"),
            SourceInfo("window:0x1235", "window", "Minimised", hidden=True),
            SourceInfo("mic:It", "mic", "Deaf to pictures"),
            SourceInfo("screen:0", "screen", "It"),
        ]
    )
    gone, minimised, mic, screen = with_thumbnails(listing, tmp_path, SystemClock()).sources
    assert (gone.thumbnail, minimised.thumbnail, mic.thumbnail) == (None, None, None)
    assert "no window:0x1234" in (gone.unreadable or "")
    assert "minimised" in (minimised.unreadable or "")
    assert mic.unreadable is None
    assert screen.thumbnail is not None
    assert [path.name for path in tmp_path.iterdir()] == ["screen-0.jpg"]


def test_a_window_that_shows_nothing_is_not_waited_for_long(
    display: XDisplay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painter = Painter(display.name)
    window = painter.window("Green", GREEN, 0, 0, 300, 200)
    monkeypatch.setattr(glance, "_PATIENCE", 0.1)  # before a window is taken for painted
    listed = Listing([SourceInfo(f"window:{window:#x}", "window", "Green")])
    (told,) = with_thumbnails(listed, tmp_path, SystemClock()).sources
    assert "gave no picture within 0.1 s" in (told.unreadable or "")
    painter.close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileUnwritableError, match="file"):
        with_thumbnails(Listing(), tmp_path / "file", SystemClock())


def test_windows_are_listed_with_their_titles_numbers_and_sizes(windows: tuple[int, int]) -> None:
    listed = [source for source in list_sources().sources if source.kind == "window"]
    assert [(w.source, w.name, w.width, w.height, w.hidden) for w in listed] == [
        (f"window:{windows[0]:#x}", "Green", 600, 100, False),
        (f"window:{windows[1]:#x}", "Red", 300, 300, False),
    ]


@pytest.mark.usefixtures("display")
def test_a_machine_without_the_library_of_x_is_told_which() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_LIBRARY], capture_output=True, text=True, timeout=60, check=True
    )
    assert "libxcb1" in done.stdout
