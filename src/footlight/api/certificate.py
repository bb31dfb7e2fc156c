"""A self-signed certificate, made once and kept, for servers that were given none."""

import datetime
import ipaddress
import os
import socket
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from footlight.api.listen import own_addresses
from footlight.errors import StoreUnavailableError

VALID: Final = datetime.timedelta(days=825)
"""The longest that browsers on Apple's systems take."""
RENEW: Final = datetime.timedelta(days=30)
"""One that ends sooner than this is made anew at the server's start."""


def kept_certificate(data: Path, host: str, now: datetime.datetime) -> tuple[Path, Path]:
    """The certificate and key files in the data folder, made or renewed where need be.

    Args:
        data: the server's data folder.
        host: what the server listens on, among the names of a new certificate.
        now: with a time zone.

    Raises:
        StoreUnavailableError: the files cannot be read or written.
    """
    folder = data / "tls"
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    try:
        if key.exists() and _good_for_long(certificate, now):
            return certificate, key
        folder.mkdir(mode=0o700, exist_ok=True)
        certificate_pem, key_pem = _make(_names(host), now)
        _write_private(key, key_pem)
        certificate.write_bytes(certificate_pem)
    except OSError as error:
        raise StoreUnavailableError(f"the certificate in {folder} cannot be kept: {error.strerror}") from None
    return certificate, key


def fingerprint(certificate: Path) -> str:
    """``sha256:`` and the hexadecimal SHA-256 of the first certificate's DER: what clients pin.

    Raises:
        OSError: the file cannot be read.
        ValueError: it holds no certificate.
    """
    return "sha256:" + x509.load_pem_x509_certificate(certificate.read_bytes()).fingerprint(hashes.SHA256()).hex()


def vouches_for_itself(certificate: Path) -> bool:
    """Whether the first certificate is self-signed; raises as `fingerprint`."""
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    return found.issuer == found.subject


def _good_for_long(certificate: Path, now: datetime.datetime) -> bool:
    try:
        return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc - now > RENEW
    except (FileNotFoundError, ValueError):
        return False


def _make(names: list[x509.GeneralName], now: datetime.datetime) -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Footlight")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A day early, for clients whose clock is behind.
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + VALID - datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return (
        certificate.public_bytes(Encoding.PEM),
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )


def _names(host: str) -> list[x509.GeneralName]:
    texts = dict.fromkeys(["localhost", socket.gethostname(), "127.0.0.1", "::1", host, *own_addresses()])
    return [name for text in texts if (name := _name(text)) is not None]


def _name(text: str) -> x509.GeneralName | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return x509.DNSName(text) if text.isascii() and text else None
    return None if address.is_unspecified else x509.IPAddress(address)


def _write_private(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
