"""Plain requests to a server: what it tells of itself over HTTP, its certificate checked as a WebSocket's is."""

import http.client
import json
import ssl
from collections.abc import Mapping
from typing import Final

from footlight.client.refusal import refusal_in
from footlight.client.trust import Trust, untrusted
from footlight.client.url import ServerAddress
from footlight.errors import (
    CertificateUntrustedError,
    ConnectionFailedError,
    FootlightError,
    MessageTooLargeError,
    NotFootlightError,
)

_SECONDS: Final = 10.0
_MOST_BYTES: Final = 16 * 1024 * 1024
_AWAY: Final = frozenset({500, 502, 503, 504})
"""What is answered while the server, or the one behind a proxy, cannot."""


class HttpClient:
    """One server, asked again and again by one thread; the connection is kept where the server keeps it."""

    def __init__(self, server: ServerAddress, trust: Trust) -> None:
        self._server = server
        self._trust = trust
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str, token: str | None = None) -> bytes:
        """The body of a GET that was answered 200; waits, at most ten seconds.

        Args:
            token: as of `post`.

        Raises:
            FootlightError: the one that the server answered with.
            ConnectionFailedError: the server cannot be reached, or went away.
            CertificateUntrustedError: its certificate is not to be believed.
            NotFootlightError: it answers with another status: nothing of ours is there.
            MessageTooLargeError: the body is larger than what is read.
        """
        answer, body = self._exchange("GET", path, headers=_shown(token))
        if answer.status != http.HTTPStatus.OK:
            raise refusal_in(body) or self._unknown(path, answer)
        return body

    def post(self, path: str, values: Mapping[str, str], token: str | None = None) -> bytes:
        """The body of a POST of JSON that was answered well; waits, at most ten seconds.

        Args:
            token: by which a person's program shows for whom it asks.

        Raises:
            FootlightError: the one that the server answered with; or as of `get`.
            ConnectionFailedError: also where the server, or the one behind a proxy, cannot answer now.
        """
        headers = {"Content-Type": "application/json", **_shown(token)}
        answer, body = self._exchange("POST", path, json.dumps(values).encode(), headers)
        if 200 <= answer.status < 300:
            return body
        raise refusal_in(body) or self._unknown(path, answer)

    def _exchange(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        try:
            if self._connection is None:
                self._connection = self._connect()
            self._connection.request(method, path, body, dict(headers or {}))
            answer = self._connection.getresponse()
            taken = answer.read(_MOST_BYTES + 1)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            reason = getattr(error, "strerror", None) or str(error) or "it went away"
            raise ConnectionFailedError(f"{self._server.base} cannot be reached: {reason}") from None
        if len(taken) > _MOST_BYTES:
            self.close()
            raise MessageTooLargeError(f"{self._server.base}{path} has more than {_MOST_BYTES} bytes")
        return answer, taken

    def _unknown(self, path: str, answer: http.client.HTTPResponse) -> FootlightError:
        """For an answer that says nothing in our words."""
        said = f"{self._server.base}{path} answers {answer.status}"
        if answer.status in _AWAY:
            return ConnectionFailedError(f"{said}: the server is away, or in trouble")
        return NotFootlightError(f"{said}: that is no Footlight server")

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


def _shown(token: str | None) -> dict[str, str]:
    return {} if token is None else {"Authorization": f"Bearer {token}"}


def _certificate(server: ServerAddress) -> bytes:
    pem = ssl.get_server_certificate((server.host, server.port), timeout=_SECONDS)
    return ssl.PEM_cert_to_DER_cert(pem)
