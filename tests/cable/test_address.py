"""Addresses of a cable's ends, as people write them."""

import pytest

from footlight.cable.address import parse_listen, parse_peer
from footlight.errors import UrlInvalidError


@pytest.mark.parametrize(
    ("text", "live"),
    [
        ("192.168.1.5:7700", "wss://192.168.1.5:7700/live/cable"),
        ("192.168.1.5", "wss://192.168.1.5:7700/live/cable"),
        ("127.0.0.1:7701", "ws://127.0.0.1:7701/live/cable"),
        ("localhost", "ws://localhost:7700/live/cable"),
        ("[fd00::2]:7700", "wss://[fd00::2]:7700/live/cable"),
        ("http://192.168.1.5:7700/", "ws://192.168.1.5:7700/live/cable"),
        ("https://studio.example/", "wss://studio.example:443/live/cable"),
    ],
)
def test_an_address_without_a_channel_is_a_cables_end(text: str, live: str) -> None:
    peer = parse_peer(text)
    assert (peer.url.live, peer.cable) == (live, True)
    assert (peer.key, peer.secret) == (None, None)


def test_with_a_channel_it_is_a_servers() -> None:
    peer = parse_peer("https://example.org/lobby")
    assert (peer.url.channel, peer.cable) == ("lobby", False)


def test_key_and_secret_come_in_the_fragment_and_stay_out_of_what_is_shown() -> None:
    peer = parse_peer("https://192.168.1.5:7700/#key=fl_a+b&secret=two%20w%C3%B6rds+1")
    assert (peer.key, peer.secret) == ("fl_a+b", "two wörds+1")
    assert "fl_a" not in repr(peer)
    assert "two" not in repr(peer)
    assert parse_peer(" 127.0.0.1:7700#key=fl_a \n").key == "fl_a"
    empty = parse_peer("127.0.0.1:7700#key=&secret=")
    assert (empty.key, empty.secret) == (None, None)


@pytest.mark.parametrize(
    "text", ["", "lobby", "lobby2", "2nd-lobby", "127.0.0.1:7700#fl_abc", "127.0.0.1:7700/#pin=1", "127.0.0.1:0"]
)
def test_what_is_no_address_is_told(text: str) -> None:
    with pytest.raises(UrlInvalidError):
        parse_peer(text)


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("0.0.0.0:7701", "0.0.0.0", 7701),
        ("192.168.1.5", "192.168.1.5", 7700),
        (":7701", "127.0.0.1", 7701),
        ("7701", "127.0.0.1", 7701),
        ("[::]:7701", "::", 7701),
        ("::1", "::1", 7700),
        ("[::1]", "::1", 7700),
        ("studio.local:0", "studio.local", 0),
        ("127.0.0.1:65535", "127.0.0.1", 65_535),
    ],
)
def test_where_to_listen(text: str, host: str, port: int) -> None:
    assert parse_listen(text) == (host, port)


@pytest.mark.parametrize(
    "text", ["", " ", "a:b", "127.0.0.1:65536", "[127.0.0.1]:1", "http://127.0.0.1", "1:2:3", "70000"]
)
def test_where_nobody_can_listen_is_told_with_an_example(text: str) -> None:
    with pytest.raises(UrlInvalidError, match=r"like 127\.0\.0\.1:7700 for this machine alone"):
        parse_listen(text)
