"""What people type as an address, and what is shown of it."""

import pytest

from footlight.capture.sources import InputSpec, parse_source
from footlight.capture.stream.address import Address, parse_address
from footlight.errors import SourceUnknownError


@pytest.mark.parametrize(
    "text",
    ["rtsp://10.0.0.9/cam", "RTSP://host:8554/", "rtsps://host/cam", "https://host/live.m3u8", "udp://239.0.0.1:1234",
     "udp://:1234", "rtp://127.0.0.1:5004", "tcp://host:9000", "rtsp://user:pass@[::1]:554/cam"],
)  # fmt: skip
def test_an_address_is_a_source(text: str) -> None:
    spec = parse_source(text)
    assert isinstance(spec, Address)
    assert spec.text == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("srt://host:9000", "footlight send -"),
        ("file:///etc/passwd", "begins with http://, https://, rtsp://"),
        ("concat://a", "begins with"),
        ("rtsp://", "no host"),
        ("tcp://host", "no port"),
        ("udp://host", "no port"),
        ("rtsp://host:99999/", "no port"),
        ("rtsp://host/a b", "no address may hold"),
        ("http://host/\n", "no address may hold"),
    ],
)
def test_what_cannot_be_read_is_told_in_words(text: str, said: str) -> None:
    with pytest.raises(SourceUnknownError, match=said.replace("(", "[(]")):
        parse_source(text)


def test_a_dash_is_standard_input() -> None:
    assert parse_source("-") == InputSpec()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("rtsp://admin:pa%23ss@host:554/cam", "rtsp://admin:***@host:554/cam"),
        ("rtsp://token@host/cam", "rtsp://***@host/cam"),
        ("https://host/live.m3u8?key=abc&n=1#x", "https://host/live.m3u8?***"),
        ("http://a:b@c:d@host/", "http://a:***@host/"),
        ("udp://:1234", "udp://:1234"),
    ],
)
def test_an_address_is_shown_without_its_secrets(text: str, shown: str) -> None:
    assert parse_address(text).shown == shown


def test_what_others_say_of_an_address_hides_its_secrets() -> None:
    address = parse_address("rtsp://admin:hush@host/cam?key=abc")
    said = address.hide("cannot open rtsp://admin:hush@host/cam?key=abc, nor admin:hush@host, nor key=abc")
    assert "hush" not in said
    assert "abc" not in said


def test_ffmpeg_may_open_what_the_scheme_needs_and_no_file() -> None:
    for text in ("rtsp://host/", "rtsps://host/", "http://host/", "udp://host:1", "tcp://host:1", "rtp://host:1"):
        allowed = parse_address(text).options["protocol_whitelist"].split(",")
        assert not {"file", "concat", "subfile", "data", "crypto"} & set(allowed)


def test_rtsp_goes_over_tcp_and_checks_certificates() -> None:
    assert parse_address("rtsp://host/cam").options["rtsp_transport"] == "tcp"
    assert parse_address("rtsps://host/cam").options["tls_verify"] == "1"
