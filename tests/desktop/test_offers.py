"""What the broadcast chooser offers of a server's answer, made by what makes the server's answers."""

import datetime

import pytest

from footlight.api.v1.channelanswers import BroadcastsAnswer, FiguresAnswer, ListedBroadcastAnswer, TrackAnswer
from footlight.client.url import parse_server
from footlight.desktop.offers import Offer, on_air, typed_offer
from footlight.errors import NotFootlightError

SERVER = parse_server("http://127.0.0.1:7700")


class Answering:
    def __init__(self, answer: str) -> None:
        self._answer = answer

    def get(self, path: str) -> bytes:
        assert path == "/api/v1/broadcasts"
        return self._answer.encode()


def broadcast(channel: str, state: str, *, encrypted: bool) -> ListedBroadcastAnswer:
    tracks = [
        TrackAnswer(id=1, kind="video", name="screen", codec="avc1", width=2, height=2, fps=30, encrypted=encrypted),
        TrackAnswer(id=2, kind="audio", name="mic", codec="opus", width=0, height=0, fps=0, encrypted=encrypted),
    ]
    figures = FiguresAnswer(received_bytes=0, sent_bytes=0, sent_messages=0, latency_us=0)
    started_at = datetime.datetime.now(datetime.UTC)
    return ListedBroadcastAnswer.model_validate(
        {
            "channel": channel,
            "id": "x",
            "state": state,
            "started_at": started_at,
            "viewers": 3,
            "tracks": tracks,
            "figures": figures,
            "title": "",
            "picture": None,
            "visibility": "public",
            "needs": None,
        }
    )


def test_what_is_on_is_offered_with_what_it_wants() -> None:
    answer = BroadcastsAnswer(
        broadcasts=[broadcast("lobby", "live", encrypted=False), broadcast("private", "away", encrypted=True)]
    )
    assert on_air(SERVER, Answering(answer.model_dump_json())) == [
        Offer("http://127.0.0.1:7700/lobby", "lobby", "live · picture and sound · 3 watching", False, False),
        Offer(
            "http://127.0.0.1:7700/private",
            "private",
            "the sender is away · picture and sound · 3 watching · wants its secret",
            False,
            True,
        ),
    ]


@pytest.mark.parametrize("answer", ["", "[]", '{"broadcasts": [{}]}', "<html>"])
def test_what_is_no_server_of_ours_is_told(answer: str) -> None:
    with pytest.raises(NotFootlightError):
        on_air(SERVER, Answering(answer))


def test_an_address_that_may_want_a_key_says_that_nobody_knows() -> None:
    beyond, here, channel = map(typed_offer, ("192.0.2.5:7700", "127.0.0.1:7700", "https://example.org/lobby"))
    assert beyond is not None
    assert here is not None
    assert channel is not None
    assert (beyond.wants_key, here.wants_key, channel.wants_key) == (None, False, False)


@pytest.mark.parametrize("text", ["", "lobby", "ftp://x", "192.0.2.5:7700#what=ever"])
def test_what_is_no_address_is_not_offered(text: str) -> None:
    assert typed_offer(text) is None
