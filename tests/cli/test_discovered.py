"""What is announced on the network as the terminal shows it, and what is asked before anything is connected to."""

import io
from pathlib import Path

import pytest
import typer

from footlight.cable.address import parse_peer
from footlight.cable.discovery import Found
from footlight.cli.discovered import Place, chosen, discovered, listed, offered, place_of
from footlight.client.trust import known_servers
from footlight.errors import CertificateUntrustedError, NothingFoundError, VersionUnsupportedError

PIN = f"sha256:{'0a' * 32}"
PINNED = Found("footlight on desk (screen)", "192.0.2.9", 7700, "send", True, False, PIN)
OPEN = Found("here", "127.0.0.1", 7701, "send", False, True)
KEYED = Found("here too", "127.0.0.1", 7702, "send", False, False)
LATER = Found("of tomorrow", "192.0.2.9", 7703, "send", True, True, None, 2)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("FOOTLIGHT_KEY", raising=False)


def typing(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_the_list_has_a_number_and_the_command_for_each() -> None:
    lines = listed("send", [PINNED, OPEN, LATER], "footlight watch")
    assert lines == [
        "On this network there are these senders:",
        "  1  footlight on desk (screen)  192.0.2.9:7700  wants its key",
        f"     footlight watch 192.0.2.9:7700 --key KEY --pin {PIN}",
        "  2  here                        127.0.0.1:7701  open to all",
        "     footlight watch 127.0.0.1:7701",
        "  3  of tomorrow                 192.0.2.9:7703  speaks version 2 of the protocol, another one",
        "     footlight watch 192.0.2.9:7703",
        "Anybody here can announce anything: compare the pin with what the other end printed.",
    ]


def test_a_command_can_be_typed_as_it_is() -> None:
    found = Found("link", "fe80::9%3", 7700, "send", True, True)
    assert "     footlight watch '[fe80::9%3]:7700'" in listed("send", [found], "footlight watch")


def test_a_number_is_asked_for_until_it_is_one_of_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "0", "3", "-1", "none", "²", "2")
    assert chosen([PINNED, OPEN]) is OPEN


def test_what_is_open_is_connected_to_without_a_question() -> None:
    assert place_of(OPEN, None, None) == Place("127.0.0.1:7701", None, None)


def test_a_certificate_is_confirmed_before_the_key_is_shown_to_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "n")
    with pytest.raises(CertificateUntrustedError):
        place_of(PINNED, "the key", None)
    typing(monkeypatch, "")  # Enter alone is no yes
    with pytest.raises(CertificateUntrustedError):
        place_of(PINNED, "the key", None)
    typing(monkeypatch, "y")
    assert place_of(PINNED, "the key", None) == Place("192.0.2.9:7700", "the key", PIN)


def test_a_pin_that_was_given_or_remembered_is_not_asked_for_and_counts_for_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    typing(monkeypatch)
    other = f"sha256:{'0b' * 32}"
    assert place_of(PINNED, "the key", other) == Place("192.0.2.9:7700", "the key", other)

    known_servers(Path(typer.get_app_dir("footlight"))).remember(parse_peer(PINNED.address).url, other)
    assert place_of(PINNED, "the key", None) == Place("192.0.2.9:7700", "the key", None)


def test_a_key_of_the_environment_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch)
    monkeypatch.setenv("FOOTLIGHT_KEY", "the key")
    assert place_of(KEYED, None, None) == Place("127.0.0.1:7702", None, None)


def test_an_end_that_speaks_another_version_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch)
    with pytest.raises(VersionUnsupportedError, match="version 2"):
        place_of(LATER, None, None)


def test_where_nothing_is_announced_it_is_said_how_to(capsys: pytest.CaptureFixture[str]) -> None:
    # An end that waits for a call: no other test announces one while this one runs.
    with pytest.raises(NothingFoundError, match=r"footlight call --listen 0\.0\.0\.0:7700 --discover"):
        discovered("both", "footlight call", as_json=True, key=None, pin=None)
    assert capsys.readouterr().out == ""


def test_nobody_is_offered_anything_where_nobody_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch)
    assert offered("receive", "footlight send", as_json=False, key="k", pin="p") == Place(None, "k", "p")
