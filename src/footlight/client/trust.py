"""Which TLS certificates to believe: those the system trusts, or the one that was pinned."""

import hashlib
import hmac
import json
import os
import re
import ssl
from pathlib import Path
from typing import Final

from footlight.client.url import ServerAddress
from footlight.errors import CertificateUntrustedError, FileUnwritableError, OptionInvalidError

_PIN: Final = re.compile(r"sha256:[0-9a-f]{64}")


def parse_pin(text: str) -> str:
    """Read a pin, ``sha256:HEX``; colons between the bytes and capitals are allowed.

    Raises:
        OptionInvalidError: not a SHA-256 fingerprint.
    """
    algorithm, _, digits = text.strip().lower().partition(":")
    pin = f"{algorithm}:{digits.replace(':', '')}"
    if not _PIN.fullmatch(pin):
        raise OptionInvalidError("a pin is sha256: and 64 hexadecimal digits, as the server prints it when it starts")
    return pin


def fingerprint(certificate: bytes) -> str:
    """The pin of a certificate in DER."""
    return f"sha256:{hashlib.sha256(certificate).hexdigest()}"


class KnownServers:
    """The pins that were accepted before: a JSON file of ``host:port`` to pin."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def pin(self, url: ServerAddress) -> str | None:
        """The pin remembered for a server, if any."""
        pin = self._read().get(url.authority)
        return pin if isinstance(pin, str) and _PIN.fullmatch(pin) else None

    def remember(self, url: ServerAddress, pin: str) -> None:
        """Keep a pin for later runs.

        Raises:
            FileUnwritableError: the file cannot be written.
        """
        known = self._read()
        if known.get(url.authority) == pin:
            return
        known[url.authority] = pin
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_name(f"{self._path.name}.{os.getpid()}")
            fresh.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")
            fresh.replace(self._path)
        except OSError as error:
            raise FileUnwritableError(f"the pin cannot be kept in {self._path}: {error.strerror}") from error

    def _read(self) -> dict[str, object]:
        try:
            known = json.loads(self._path.read_text())
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}


def known_servers(folder: Path) -> KnownServers:
    """Those of a user, whose settings are in ``folder``."""
    return KnownServers(folder / "known-servers.json")


class Trust:
    """What to believe of one server's certificate, and for how long."""

    def __init__(self, pin: str | None = None, known: KnownServers | None = None) -> None:
        self._given = pin
        self._known = known
        self._remembered: dict[str, str | None] = {}

    def pin(self, url: ServerAddress) -> str | None:
        """The pin that the server's certificate must have; None leaves it to the system's authorities."""
        if self._given is not None or self._known is None:
            return self._given
        # Read once: a file that is lost between `context` and `check` would leave the certificate unchecked.
        if url.authority not in self._remembered:
            self._remembered[url.authority] = self._known.pin(url)
        return self._remembered[url.authority]

    def context(self, url: ServerAddress) -> ssl.SSLContext:
        """The TLS context for a server: it checks the certificate unless a pin is going to be checked."""
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.pin(url) is not None:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def check(self, url: ServerAddress, certificate: bytes) -> None:
        """Compare a server's certificate (DER) with the pin, and remember a pin that was given and is right.

        Raises:
            CertificateUntrustedError: another certificate than the pinned one.
            FileUnwritableError: the pin cannot be kept.
        """
        pin = self.pin(url)
        if pin is None:
            return
        shown = fingerprint(certificate)
        if not hmac.compare_digest(pin, shown):
            raise CertificateUntrustedError(
                f"{url.authority} shows the certificate {shown}, not the pinned {pin}: if its owner changed it, that is"
                " the new pin"
            )
        if self._given is not None and self._known is not None:
            self._known.remember(url, pin)


def untrusted(url: ServerAddress, certificate: bytes) -> CertificateUntrustedError:
    """The error for a certificate that no authority vouches for."""
    shown = fingerprint(certificate)
    return CertificateUntrustedError(
        f"no authority vouches for the certificate of {url.authority}: if the server told {shown} when it started,"
        " connect with that pin"
    )
