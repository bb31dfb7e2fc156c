"""What ``top`` shows."""

from dataclasses import replace
from io import StringIO

import msgspec
import pytest
from rich.console import Console, RenderableType

from footlight.cli.toppage import as_object, lost_page, page
from footlight.client.overview import Broadcast, Figures, Overview, Track
from footlight.errors import ConnectionFailedError
from footlight.model.units import Micros

STARTED = Micros(1_700_000_000_000_000)
PICTURE = Track("video", "main", "avc1.42c01f", 1280, 720, 30.0)
SOUND = Track("audio", "sound", "opus", 0, 0, 0.0)


def broadcast(messages: int) -> Broadcast:
    figures = Figures(messages * 1_000, messages * 50_000, messages, messages * 12_000)
    return Broadcast("lobby", "b1", "live", "2023-11-14T22:13:20Z", 3, [PICTURE, SOUND], figures)


BEFORE = Overview(Micros(STARTED + 60_000_000), (broadcast(0),), {})
NOW = Overview(
    Micros(STARTED + 62_000_000),
    (broadcast(60),),
    {"footlight_viewers": 3, "footlight_broadcasts{live}": 1, "footlight_loop_lag_seconds": 0.1},
)


def shown(what: RenderableType) -> str:
    console = Console(file=StringIO(), width=140)
    console.print(what)
    written = console.file
    assert isinstance(written, StringIO)
    return written.getvalue()


def test_a_broadcast_has_a_line_with_its_rates_and_latency() -> None:
    words = shown(page("http://here", BEFORE, NOW))
    assert "1 live   3 viewers" in words
    line = next(line for line in words.splitlines() if "lobby" in line)
    for part in ("live", "1:02", "1280x720 at 30 avc1, sound", "0.24", "12.00", " 12"):
        assert part in line
    assert "loop late 100 ms" in words


@pytest.mark.parametrize("codec", ["[/b]", "[red]x", "\x1b[2J"])
def test_what_a_publisher_calls_its_codec_is_shown_and_does_nothing(codec: str) -> None:
    track = msgspec.structs.replace(PICTURE, codec=codec)
    one = msgspec.structs.replace(broadcast(60), tracks=[track])
    words = shown(page("http://here", BEFORE, replace(NOW, broadcasts=(one,))))
    assert f"1280x720 at 30 {codec.replace(chr(27), ' ')}" in words


def test_whom_most_watch_comes_first() -> None:
    few, many = broadcast(60), msgspec.structs.replace(broadcast(60), channel="yard", id="b2", viewers=40)
    lines = shown(page("http://here", BEFORE, replace(NOW, broadcasts=(few, many)))).splitlines()
    assert [word for line in lines for word in ("lobby", "yard") if word in line] == ["yard", "lobby"]


def test_an_empty_server_says_what_to_do() -> None:
    empty = replace(NOW, broadcasts=())
    assert "Nothing is on. Publish with: footlight send screen --to http://here/lobby" in shown(
        page("http://here", BEFORE, empty)
    )


def test_a_server_that_went_away_is_told_with_its_code() -> None:
    assert "away [connection_failed]" in shown(lost_page("http://here", ConnectionFailedError("away")))


def test_as_an_object_it_says_the_same() -> None:
    told = as_object(BEFORE, NOW)
    assert (told["viewers"], told["latency_p50_ms"]) == (3, None)
    assert told["broadcasts"] == [
        {
            "channel": "lobby",
            "state": "live",
            "viewers": 3,
            "received_mbps": 0.24,
            "sent_mbps": 12.0,
            "latency_ms": 12.0,
        }
    ]
