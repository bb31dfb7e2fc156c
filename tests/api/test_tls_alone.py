"""Which servers tell browsers to come by TLS alone."""

import asyncio
import datetime
import http.client
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from footlight.api.certificate import kept_certificate
from footlight.app import Server, running
from footlight.settings import Settings

HALF_A_YEAR = "max-age=15552000"


def vouched(folder: Path) -> tuple[Path, Path]:
    """The files of a certificate, and its key, for which another certificate vouches."""
    now = datetime.datetime.now(datetime.UTC)
    authority, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "live.example.org")]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority")]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=90))
        .sign(authority, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(certificate.public_bytes(Encoding.PEM))
    files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files


async def told(server: Server, path: str) -> str | None:
    """What a server tells of it, by a certificate that nobody here trusts."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

    def ask() -> str | None:
        if server.tls is None:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        else:
            connection = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=30, context=context)
        try:
            connection.request("GET", path)
            return connection.getresponse().headers.get("strict-transport-security")
        finally:
            connection.close()

    return await asyncio.to_thread(ask)


async def test_with_a_certificate_that_another_vouches_for_browsers_come_by_tls_alone(empty_data: Path) -> None:
    certificate, key = vouched(empty_data)
    settings = Settings(host="0.0.0.0", port=0, data=empty_data, tls_certificate=certificate, tls_key=key)
    async with running(settings) as server:
        for path in ("/", "/api/v1/site", "/api/v1/nothing"):
            assert await told(server, path) == HALF_A_YEAR


@pytest.mark.parametrize("server", ["its own", "self-signed", "loopback", "http"])
async def test_with_any_other_they_are_told_nothing(empty_data: Path, server: str) -> None:
    settings = Settings(host="127.0.0.1" if server == "loopback" else "0.0.0.0", port=0, data=empty_data)
    if server == "http":
        settings = settings.model_copy(update={"http": True})
    elif server != "its own":
        folder = empty_data / "given"
        folder.mkdir()
        now = datetime.datetime.now(datetime.UTC)
        certificate, key = vouched(folder) if server == "loopback" else kept_certificate(folder, "0.0.0.0", now)
        settings = settings.model_copy(update={"tls_certificate": certificate, "tls_key": key})
    async with running(settings) as at_work:
        assert await told(at_work, "/") is None
