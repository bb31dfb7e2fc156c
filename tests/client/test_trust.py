"""Pins, and the file that remembers them."""

from pathlib import Path

import pytest

from footlight.client.trust import KnownServers, Trust, fingerprint, parse_pin
from footlight.client.url import parse_url
from footlight.errors import CertificateUntrustedError, FileUnwritableError, OptionInvalidError

URL = parse_url("https://example.org/lobby")
CERTIFICATE = b"certificate in DER"
PIN = fingerprint(CERTIFICATE)


def test_pins_may_be_written_with_colons_and_capitals() -> None:
    digits = PIN.removeprefix("sha256:").upper()
    spaced = ":".join(digits[at : at + 2] for at in range(0, 64, 2))
    assert parse_pin(f" SHA256:{spaced}\n") == PIN


@pytest.mark.parametrize("text", ["", "sha256:", "sha1:" + "0" * 64, "sha256:" + "g" * 64, "0" * 64])
def test_what_is_no_fingerprint_is_refused(text: str) -> None:
    with pytest.raises(OptionInvalidError):
        parse_pin(text)


def test_a_pin_that_is_right_is_remembered_for_later_runs(tmp_path: Path) -> None:
    known = KnownServers(tmp_path / "folder" / "known.json")
    Trust(PIN, known).check(URL, CERTIFICATE)
    later = Trust(None, KnownServers(tmp_path / "folder" / "known.json"))
    assert later.pin(URL) == PIN
    later.check(URL, CERTIFICATE)


def test_a_pin_that_is_lost_while_connecting_is_checked_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    KnownServers(path).remember(URL, PIN)
    trust = Trust(None, KnownServers(path))
    assert not trust.context(URL).check_hostname
    path.unlink()
    with pytest.raises(CertificateUntrustedError):
        trust.check(URL, b"another")
    assert trust.context(parse_url("https://other.example/lobby")).check_hostname


def test_another_certificate_than_the_pinned_one_is_refused_and_not_remembered(tmp_path: Path) -> None:
    known = KnownServers(tmp_path / "known.json")
    with pytest.raises(CertificateUntrustedError, match="that is the new pin"):
        Trust(PIN, known).check(URL, b"another")
    assert known.pin(URL) is None


def test_without_a_pin_the_system_decides() -> None:
    trust = Trust()
    assert trust.context(URL).check_hostname
    trust.check(URL, CERTIFICATE)
    assert not Trust(PIN).context(URL).check_hostname


@pytest.mark.parametrize(
    "content", ["", "nonsense", "[1]", '{"example.org:443": 7}', '{"example.org:443": "sha256:zz"}']
)
def test_a_damaged_file_remembers_nothing(tmp_path: Path, content: str) -> None:
    path = tmp_path / "known.json"
    path.write_text(content)
    assert KnownServers(path).pin(URL) is None


def test_each_server_keeps_its_own_pin_and_a_known_one_is_not_written_again(tmp_path: Path) -> None:
    path, other = tmp_path / "known.json", parse_url("https://other.example/lobby")
    known = KnownServers(path)
    known.remember(URL, PIN)
    known.remember(other, fingerprint(b"another"))
    assert (known.pin(URL), known.pin(other)) == (PIN, fingerprint(b"another"))
    path.write_text(path.read_text() + "\n")
    before = path.read_text()
    known.remember(URL, PIN)
    assert path.read_text() == before


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileUnwritableError):
        KnownServers(tmp_path / "file" / "known.json").remember(URL, PIN)
