"""The one way out for what reads a pull source: every connection of it is made here, to a permitted address.

FFmpeg asks for names, follows redirects and opens what playlists name by itself. So it is given addresses of this
machine only: a proxy for HTTP, a relay for RTSP and plain TCP.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from footlight.errors import AddressForbiddenError, FootlightError, UrlInvalidError
from footlight.ingest.pull.addresses import AddressRules, resolve
from footlight.ingest.pull.outside import Outside
from footlight.ingest.pull.proxy import HttpProxy
from footlight.ingest.pull.relay import Relay

SCHEMES: Final[Mapping[str, int | None]] = {
    "http": 80, "https": 443, "rtsp": 554, "rtsps": 322, "tcp": None, "udp": None,
}  # fmt: skip
"""What may be pulled, and its port where the address has none."""

_ANYWHERE: Final = "0.0.0.0"  # noqa: S104 - datagrams to any address of this machine, where the rules allow that
_MOST_CONNECTIONS: Final = 16
"""Of one source at once: a playlist and its pieces need two or three."""


@dataclass(slots=True)
class WayOut:
    """What to open instead of the source's own address."""

    url: str
    http_proxy: str | None = None
    """Goes with ``url`` where that is http or https."""
    refusal: FootlightError | None = None
    """Why a connection was not made, which says more than what FFmpeg makes of it."""
    instead_of: tuple[str, str] = ("", "")
    """Our own ``host:port`` in ``url``, and the source's that it stands for."""

    def explain(self, error: FootlightError) -> FootlightError:
        """An error of who reads by this way, with the reason known here, and with the source's address."""
        if self.refusal is not None:
            return self.refusal
        return type(error)(str(error).replace(*self.instead_of))

    @contextmanager
    def explaining(self) -> Iterator[None]:
        """Errors leave the block as `explain` tells them."""
        try:
            yield
        except FootlightError as error:
            raise self.explain(error) from None


@dataclass(frozen=True, slots=True)
class PullUrl:
    """An address that may be set as a pull source."""

    text: str
    parts: SplitResult
    host: str
    port: int

    @property
    def shown(self) -> str:
        """The address without the name and password in it."""
        return (
            self.text.replace(f"{self.parts.netloc.rpartition('@')[0]}@", "", 1)
            if "@" in self.parts.netloc
            else self.text
        )


def parse_pull_url(text: str) -> PullUrl:
    """Read the address of a pull source; a name and a password for it may be in it.

    Raises:
        UrlInvalidError: it names no host or port.
        AddressForbiddenError: it is of a protocol that is not pulled.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        host, parts, port = None, urlsplit(""), None
    if parts.scheme == "udp":
        host = host or _ANYWHERE
    if not host or not text.isprintable() or " " in text.strip():
        raise UrlInvalidError("that is no address of a stream: write it like rtsp://camera.example/stream")
    if parts.scheme not in SCHEMES:
        known = ", ".join(SCHEMES)
        raise AddressForbiddenError(f"{parts.scheme[:16]!r} is not pulled by a server: an address is one of {known}")
    port = port or SCHEMES[parts.scheme]
    if port is None:
        raise UrlInvalidError(f"an address of {parts.scheme} needs a port: write it like {parts.scheme}://host:9000")
    return PullUrl(text.strip(), parts, host, port)


@asynccontextmanager
async def gateway(source: PullUrl, rules: AddressRules) -> AsyncIterator[WayOut]:
    """A way out for ``source``, for as long as the block lasts.

    Raises:
        AddressForbiddenError: the rules forbid its host.
        ConnectionFailedError: there is no such host.
    """
    # Told at once, and in words, rather than by what comes of the first connection.
    permitted = await resolve(source.host, source.port, rules)
    if source.parts.scheme == "udp":
        # Nothing is connected to: datagrams come to an address of ours, or to a group's.
        address = permitted[0][0]
        yield WayOut(f"udp://[{address}]:{source.port}" if ":" in address else f"udp://{address}:{source.port}")
        return
    scheme, outside = source.parts.scheme, Outside(rules)
    by_http = scheme in ("http", "https")
    handler = HttpProxy(outside) if by_http else Relay(outside, scheme, source.host, source.port)
    way = WayOut(source.text)
    connections: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(connections) >= _MOST_CONNECTIONS:
            writer.close()
            return
        connections.add(task)
        try:
            await handler.serve((reader, writer))
        except FootlightError as error:
            way.refusal = error
        except (ConnectionError, asyncio.CancelledError):
            pass  # the reader went away, or the block ended
        finally:
            connections.discard(task)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    own = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    if by_http:
        way.http_proxy = f"http://{own}"
    else:
        way.url = _through(source.parts, own)
        way.instead_of = (own, source.parts.netloc.rpartition("@")[2])
    try:
        yield way
    finally:
        server.close()
        for task in list(connections):
            task.cancel()


def _through(parts: SplitResult, own: str) -> str:
    """The same address with our relay in the place of its host."""
    user = parts.netloc.rpartition("@")[0]
    scheme = "rtsp" if parts.scheme == "rtsps" else parts.scheme
    return parts._replace(scheme=scheme, netloc=f"{user}@{own}" if user else own).geturl()
