"""``footlight sources``."""

import json
import os
import subprocess
import sys
from pathlib import Path

from footlight.capture.listing import Listing, SourceInfo
from footlight.cli.sources import described

ALWAYS = [
    SourceInfo("test", "test", "test card with a clock and a beep", default=True),
    SourceInfo("FILE", "file", "any file that FFmpeg reads, as film.mp4"),
]


def footlight_sources(*arguments: str, home: Path) -> str:
    """Ask a machine without a display."""
    environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"} | {"HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", "from footlight.cli.main import app; app()", "sources", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout


def test_what_is_missing_is_said_and_what_is_always_there_listed(tmp_path: Path) -> None:
    listing = json.loads(footlight_sources("--json", home=tmp_path))
    assert [source["source"] for source in listing["sources"]][-2:] == ["test", "FILE"]
    assert "DISPLAY" in listing["missing"]["screen"]


def test_people_are_told_how_to_go_on(tmp_path: Path) -> None:
    text = footlight_sources(home=tmp_path)
    assert text.startswith("Screens\n  no screen can be seen: set DISPLAY")
    assert "Windows\n  no window can be seen: set DISPLAY" in text
    assert "footlight send screen" in text


def test_every_source_is_shown_as_it_is_typed_with_its_geometry() -> None:
    screen = SourceInfo("screen:0", "screen", "HDMI-1", width=1920, height=1080, x=1280, y=0, default=True)
    window = SourceInfo("window:0x1", "window", "Editor", 640, 360, hidden=True, unreadable="it is minimised")
    lines = described(Listing([screen, window, *ALWAYS], {"camera": "no camera found: plug one in"}))
    assert lines[:6] == [
        "Screens",
        "  screen:0    HDMI-1  1920x1080 at +1280+0  (also screen alone)",
        "Windows",
        "  window:0x1  Editor  640x360  (hidden)  (no picture: it is minimised)",
        "Cameras",
        "  no camera found: plug one in",
    ]
