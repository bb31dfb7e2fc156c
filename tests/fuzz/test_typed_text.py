"""What people type, as anything: read, or refused by a named error."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footlight.capture.stream.address import parse_address
from footlight.cli.quantities import parse_bitrate, parse_size
from footlight.client.trust import parse_pin
from footlight.client.url import parse_url
from footlight.errors import ChannelInvalidError, OptionInvalidError, SourceUnknownError, UrlInvalidError

QUICK = settings(max_examples=300, derandomize=True, database=None, deadline=None)

SCHEMES = st.sampled_from(["", "http://", "https://", "ws://", "wss://", "file://", "//", ":"])
HOSTS = st.sampled_from(
    ["", "localhost", "127.0.0.1", "[::1]", "[", "]", "a.b", "ä.example", "user@host", "h:1", "h:x", "h:-1"]
)


@QUICK
@given(text=st.one_of(st.text(max_size=60), st.builds("{}{}/{}".format, SCHEMES, HOSTS, st.text(max_size=12))))
def test_addresses_are_read_or_refused(text: str) -> None:
    with suppress(UrlInvalidError, ChannelInvalidError):
        url = parse_url(text)
        assert parse_url(url.live) == url
        assert parse_url(url.page) == url


@QUICK
@given(
    scheme=st.sampled_from(["rtsp", "http", "udp", "tcp", "x"]),
    host=st.one_of(HOSTS, st.text(max_size=12)),
    path=st.text(max_size=12),
    password=st.text(alphabet="geheim:%?#[]", min_size=7, max_size=12),
)
def test_addresses_of_sources_are_read_or_refused_and_keep_their_password(
    scheme: str, host: str, path: str, password: str
) -> None:
    with suppress(SourceUnknownError):
        address = parse_address(f"{scheme}://user:{password}-end@{host}:1/{path}")
        assert f"{password}-end" not in address.shown
        assert f"{password}-end" not in address.hide(f"no {address.text}")


@QUICK
@given(text=st.text(alphabet="0123456789xXkKmM.:- \nsha256afé", max_size=90))
def test_quantities_and_pins_are_read_or_refused(text: str) -> None:
    for parse in (parse_size, parse_bitrate, parse_pin):
        with suppress(OptionInvalidError):
            parse(text)


def test_digits_of_other_scripts_are_no_numbers() -> None:
    for text in ("١٢x٣", "１２x３"):
        with pytest.raises(OptionInvalidError):
            parse_size(text)
