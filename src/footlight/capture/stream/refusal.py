"""Why a source cannot be opened or read, in words, from what FFmpeg and HTTP say."""

import socket
import ssl
import urllib.error
from collections.abc import Callable

import av

from footlight.errors import (
    CertificateUntrustedError,
    ConnectionFailedError,
    FootlightError,
    MediaInvalidError,
    SourceRefusedError,
    SourceStalledError,
)

_CREDENTIALS = (av.HTTPUnauthorizedError, av.HTTPForbiddenError)
_UNKNOWN = (av.HTTPNotFoundError, av.HTTPBadRequestError, av.HTTPOtherClientError)


def explain(error: Exception, shown: str, hide: Callable[[str], str]) -> FootlightError:
    """The error to tell for one that came while ``shown`` was opened or read."""
    if isinstance(error, FootlightError):
        return error
    if isinstance(error, urllib.error.HTTPError):
        return _status(error.code, shown)
    if isinstance(error, _CREDENTIALS):
        return _status(401 if isinstance(error, av.HTTPUnauthorizedError) else 403, shown)
    if isinstance(error, _UNKNOWN):
        return _status(404 if isinstance(error, av.HTTPNotFoundError) else 400, shown)
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return CertificateUntrustedError(f"no authority vouches for the certificate of {shown}")
    if isinstance(reason, av.ExitError | TimeoutError):
        return SourceStalledError(f"{shown} does not answer, or sends nothing")
    if isinstance(reason, av.InvalidDataError):
        return MediaInvalidError(f"{shown} sends nothing that is a video or sound")
    # FFmpeg does not tell a certificate that nobody vouches for from other failures of TLS.
    perhaps = ", or nobody vouches for its certificate" if shown.startswith("rtsps:") else ""
    return ConnectionFailedError(f"{shown} cannot be reached: {hide(_words(reason))}{perhaps}")


def _status(status: int, shown: str) -> FootlightError:
    match status:
        case 401:
            return SourceRefusedError(f"{shown} wants a name and a password, or others: write them as //NAME:PASSWORD@")
        case 403:
            return SourceRefusedError(f"{shown} refuses us")
        case 404 | 410:
            return SourceRefusedError(f"{shown} has no such stream: correct the path")
        case _ if 300 <= status < 400:
            return ConnectionFailedError(f"{shown} sends us on and on, or to what is no HTTP")
        case _ if 400 <= status < 500:
            return SourceRefusedError(f"{shown} does not take the request: status {status}")
    return ConnectionFailedError(f"{shown} fails with status {status}")


def _words(reason: object) -> str:
    if isinstance(reason, socket.gaierror):
        return "there is no host of that name"
    if isinstance(reason, OSError | av.FFmpegError) and reason.strerror:
        return reason.strerror.splitlines()[0]
    return str(reason).splitlines()[0] if str(reason) else type(reason).__name__
