"""What an end tells of itself, and what is believed of what others tell: next to nothing."""

from contextlib import suppress
from ipaddress import ip_interface

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from footlight.cable.address import parse_peer
from footlight.cable.discoveryrecords import (
    SERVICE,
    AnnouncementError,
    Found,
    Told,
    announced_name,
    best_host,
    described,
    read_description,
    read_found,
    read_name,
)
from footlight.cable.ways import Way
from footlight.wire.control import VERSION
from tests.fakes.announcer import GOOD, txt

QUICK = settings(max_examples=300, derandomize=True, database=None, deadline=None)
PIN = f"sha256:{'0a' * 32}"
HERE = [ip_interface(one) for one in ("127.0.0.1/8", "192.168.1.2/24", "172.17.0.1/16", "fd00::2/64")]


@pytest.mark.parametrize("kind", ["send", "receive", "both"])
@pytest.mark.parametrize("secure", [True, False])
@pytest.mark.parametrize("pin", [None, PIN])
def test_what_is_told_is_what_is_read(kind: Way, secure: bool, pin: str | None) -> None:
    told = Told(kind, secure, not secure, pin)
    strings = [f"{name}={value}".encode() for name, value in described(told).items()]
    assert read_description(txt(strings)) == told


def test_what_a_later_version_adds_is_left_alone_and_its_version_told() -> None:
    told = read_description(txt([b"more", b"version=7", b"=", b"", b"WAY=send", b"way=both", *GOOD[2:], b"and=more"]))
    assert (told.version, told.kind) == (7, "send")
    found = Found("name", "192.0.2.1", 7700, "send", True, True, None, told.version)
    assert not found.fits
    assert Found("name", "192.0.2.1", 7700, "send", True, True).version == VERSION


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\0",
        b"\x05ab",
        txt(GOOD)[:-1],
        txt([*GOOD, b"more=of a later version"])[:-3],
        txt(GOOD[:3]),
        txt([b"version=-1", *GOOD[1:]]),
        txt([b"version=" + b"9" * 200, *GOOD[1:]]),
        txt([b"version=\xb9", *GOOD[1:]]),
        txt([GOOD[0], b"way=\x1b[2J", *GOOD[2:]]),
        txt([*GOOD[:2], b"tls=maybe", GOOD[3]]),
        txt([*GOOD, b"pin=sha256:00"]),
        txt([*GOOD, b"pin=\xff"]),
        txt([*GOOD, *[b"x" * 200] * 3]),
    ],
)
def test_a_description_that_is_not_as_it_must_be_is_refused(text: bytes) -> None:
    with pytest.raises(AnnouncementError):
        read_description(text)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("footlight on desk (screen mic)", "footlight on desk (screen mic)"),
        ("Küche 🎥", "Küche 🎥"),
        ("a.b.c", "a.b.c"),
        ("\x1b[31mred\x1b[0m", "[31mred [0m"),
        ("two\r\nlines\t\x07", "two lines"),
        ("\x9b2Jeight bit", "2Jeight bit"),
        ("turned \u202eround", "turned round"),
    ],
)
def test_a_name_is_shown_without_what_a_terminal_obeys(name: str, shown: str) -> None:
    assert read_name(f"{name}.{SERVICE}") == shown


@pytest.mark.parametrize(
    "service", [SERVICE, f".{SERVICE}", f"\x1b\x07.{SERVICE}", f"{'x' * 64}.{SERVICE}", "a._http._tcp.local.", ""]
)
def test_a_name_that_cannot_be_is_refused(service: str) -> None:
    with pytest.raises(AnnouncementError):
        read_name(service)


def test_a_name_is_cut_to_what_can_be_announced() -> None:
    assert announced_name("footlight on desk (screen 1.5)\n") == "footlight on desk (screen 1-5)"
    assert announced_name("ä" * 100) == "ä" * 28
    assert announced_name("\x1b") == "footlight"


@pytest.mark.parametrize(
    ("addresses", "host"),
    [
        (["192.0.2.9"], "192.0.2.9"),
        (["10.0.0.9", "192.168.1.9"], "192.168.1.9"),
        # What container networks use on every machine leads nowhere from another one.
        (["172.17.0.1", "10.0.0.9"], "10.0.0.9"),
        (["172.17.0.1", "192.168.1.2"], "172.17.0.1"),
        (["fd00::9", "192.168.1.9"], "192.168.1.9"),
        (["fd00::9", "10.0.0.9"], "fd00::9"),
        (["fe80::9%3", "10.0.0.9"], "fe80::9%3"),
        (["127.0.0.1", "10.0.0.9"], "10.0.0.9"),
        (["127.0.0.1"], "127.0.0.1"),
        (["fe80::9", "0.0.0.0", "nonsense", "224.0.0.1", "10.0.0.9"], "10.0.0.9"),
    ],
)
def test_the_address_that_most_likely_leads_there_is_taken(addresses: list[str], host: str) -> None:
    assert best_host(addresses, HERE) == host


@pytest.mark.parametrize("addresses", [[], ["0.0.0.0"], ["::"], ["255.255.255.255"], ["fe80::9"], ["ff02::fb"]])
def test_an_end_that_nobody_can_connect_to_is_refused(addresses: list[str]) -> None:
    with pytest.raises(AnnouncementError):
        best_host(addresses, HERE)


@pytest.mark.parametrize("port", [None, 0, -1, 65_536])
def test_a_port_that_cannot_be_is_refused(port: int | None) -> None:
    with pytest.raises(AnnouncementError):
        read_found(f"name.{SERVICE}", port, txt(GOOD), "192.0.2.9")


@pytest.mark.parametrize("secure", [True, False])
@pytest.mark.parametrize("host", ["192.0.2.9", "127.0.0.1", "::1", "2001:db8::9", "fe80::9%3"])
def test_an_address_says_where_and_whether_encrypted(host: str, secure: bool) -> None:
    url = parse_peer(Found("name", host, 7701, "send", secure, True).address).url
    assert (url.host, url.port, url.secure) == (host, 7701, secure)


def test_an_address_is_as_short_as_it_can_be() -> None:
    assert Found("name", "192.0.2.9", 7700, "send", True, True).address == "192.0.2.9:7700"
    assert Found("name", "127.0.0.1", 7700, "send", False, True).address == "127.0.0.1:7700"
    assert Found("name", "192.0.2.9", 7700, "send", False, True).address == "http://192.0.2.9:7700"
    assert Found("name", "2001:db8::9", 7700, "send", True, True).address == "[2001:db8::9]:7700"


@QUICK
@given(text=st.one_of(st.binary(max_size=300), st.lists(st.binary(max_size=40), max_size=8).map(txt)))
@example(txt(GOOD))
def test_any_description_is_read_or_refused(text: bytes) -> None:
    with suppress(AnnouncementError):
        told = read_description(text)
        assert told.kind in ("send", "receive", "both")
        assert told.pin is None or len(told.pin) == 71


@QUICK
@given(name=st.text(max_size=80), port=st.one_of(st.none(), st.integers()))
def test_any_name_is_fit_for_a_terminal_or_refused(name: str, port: int | None) -> None:
    with suppress(AnnouncementError):
        found = read_found(f"{name}.{SERVICE}", port, txt(GOOD), "192.0.2.9")
        assert found.name.isprintable()
        assert 0 < len(found.name) <= 63
        assert parse_peer(found.address).url.port == found.port


@QUICK
@given(text=st.text(max_size=100))
def test_any_name_can_be_announced(text: str) -> None:
    name = announced_name(text)
    assert 0 < len(name.encode()) <= 56
    assert "." not in name
    assert read_name(f"{name}.{SERVICE}") == name


@QUICK
@given(addresses=st.lists(st.one_of(st.ip_addresses().map(str), st.text(max_size=12)), max_size=20))
def test_of_any_addresses_one_is_chosen_or_none(addresses: list[str]) -> None:
    with suppress(AnnouncementError):
        assert best_host(addresses, HERE) in addresses
