"""Which certificate a server speaks TLS with, if it does."""

import datetime
import ssl
from dataclasses import dataclass
from pathlib import Path

from footlight.api.certificate import fingerprint, kept_certificate, vouches_for_itself
from footlight.errors import SettingInvalidError
from footlight.settings import Settings


@dataclass(frozen=True, slots=True)
class Tls:
    """A context ready to serve, and what clients pin."""

    context: ssl.SSLContext
    fingerprint: str
    self_signed: bool
    """It is one of our own."""
    vouched: bool
    """Another certificate vouches for it."""

    def renew(self, certificate: Path, key: Path) -> str:
        """Serve what these files hold now to who connects from now on; returns its fingerprint.

        Raises:
            SettingInvalidError: they cannot be used; what was served before still is.
        """
        # Tried first on its own: a certificate that is loaded while its key is not would leave neither.
        renewed = _load(certificate, key, self_signed=self.self_signed)
        self.context.load_cert_chain(certificate, key)
        return renewed.fingerprint


def server_tls(settings: Settings, loopback: bool, now: datetime.datetime) -> Tls | None:
    """The given certificate; else beyond loopback one of our own; None for plain http.

    Browsers give WebCodecs, cameras and cryptography only to secure origins, which loopback is by itself.

    Args:
        loopback: only this machine can connect.
        now: with a time zone.

    Raises:
        SettingInvalidError: the given certificate or key cannot be used.
        StoreUnavailableError: a certificate of our own cannot be kept in the data folder.
    """
    if settings.tls_certificate is not None and settings.tls_key is not None:
        return _load(settings.tls_certificate, settings.tls_key, self_signed=False)
    if loopback or settings.http:
        return None
    return _load(*kept_certificate(settings.data, settings.host, now), self_signed=True)


def _load(certificate: Path, key: Path, *, self_signed: bool) -> Tls:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    try:
        context.load_cert_chain(certificate, key)
        return Tls(context, fingerprint(certificate), self_signed, vouched=not vouches_for_itself(certificate))
    except (OSError, ValueError) as error:
        # ssl.SSLError is an OSError: not PEM, or a key that is not the certificate's.
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise SettingInvalidError(
            f"tls_certificate = {str(certificate)!r}, tls_key = {str(key)!r}: cannot be used: {reason}"
        ) from None
