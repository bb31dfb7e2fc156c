"""From an address to an open WebSocket: TCP, TLS, HTTP, and what went wrong on the way in one of our errors."""

import asyncio
import logging
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, ProxyError
from websockets.typing import Subprotocol

from footlight.client.refusal import PASSING, refusal_in
from footlight.client.trust import Trust, untrusted
from footlight.client.unsent import LEAST
from footlight.client.url import ServerUrl
from footlight.errors import ConnectionFailedError, FootlightError, NotFootlightError, VersionUnsupportedError
from footlight.wire.control import SUBPROTOCOL
from footlight.wire.packets import MAX_PAYLOAD

OPEN_TIMEOUT: Final = 10.0
"""Seconds to reach the server, and again to be greeted."""

CLOSE_TIMEOUT: Final = 2.0
"""Seconds that the other end has to answer a goodbye."""

_KEEPALIVE: Final = 5.0
"""Seconds between the WebSocket's own pings, which find a server that went away without a word."""

_KEEPALIVE_TIMEOUT: Final = 10.0
_UPGRADE_REQUIRED: Final = 426
_AWAY: Final = frozenset({502, 503, 504})
"""What a proxy answers while the server behind it is away."""

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Door:
    """One of a channel's WebSockets."""

    path: str
    """What stands before the channel's name."""
    subprotocol: str | None
    max_message: int
    """Bytes of the largest message that is taken."""


LIVE: Final = Door("live", SUBPROTOCOL, 4 * MAX_PAYLOAD)
"""Where media goes."""


class DisconnectedError(Exception):
    """A connection that could not be made, or ended. ``retry``: coming back later makes sense."""

    def __init__(self, error: FootlightError, *, retry: bool) -> None:
        super().__init__(str(error))
        self.error = error
        self.retry = retry


async def open_websocket(
    url: ServerUrl, trust: Trust, door: Door = LIVE, headers: Mapping[str, str] | None = None
) -> ClientConnection:
    """Connect to one of the channel's WebSockets and check what answers.

    Raises:
        DisconnectedError: with a `ConnectionFailedError`, `NotFootlightError` or `CertificateUntrustedError`, or with
            what the server refused us for before it said hello.
    """
    try:
        opened = await connect(
            url.websocket(door.path),
            subprotocols=None if door.subprotocol is None else [Subprotocol(door.subprotocol)],
            additional_headers=headers,
            compression=None,
            # A proxy of the system is not for this machine's own servers, whatever its exceptions say.
            proxy=None if url.loopback else True,
            ssl=trust.context(url) if url.secure else None,
            open_timeout=OPEN_TIMEOUT,
            ping_interval=_KEEPALIVE,
            ping_timeout=_KEEPALIVE_TIMEOUT,
            close_timeout=CLOSE_TIMEOUT,
            max_size=door.max_message,
            write_limit=LEAST,
            logger=_log,
        )
    except (OSError, InvalidHandshake, ConnectionClosed, ValueError, AssertionError) as error:
        raise await _connecting_failed(url, error) from error
    if opened.subprotocol != door.subprotocol:
        opened.transport.abort()
        raise DisconnectedError(_not_footlight(url, "it speaks another WebSocket protocol"), retry=True)
    if url.secure:
        _check_certificate(url, trust, opened)
    return opened


def _check_certificate(url: ServerUrl, trust: Trust, opened: ClientConnection) -> None:
    tls = opened.transport.get_extra_info("ssl_object")
    certificate = tls.getpeercert(binary_form=True) if tls is not None else None
    try:
        trust.check(url, certificate or b"")
    except FootlightError as error:
        opened.transport.abort()
        raise DisconnectedError(error, retry=False) from error


async def _connecting_failed(url: ServerUrl, error: Exception) -> DisconnectedError:
    match error:
        case ssl.SSLCertVerificationError():
            certificate = await _shown_certificate(url)
            failure: FootlightError = (
                untrusted(url, certificate) if certificate is not None else _failed(url, "its certificate is not valid")
            )
            return DisconnectedError(failure, retry=certificate is None)
        case ssl.SSLError():
            return DisconnectedError(_not_footlight(url, "it does not speak TLS: try http:// instead"), retry=True)
        case InvalidStatus():
            status = error.response.status_code
            if status == _UPGRADE_REQUIRED and VersionUnsupportedError.code.encode() in (error.response.body or b""):
                version = VersionUnsupportedError(f"{url.authority} does not speak {SUBPROTOCOL}: update the older one")
                return DisconnectedError(version, retry=True)
            refused = refusal_in(error.response.body or b"")
            if refused is not None:
                return DisconnectedError(refused, retry=isinstance(refused, PASSING))
            if status in _AWAY:
                return DisconnectedError(_failed(url, f"the server behind it is away (HTTP {status})"), retry=True)
            return DisconnectedError(_not_footlight(url, f"it answers HTTP {status}"), retry=True)
        case ProxyError():
            return DisconnectedError(_failed(url, f"the proxy refused: {error}"), retry=True)
        # A peer that speaks or leaves before it is asked is nothing that the library foresees: it may be its assertion.
        case InvalidHandshake() | ConnectionClosed() | AssertionError() | ConnectionResetError() | BrokenPipeError():
            hint = "" if url.secure else " (where it speaks TLS, try https://)"
            return DisconnectedError(_not_footlight(url, f"it does not answer in HTTP{hint}"), retry=True)
        case socket.gaierror():
            return DisconnectedError(_failed(url, "no such host is known"), retry=True)
        case ConnectionRefusedError():
            return DisconnectedError(_failed(url, "nothing listens there"), retry=True)
        case TimeoutError():
            return DisconnectedError(_failed(url, f"no answer within {OPEN_TIMEOUT:.0f} s"), retry=True)
        case _:
            return DisconnectedError(_failed(url, _reason(error)), retry=True)


async def _shown_certificate(url: ServerUrl) -> bytes | None:
    """The certificate (DER) that the server shows to whoever asks, unchecked: only to name it."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        async with asyncio.timeout(OPEN_TIMEOUT):
            _, writer = await asyncio.open_connection(url.host, url.port, ssl=context)
    except OSError:
        return None
    tls = writer.get_extra_info("ssl_object")
    certificate: bytes | None = tls.getpeercert(binary_form=True)
    writer.transport.abort()
    return certificate


def _failed(url: ServerUrl, why: str) -> ConnectionFailedError:
    return ConnectionFailedError(f"{url.authority} cannot be reached: {why}")


def _not_footlight(url: ServerUrl, why: str) -> NotFootlightError:
    return NotFootlightError(f"what listens at {url.authority} is no Footlight server: {why}")


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
