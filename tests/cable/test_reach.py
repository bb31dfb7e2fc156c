"""How a program's stream reaches its other end."""

from pathlib import Path

import pytest

from footlight.cable.address import parse_peer
from footlight.cable.reach import Reach, Terms, with_port
from footlight.cable.ways import CABLE
from footlight.client.trust import known_servers
from footlight.e2ee.mediakeys import MediaSecret
from footlight.errors import OptionInvalidError, UrlInvalidError
from footlight.model.channel import ChannelName


def listening(host: str, port: int = 7700) -> Reach:
    return Reach.listening(host, port, Terms())


def test_a_key_and_a_secret_come_from_the_fragment_or_beside_the_address() -> None:
    reach = Reach.to("there:7700#key=one&secret=two%20words", Terms())
    assert (reach.key, reach.secret) == ("one", "two words")
    reach = Reach.to("there:7700#key=one&secret=two", Terms("other", secret="words"))
    assert (reach.key, reach.secret) == ("other", "words")
    assert "other" not in repr(reach)
    assert "words" not in repr(reach)


def test_a_pin_is_checked_at_once() -> None:
    with pytest.raises(OptionInvalidError, match="sha256"):
        Reach.to("there:7700", Terms(pin="abc"))


def test_without_a_pin_what_a_command_remembered_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.get_app_dir", lambda _: str(tmp_path))
    remembered, given = (f"sha256:{digit * 64}" for digit in "ab")
    peer = parse_peer("there:7700")
    known_servers(tmp_path).remember(peer.url, remembered)
    assert Reach.to("there:7700", Terms()).trust.pin(peer.url) == remembered
    assert Reach.to("elsewhere:7700", Terms()).trust.pin(peer.url) is None
    assert Reach.to("there:7700", Terms(pin=given)).trust.pin(peer.url) == given
    assert known_servers(tmp_path).pin(peer.url) == remembered


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::1", "::", "localhost"])
def test_it_listens_on_a_name_or_an_address(host: str) -> None:
    reach = listening(host, 7701)
    assert (reach.peer, reach.host, reach.port) == (None, host, 7701)
    assert reach.listen("send").port == 7701


def test_what_is_no_address_to_listen_on_is_refused() -> None:
    with pytest.raises(UrlInvalidError):
        listening("no host")
    for address in ("http://127.0.0.1", "127.0.0.1:7700", "there/lobby"):
        with pytest.raises(OptionInvalidError, match="without its port"):
            listening(address)
    for port in (-1, 65_536, "7700"):
        with pytest.raises(OptionInvalidError, match="port"):
            listening("127.0.0.1", port)  # type: ignore[arg-type]
    assert (listening("127.0.0.1", 0).port, listening("127.0.0.1", 65_535).port) == (0, 65_535)


async def test_a_secret_belongs_to_the_channel_and_without_one_there_is_none() -> None:
    assert await Reach.to("there:7700", Terms()).media_secret() is None
    for reach, channel in (
        (Reach.to("https://there/lobby", Terms("key", secret="two words")), ChannelName("lobby")),
        (Reach.to("there:7700", Terms(secret="two words")), CABLE),
        (Reach.listening("127.0.0.1", 7700, Terms(secret="two words")), CABLE),
    ):
        assert await reach.media_secret() == MediaSecret.of("two words", channel)


@pytest.mark.parametrize("terms", [Terms(open=True), Terms(http=True)])
def test_what_is_for_who_listens_is_refused_of_who_connects(terms: Terms) -> None:
    with pytest.raises(OptionInvalidError, match="who listens"):
        Reach.to("there:7700", terms)
    reach = Reach.listening("127.0.0.1", 7700, terms)
    assert (reach.listen("send").open, reach.listen("send").http) == (terms.open, terms.http)
    with pytest.raises(OptionInvalidError, match="who connects"):
        Reach.listening("127.0.0.1", 7700, Terms(pin="sha256:" + 64 * "0"))


@pytest.mark.parametrize(
    ("address", "port", "both"),
    [
        ("there", 7701, "there:7701"),
        ("there:7702", None, "there:7702"),
        ("::1", 7701, "[::1]:7701"),
        ("[::1]", 7701, "[::1]:7701"),
        ("https://there/lobby", None, "https://there/lobby"),
        ("there#key=fl_one:two", 7701, "there:7701#key=fl_one:two"),
        ("::1#key=fl_one", 7701, "[::1]:7701#key=fl_one"),
    ],
)
def test_an_address_and_a_port_make_one(address: str, port: int | None, both: str) -> None:
    assert with_port(address, port) == both


@pytest.mark.parametrize(
    "address", ["there:7702", "[::1]:7702", "http://there", "there/lobby", "there:7702/#key=fl_one"]
)
def test_an_address_that_has_a_port_takes_no_other_and_its_key_is_not_told(address: str) -> None:
    with pytest.raises(OptionInvalidError, match="leave port out") as told:
        with_port(address, 7701)
    assert "fl_one" not in str(told.value)
