"""Addresses of channels, as people write them."""

import pytest

from footlight.client.url import ServerUrl, is_loopback, parse_url
from footlight.errors import ChannelInvalidError, UrlInvalidError


@pytest.mark.parametrize(
    ("text", "live"),
    [
        ("http://127.0.0.1:7700/lobby", "ws://127.0.0.1:7700/live/lobby"),
        ("https://example.org/lobby", "wss://example.org:443/live/lobby"),
        ("http://example.org/lobby/", "ws://example.org:80/live/lobby"),
        ("ws://example.org:81/live/lobby", "ws://example.org:81/live/lobby"),
        ("wss://example.org/live/lobby", "wss://example.org:443/live/lobby"),
        ("http://example.org/embed/lobby", "ws://example.org:80/live/lobby"),
        ("http://example.org/chat/lobby", "ws://example.org:80/live/lobby"),
        ("http://example.org/lobby/chat", "ws://example.org:80/live/lobby"),
        ("http://example.org/embed/lobby/chat", "ws://example.org:80/live/lobby"),
        ("127.0.0.1:7700/lobby", "ws://127.0.0.1:7700/live/lobby"),
        ("http://bücher.example:80/lobby", "ws://bücher.example:80/live/lobby"),
        ("localhost/lobby", "ws://localhost:7700/live/lobby"),
        ("example.org/lobby", "wss://example.org:7700/live/lobby"),
        ("[::1]:7701/lobby", "ws://[::1]:7701/live/lobby"),
        ("  HTTP://Example.org:8080/lobby ", "ws://example.org:8080/live/lobby"),
    ],
)
def test_addresses_are_read(text: str, live: str) -> None:
    assert parse_url(text).live == live


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "http://",
        "http:///lobby",
        "http://two words/lobby",
        "my*server/lobby",
        "http://127.0.0.1:7700",
        "http://127.0.0.1:7700/",
        "http://127.0.0.1:99999/lobby",
        "http://127.0.0.1:0/lobby",
        "http://127.0.0.1:port/lobby",
        "http://[::1/lobby",
        "rtmp://example.org/lobby",
        "file:///etc/passwd",
        "http://example.org/a/b/c",
        "http://user:secret@example.org/lobby",
        "http://example.org/lobby?key=secret",
        "http://example.org/lobby#top",
    ],
)
def test_what_names_no_channel_is_refused_in_one_line_without_secrets(text: str) -> None:
    with pytest.raises(UrlInvalidError) as raised:
        parse_url(text)
    assert "\n" not in str(raised.value)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("name", ["Lobby", "api", "live", "a%20b", "-x"])
def test_channels_that_cannot_be_are_refused(name: str) -> None:
    with pytest.raises(ChannelInvalidError):
        parse_url(f"http://example.org/{name}")


def test_the_page_is_what_a_browser_opens() -> None:
    assert parse_url("wss://example.org:7700/live/lobby").page == "https://example.org:7700/lobby"
    assert parse_url("[::1]/lobby") == ServerUrl(False, "::1", 7700, parse_url("[::1]/lobby").channel)


@pytest.mark.parametrize(
    ("host", "own"), [("127.0.0.9", True), ("::1", True), ("a.localhost", True), ("10.0.0.1", False)]
)
def test_loopback_is_this_machine(host: str, own: bool) -> None:
    assert is_loopback(host) is own
