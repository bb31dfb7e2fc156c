"""Plain requests to a server: what it tells of itself over HTTP, its certificate checked as a WebSocket's is."""

import http.client
import ssl
from typing import Final

from footlight.client.trust import Trust, untrusted
from footlight.client.url import ServerAddress
from footlight.errors import CertificateUntrustedError, ConnectionFailedError, MessageTooLargeError, NotFootlightError

_SECONDS: Final = 10.0
_MOST_BYTES: Final = 16 * 1024 * 1024


class HttpClient:
    """One server, asked again and again by one thread; the connection is kept where the server keeps it."""

    def __init__(self, server: ServerAddress, trust: Trust) -> None:
        self._server = server
        self._trust = trust
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> bytes:
        """The body of a GET that was answered 200; waits, at most ten seconds.

        Raises:
            ConnectionFailedError: the server cannot be reached, or went away.
            CertificateUntrustedError: its certificate is not to be believed.
            NotFootlightError: it answers with another status: nothing of ours is there.
            MessageTooLargeError: the body is larger than what is read.
        """
        try:
            if self._connection is None:
                self._connection = self._connect()
            self._connection.request("GET", path)
            answer = self._connection.getresponse()
            body = answer.read(_MOST_BYTES + 1)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            reason = getattr(error, "strerror", None) or str(error) or "it went away"
            raise ConnectionFailedError(f"{self._server.base} cannot be reached: {reason}") from None
        if answer.status != http.HTTPStatus.OK:
            raise NotFootlightError(f"{self._server.base}{path} answers {answer.status}: that is no Footlight server")
        if len(body) > _MOST_BYTES:
            self.close()
            raise MessageTooLargeError(f"{self._server.base}{path} has more than {_MOST_BYTES} bytes")
        return body

    def close(self) -> None:
        """Let the connection go; the next request makes another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> http.client.HTTPConnection:
        server = self._server
        if not server.secure:
            return http.client.HTTPConnection(server.host, server.port, timeout=_SECONDS)
        connection = http.client.HTTPSConnection(
            server.host, server.port, timeout=_SECONDS, context=self._trust.context(server)
        )
        try:
            connection.connect()
        except ssl.SSLCertVerificationError:
            raise untrusted(server, _certificate(server)) from None
        try:
            self._trust.check(server, connection.sock.getpeercert(binary_form=True) or b"")
        except CertificateUntrustedError:
            connection.close()
            raise
        return connection


def _certificate(server: ServerAddress) -> bytes:
    pem = ssl.get_server_certificate((server.host, server.port), timeout=_SECONDS)
    return ssl.PEM_cert_to_DER_cert(pem)
