"""The self-signed certificate: made once, kept, renewed in time."""

import datetime
import ipaddress
import socket
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from footlight.api.certificate import RENEW, VALID, fingerprint, kept_certificate
from footlight.api.tls import server_tls
from footlight.errors import SettingInvalidError, StoreUnavailableError
from footlight.settings import Settings

NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def loaded(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_it_is_for_this_machine_s_names_and_addresses(tmp_path: Path) -> None:
    certificate, key = kept_certificate(tmp_path, "10.1.2.3", NOW)
    names = loaded(certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {"localhost", socket.gethostname()} <= set(names.get_values_for_type(x509.DNSName))
    addresses = set(names.get_values_for_type(x509.IPAddress))
    assert {ipaddress.ip_address(text) for text in ("127.0.0.1", "::1", "10.1.2.3")} <= addresses
    public = loaded(certificate).public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    assert public.curve.name == "secp256r1"
    assert key.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "bücher.example"])
def test_what_is_no_name_for_a_certificate_is_left_out(tmp_path: Path, host: str) -> None:
    certificate, _ = kept_certificate(tmp_path, host, NOW)
    names = loaded(certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert host not in {str(name.value) for name in names}


def test_it_is_kept_from_start_to_start(tmp_path: Path) -> None:
    first = fingerprint(kept_certificate(tmp_path, "localhost", NOW)[0])
    later = fingerprint(kept_certificate(tmp_path, "localhost", NOW + datetime.timedelta(days=700))[0])
    assert first == later
    assert first.startswith("sha256:")
    assert len(first) == 7 + 64


def test_it_is_made_anew_before_it_ends(tmp_path: Path) -> None:
    first = fingerprint(kept_certificate(tmp_path, "localhost", NOW)[0])
    soon = NOW + VALID - RENEW
    second, key = kept_certificate(tmp_path, "localhost", soon)
    assert fingerprint(second) != first
    assert loaded(second).not_valid_after_utc > soon + RENEW
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(second, key)


@pytest.mark.parametrize("name", ["certificate.pem", "key.pem"])
def test_one_that_was_damaged_is_made_anew(tmp_path: Path, name: str) -> None:
    kept_certificate(tmp_path, "localhost", NOW)
    (tmp_path / "tls" / name).unlink()
    certificate, key = kept_certificate(tmp_path, "localhost", NOW)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    certificate.write_text("no certificate")
    certificate, key = kept_certificate(tmp_path, "localhost", NOW)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "tls").write_text("in the way")
    with pytest.raises(StoreUnavailableError, match="tls"):
        kept_certificate(tmp_path, "localhost", NOW)


def test_loopback_and_http_need_no_certificate(tmp_path: Path) -> None:
    assert server_tls(Settings(data=tmp_path), loopback=True, now=NOW) is None
    assert server_tls(Settings(data=tmp_path, http=True), loopback=False, now=NOW) is None
    assert not (tmp_path / "tls").exists()


def test_beyond_loopback_the_server_has_one_of_its_own(tmp_path: Path) -> None:
    tls = server_tls(Settings(data=tmp_path), loopback=False, now=NOW)
    assert tls is not None
    assert tls.self_signed
    assert tls.fingerprint == fingerprint(tmp_path / "tls" / "certificate.pem")


def test_a_given_certificate_is_used_on_loopback_too(tmp_path: Path) -> None:
    certificate, key = kept_certificate(tmp_path, "localhost", NOW)
    settings = Settings(data=tmp_path / "other", tls_certificate=certificate, tls_key=key)
    tls = server_tls(settings, loopback=True, now=NOW)
    assert tls is not None
    assert not tls.self_signed
    assert tls.fingerprint == fingerprint(certificate)


@pytest.mark.parametrize("wrong", ["missing", "text", "swapped", "other key"])
def test_a_given_certificate_that_cannot_be_used_is_told(tmp_path: Path, wrong: str) -> None:
    certificate, key = kept_certificate(tmp_path, "localhost", NOW)
    (tmp_path / "other").mkdir()
    if wrong == "missing":
        certificate = tmp_path / "missing.pem"
    elif wrong == "text":
        certificate = tmp_path / "text.pem"
        certificate.write_text("no certificate")
    elif wrong == "swapped":
        certificate, key = key, certificate
    else:
        key = kept_certificate(tmp_path / "other", "localhost", NOW)[1]
    with pytest.raises(SettingInvalidError, match="tls_certificate = ") as raised:
        server_tls(Settings(tls_certificate=certificate, tls_key=key), loopback=True, now=NOW)
    assert "\n" not in str(raised.value)
