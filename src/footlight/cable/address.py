"""Where a cable's ends are: what people write for the one that listens, and for the one that connects."""

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from footlight.cable.ways import CABLE
from footlight.client.url import DEFAULT_PORT, ServerUrl, parse_url
from footlight.errors import KeyMissingError, UrlInvalidError

DEFAULT_HOST: Final = "127.0.0.1"
DEFAULT_ADDRESS: Final = f"{DEFAULT_HOST}:{DEFAULT_PORT}"
"""Where an end listens that is not told where."""

_LISTEN: Final = re.compile(r"(?:\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<host>[^\[\]:/\s]+))?(?::(?P<port>[0-9]{1,5}))?")
_BARE: Final = re.compile(r"[a-z0-9_-]*[a-z_-][a-z0-9_-]*")
_IN_FRAGMENT: Final = frozenset({"key", "secret"})


@dataclass(frozen=True, slots=True)
class Peer:
    """The other end, or a server's channel."""

    url: ServerUrl
    key: str | None = field(default=None, repr=False)
    """From the address's fragment."""
    secret: str | None = field(default=None, repr=False)
    """From there too."""

    @property
    def cable(self) -> bool:
        """It is a cable's end that listens, not a server with channels of several names."""
        return self.url.channel == CABLE


def parse_peer(text: str) -> Peer:
    """Read the address of the other end: ``HOST:PORT`` or a URL, with ``#key=...`` where it needs one.

    Without a channel's name it means a cable's end; with one, that channel of a server, as `parse_url` reads it.

    Raises:
        UrlInvalidError: the text is no such address, or its fragment holds something else.
        ChannelInvalidError: the channel's name does not match the grammar, or is reserved.
    """
    address, _, fragment = text.strip().partition("#")
    if _BARE.fullmatch(address) and address != "localhost":
        # A channel's name, most likely: no computer answers to it.
        raise UrlInvalidError(f"{address!r} is no address: write HOST:PORT, or a URL like http://HOST:PORT/{address}")
    url = parse_url(address, CABLE)
    said = {name: unquote(value) for name, _, value in (part.partition("=") for part in fragment.split("&") if part)}
    if set(said) - _IN_FRAGMENT:
        raise UrlInvalidError("what follows # in an address is key=... or secret=..., as the other end printed it")
    return Peer(url, said.get("key") or None, said.get("secret") or None)


def check_key(peer: Peer, key: str | None, token: str | None) -> None:
    """See to it that who sends has something to show where that is needed always.

    Args:
        token: of a person who may send.

    Raises:
        KeyMissingError: a server's channel, and neither.
    """
    if key is None and token is None and not peer.cable:
        raise KeyMissingError("sending to a server's channel needs its stream key, or a token of who may send to it")


def parse_listen(text: str) -> tuple[str, int]:
    """Read where to listen: ``HOST:PORT``, ``HOST``, ``:PORT`` or a port alone, as host and port.

    An IPv6 address stands in brackets where a port follows. Port 0 lets the system choose one.

    Raises:
        UrlInvalidError: written in another way.
    """
    text = text.strip()
    if text.isdecimal():
        text = f":{text}"
    if _is_ipv6(text):
        return text, DEFAULT_PORT
    match = _LISTEN.fullmatch(text)
    port = DEFAULT_PORT if match is None or match["port"] is None else int(match["port"])
    if not text or match is None or port > 65_535 or (match["six"] is not None and not _is_ipv6(match["six"])):
        raise UrlInvalidError(
            f"{text[:80]!r} is no address to listen on: write HOST:PORT, like {DEFAULT_ADDRESS} for this machine"
            f" alone or 0.0.0.0:{DEFAULT_PORT} for all"
        )
    return match["six"] or match["host"] or DEFAULT_HOST, port


def _is_ipv6(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).version == 6
    except ValueError:
        return False
