"""Plain requests to a server, and what may answer instead of one."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from footlight.api.certificate import fingerprint, kept_certificate
from footlight.client.http import HttpClient
from footlight.client.trust import Trust
from footlight.client.url import ServerAddress
from footlight.errors import CertificateUntrustedError, ConnectionFailedError, NotAllowedError, NotFootlightError


class Handler(BaseHTTPRequestHandler):
    """Answers its path, and 404 where that is /nothing; a POST with what was asked, and 403 where that is /no."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(404 if self.path == "/nothing" else 200)
        self.send_header("Content-Length", str(len(self.path)))
        self.end_headers()
        self.wfile.write(self.path.encode())

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        told = {"kind": self.headers["Content-Type"], "for": self.headers["Authorization"], "asked": asked}
        refused = {"error": {"code": "not_allowed", "message": "you may not"}}
        body = json.dumps(refused if self.path == "/no" else told).encode()
        self.send_response(403 if self.path == "/no" else 201)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is worth a line here."""


@contextmanager
def serving(certificate: tuple[Path, Path] | None = None) -> Iterator[ServerAddress]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield ServerAddress(certificate is not None, "127.0.0.1", server.server_port)
        finally:
            server.shutdown()
            thread.join()


def test_one_client_asks_again_and_again() -> None:
    with serving() as server:
        client = HttpClient(server, Trust())
        assert [client.get("/a"), client.get("/b")] == [b"/a", b"/b"]
        client.close()
        assert client.get("/c") == b"/c"
        client.close()


def test_what_is_posted_is_json_with_the_token_in_a_header() -> None:
    with serving() as server:
        client = HttpClient(server, Trust())
        told = json.loads(client.post("/a", {"word": "über"}, token="fla_x"))
        assert (told["kind"], told["for"]) == ("application/json", "Bearer fla_x")
        assert json.loads(told["asked"]) == {"word": "über"}
        assert json.loads(client.post("/a", {}))["for"] is None
        with pytest.raises(NotAllowedError, match="you may not"):
            client.post("/no", {})
        client.close()


def test_what_answers_otherwise_is_no_footlight() -> None:
    with serving() as server:
        client = HttpClient(server, Trust())
        with pytest.raises(NotFootlightError, match="answers 404"):
            client.get("/nothing")
        client.close()


def test_nobody_there_is_told() -> None:
    with serving() as server:
        pass
    with pytest.raises(ConnectionFailedError, match="cannot be reached"):
        HttpClient(server, Trust()).get("/")


def test_a_certificate_must_be_the_pinned_one(tmp_path: Path) -> None:
    certificate = kept_certificate(tmp_path, "127.0.0.1", datetime.now(UTC))
    pin = fingerprint(certificate[0])
    with serving(certificate) as server:
        client = HttpClient(server, Trust(pin))
        assert client.get("/a") == b"/a"
        client.close()
        with pytest.raises(CertificateUntrustedError, match="not the pinned"):
            HttpClient(server, Trust("sha256:" + "0" * 64)).get("/")
        with pytest.raises(CertificateUntrustedError, match=pin):
            HttpClient(server, Trust()).get("/")
