"""What ``footlight send`` shows of its sources."""

import json

import pytest

from footlight.capture.source import Notice
from footlight.cli.sending import SendingView, narrow_words, sound_words, wish_words
from footlight.client.events import SoundGone
from footlight.client.sending.publish import to_server
from footlight.client.sending.quality import Quality
from footlight.client.sending.sender import Sender
from footlight.client.sending.sendstatus import SendStatus
from footlight.client.url import parse_url
from footlight.clock import SystemClock
from footlight.errors import DeviceVanishedError
from tests.client.sending.test_sender import PICTURE
from tests.fakes.relay import relay
from tests.fakes.source import FakeSource


@pytest.mark.parametrize("as_json", [False, True])
async def test_what_a_source_says_is_told_although_sending_ends_at_once(
    as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    async with relay() as server:
        view = SendingView(server.url, as_json=as_json)
        sender = Sender(
            to_server(parse_url(server.url), "key", SystemClock()), [FakeSource([PICTURE], [])], SystemClock()
        )
        view.noticed(Notice("window:Editor", "closed", "it closed"))
        await view.run(sender)
    said = capsys.readouterr()
    if as_json:
        assert {"event": "source", "source": "window:Editor", "state": "closed", "text": "it closed"} in [
            json.loads(line) for line in said.out.splitlines()
        ]
    else:
        assert "window:Editor: it closed\n" in said.err


@pytest.mark.parametrize(
    ("level", "muted", "words"),
    [
        (None, False, ""),
        (-96.0, False, "  sound ........"),
        (-20.4, False, "  sound #####..."),
        (0.0, False, "  sound ########"),
        (-20.4, True, "  sound muted"),
    ],
)
def test_the_level_of_the_sound_is_a_bar(level: float | None, muted: bool, words: str) -> None:
    assert sound_words(SendStatus(1, 2, None, None, 0, Quality(), level=level, muted=muted)) == words


@pytest.mark.parametrize(
    ("network", "before", "now", "words"),
    [
        (1.0, 0, 0, ""),
        (0.4, 0, 0, "  narrow network: 40 % of the bitrate"),
        (0.4, 2, 3, "  narrow network: 3 groups left out"),
        (0.4, 3, 3, ""),
    ],
)
def test_a_narrow_network_is_told_by_what_gives_way(network: float, before: int, now: int, words: str) -> None:
    looks = [
        SendStatus(1, 2, None, None, 0, Quality(network=network), groups_left_out=left_out)
        for left_out in (before, now)
    ]
    assert narrow_words(*looks) == words


@pytest.mark.parametrize("as_json", [False, True])
def test_a_sound_that_is_gone_is_told(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    gone = SoundGone("mic", DeviceVanishedError("the microphone Yeti went away"))
    SendingView("http://x/lobby", as_json=as_json).heard(gone)
    said = capsys.readouterr()
    if as_json:
        assert json.loads(said.out) == {
            "event": "source",
            "source": "mic",
            "state": "gone",
            "text": "the microphone Yeti went away",
        }
    else:
        assert said.err == "the microphone Yeti went away; the broadcast goes on without it\n"


@pytest.mark.parametrize(
    ("quality", "words"),
    [
        (Quality(network=0.2, hold=True), ""),
        (Quality(bitrate=0.35), "  quality 35 %"),
        (Quality(shrink=1.5, every=3), "  size 1/1.5  rate 1/3"),
    ],
)
def test_what_keys_turned_down_is_told(quality: Quality, words: str) -> None:
    assert wish_words(quality) == words
