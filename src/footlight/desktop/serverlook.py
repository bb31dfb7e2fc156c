"""What is on at a server that people type, asked again and again while it stands there."""

import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from footlight.client.http import HttpClient
from footlight.client.trust import Trust, fingerprint
from footlight.client.url import ServerAddress, parse_server
from footlight.desktop.offers import Offer, on_air
from footlight.errors import CertificateUntrustedError, FootlightError


@dataclass(frozen=True, slots=True)
class Untrusted:
    """The server shows a certificate that nobody vouches for, and that was not pinned before."""

    pin: str
    """Its fingerprint."""


Answer = list[Offer] | Untrusted | FootlightError
"""What is on, or why that cannot be told."""

_PAUSE: Final = 3.0
"""Seconds between two looks."""
_PATIENCE: Final = 10.0
"""Seconds that a server has to show its certificate."""


class ServerLook:
    """Asks in a thread of its own, for a server may take its time to answer."""

    def __init__(self, trust: Trust, on_answer: Callable[[str, Answer], None]) -> None:
        """Begin, asking nobody.

        Args:
            trust: what certificates to believe.
            on_answer: hears what was typed and what came of it, in the thread.
        """
        self._trust = trust
        self._on_answer = on_answer
        self._changed = threading.Condition()
        self._text = ""
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="footlight-server-look", daemon=True)
        self._thread.start()

    def ask(self, text: str) -> None:
        """Ask this server from now on; none where the text is empty."""
        with self._changed:
            self._text = text
            self._changed.notify()

    def close(self) -> None:
        """End. A server that does not answer is not waited for."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _work(self) -> None:
        while text := self._next():
            answer = self._answer(text)
            with self._changed:
                if self._closed or self._text != text:
                    continue
                self._on_answer(text, answer)
                self._changed.wait_for(lambda text=text: self._closed or self._text != text, _PAUSE)  # type: ignore[misc]

    def _next(self) -> str:
        """Wait for a server to ask; nothing at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._text)
            return "" if self._closed else self._text

    def _answer(self, text: str) -> Answer:
        try:
            server = parse_server(text.partition("#")[0])
            client = HttpClient(server, self._trust)
            try:
                return on_air(server, client)
            finally:
                client.close()
        except CertificateUntrustedError as error:
            unknown = self._trust.pin(server) is None
            return (_certificate(server) if unknown else None) or error
        except FootlightError as error:
            return error


def _certificate(server: ServerAddress) -> Untrusted | None:
    """What the server shows; None where it no longer answers."""
    try:
        pem = ssl.get_server_certificate((server.host, server.port), timeout=_PATIENCE)
    except OSError:
        return None
    return Untrusted(fingerprint(ssl.PEM_cert_to_DER_cert(pem)))
