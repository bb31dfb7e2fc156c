"""Where a broadcast is: every way people write a channel's address, read into one value."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from footlight.errors import ChannelInvalidError, UrlInvalidError
from footlight.model.channel import ChannelName, channel_name

DEFAULT_PORT: Final = 7700
"""Footlight's own port, where an address is written without a scheme."""

_PORTS: Final = {"http": 80, "ws": 80, "https": 443, "wss": 443}
_HOST: Final = re.compile(r"[\w.:%-]+")
"""Names of any script, and addresses; resolving what is neither fails in stranger words."""
_EXAMPLE: Final = "write it like http://127.0.0.1:7700/lobby"
_PREFIXES: Final = ("live", "embed", "chat")


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A server."""

    secure: bool
    host: str
    """A name or an address, IPv6 without brackets."""
    port: int

    @property
    def authority(self) -> str:
        """``host:port``, as it stands in a URL."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def base(self) -> str:
        """What the paths of its pages begin with."""
        return f"{'https' if self.secure else 'http'}://{self.authority}"

    @property
    def loopback(self) -> bool:
        """Whether the server is on this machine."""
        return is_loopback(self.host)


@dataclass(frozen=True, slots=True)
class ServerUrl(ServerAddress):
    """A channel on a server."""

    channel: ChannelName

    @property
    def live(self) -> str:
        """The address of the WebSocket that media goes over."""
        return self.websocket("live")

    def websocket(self, path: str) -> str:
        """The address of a WebSocket of the channel."""
        return f"{'wss' if self.secure else 'ws'}://{self.authority}/{path}/{self.channel}"

    @property
    def page(self) -> str:
        """The address to open in a browser."""
        return f"{self.base}/{self.channel}"


def is_loopback(host: str) -> bool:
    """Whether a name or address means this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def parse_url(text: str, unnamed: ChannelName | None = None) -> ServerUrl:
    """Read a channel's address: ``http``, ``https``, ``ws`` or ``wss``, or ``host[:port]/channel``.

    Without a scheme the port is 7700 unless given, and the connection is encrypted unless the host
    is this machine. ``/live``, ``/chat`` or ``/embed`` before the channel, and ``/chat`` behind it, change nothing.

    Args:
        unnamed: the channel that an address means which names none; None where it must name one.

    Raises:
        UrlInvalidError: the text names no server or no channel, or carries a name, password or query.
        ChannelInvalidError: the channel's name does not match the grammar, or is reserved.
    """
    server, path = _server(text.strip())
    return ServerUrl(server.secure, server.host, server.port, _channel(path, text, unnamed))


def parse_server(text: str) -> ServerAddress:
    """Read a server's address, written as in `parse_url`; what it has after the server is left alone.

    Raises:
        UrlInvalidError: the text names no server, or carries a name, password or query.
    """
    return _server(text.strip())[0]


def _server(text: str) -> tuple[ServerAddress, str]:
    """The server, and the path on it."""
    has_scheme = "://" in text
    parts = _split(text if has_scheme else f"//{text}", text)
    scheme = parts.scheme.lower()
    if has_scheme and scheme not in _PORTS:
        raise UrlInvalidError(f"{scheme or text!r} is no address that Footlight can reach: {_EXAMPLE}")
    host = parts.hostname
    if not host or not _HOST.fullmatch(host):
        raise UrlInvalidError(f"{text!r} names no server: {_EXAMPLE}")
    if parts.username is not None or parts.query or parts.fragment:
        raise UrlInvalidError(f"an address carries no name, password, query or fragment: {_EXAMPLE}")
    port = parts.port if parts.port is not None else _PORTS.get(scheme, DEFAULT_PORT)
    secure = scheme in ("https", "wss") if has_scheme else not is_loopback(host)
    return ServerAddress(secure, host, port), parts.path


def _split(url: str, text: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        valid = parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise UrlInvalidError(f"{text!r} is no address: {_EXAMPLE}")
    return parts


def _channel(path: str, text: str, unnamed: ChannelName | None) -> ChannelName:
    segments = [segment for segment in path.split("/") if segment]
    if len(segments) > 1 and segments[0] in _PREFIXES:
        segments = segments[1:]
    if len(segments) == 2 and segments[1] == "chat":
        segments = segments[:1]
    if not segments and unnamed is not None:
        return unnamed
    if not segments:
        raise UrlInvalidError(f"{text!r} names no channel: {_EXAMPLE}")
    if len(segments) > 1:
        raise UrlInvalidError(f"{text!r} has more than a channel's name after the server: {_EXAMPLE}")
    try:
        return channel_name(segments[0])
    except ChannelInvalidError as error:
        raise ChannelInvalidError(f"{error} ({_EXAMPLE})") from error
