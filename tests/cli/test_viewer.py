"""What ``watch`` and ``send`` do about windows, and where none can open."""

import sys

import pytest

from footlight.cable.address import parse_peer
from footlight.cli.browser import open_page
from footlight.cli.echo import open_echo
from footlight.cli.sinks import Sinks
from footlight.cli.status import StatusDisplay
from footlight.cli.viewer import open_viewing
from footlight.cli.watch import _name
from footlight.cli.watched import from_peer
from footlight.client.events import PacketsReceived, TracksChanged
from footlight.client.recording.gap import Why
from footlight.client.trust import Trust
from footlight.clock import SystemClock
from footlight.errors import OptionInvalidError
from footlight.model.units import Micros


@pytest.fixture
def without_qt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtWidgets", None)


@pytest.mark.usefixtures("without_qt")
def test_without_the_extra_watch_goes_on_with_a_hint_and_an_echo_is_refused() -> None:
    assert open_viewing(SystemClock(), "lobby") == (
        "No window opens: the desktop extra is missing: pip install 'footlight[desktop]'; --browser opens the page"
    )
    with pytest.raises(OptionInvalidError, match=r"--display opens no window: .*pip install 'footlight\[desktop\]'"):
        open_echo("screen")


def test_the_title_has_the_channel_or_the_other_end() -> None:
    assert _name("192.168.1.5:7700") == "192.168.1.5:7700"
    assert _name("http://127.0.0.1:7700/lobby") == "lobby at 127.0.0.1:7700"


@pytest.mark.parametrize(
    ("address", "key", "words", "link"),
    [
        ("http://127.0.0.1:7700", None, None, "http://127.0.0.1:7700/"),
        ("http://127.0.0.1:7700", "a key", None, "http://127.0.0.1:7700/#key=a%20key"),
        ("http://127.0.0.1:7700", "k", "two words", "http://127.0.0.1:7700/#key=k&secret=two%20words"),
        ("http://127.0.0.1:7700/lobby", None, "w&d", "http://127.0.0.1:7700/lobby#secret=w%26d"),
    ],
)
def test_the_page_that_is_opened_has_its_key_and_secret_behind_the_hash(
    address: str, key: str | None, words: str | None, link: str
) -> None:
    watched = from_peer(parse_peer(address), SystemClock(), key=key, trust=Trust(), secret=None, words=words)

    assert watched.link == link
    assert "two%20words" not in repr(watched)


async def test_where_there_is_no_browser_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import webbrowser

    monkeypatch.setattr(webbrowser, "_tryorder", [])

    await open_page("http://127.0.0.1:7700/", StatusDisplay(as_json=False))

    assert capsys.readouterr().err == "No browser can be opened here\n"


class Sink:
    def __init__(self) -> None:
        self.got: list[object] = []

    def tracks(self, change: TracksChanged) -> None:
        self.got.append(change)

    def packets(self, received: PacketsReceived) -> None:
        self.got.append(received)

    def interrupted(self, why: Why) -> None:
        self.got.append(why)


def test_each_of_several_sinks_gets_all() -> None:
    first, second = Sink(), Sink()
    both = Sinks(first, second)
    change, received = TracksChanged("b", ()), PacketsReceived([], Micros(0))
    both.tracks(change)
    both.packets(received)
    both.interrupted("skipped")

    assert first.got == second.got == [change, received, "skipped"]
