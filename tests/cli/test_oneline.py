"""Text of others on a person's terminal."""

import pytest

from footlight.capture.listing import Listing, SourceInfo
from footlight.cli.oneline import one_line, printable
from footlight.cli.sources import described
from footlight.cli.status import StatusDisplay

EVIL = "Editor\n\x1b]0;owned\x07\x9b2J"
"""A title that would name the terminal anew and clear it."""


def test_messages_lose_their_line_breaks_and_what_a_terminal_would_obey() -> None:
    assert one_line("a\n  b\tc") == "a b c"
    assert one_line(EVIL) == "Editor ]0;owned 2J"
    assert printable("  1  Grün – “x”\x1b[2J") == "  1  Grün – “x” [2J"


def test_titles_of_windows_do_nothing_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    lines = described(Listing([SourceInfo("window:0x1", "window", EVIL, 640, 360)]))
    assert "  window:0x1  Editor ]0;owned 2J  640x360" in lines
    StatusDisplay(as_json=False).words(f"  1  {EVIL}")
    assert capsys.readouterr().err == "  1  Editor  ]0;owned  2J\n"
