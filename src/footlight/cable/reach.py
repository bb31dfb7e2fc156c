"""How a program's stream reaches its other end: it connects, or it listens."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from footlight.cable.address import Peer, parse_listen, parse_peer
from footlight.cable.listening import Listen
from footlight.cable.ways import CABLE, Way
from footlight.client.trust import Trust, known_servers, parse_pin
from footlight.e2ee.mediakeys import MediaSecret
from footlight.errors import OptionInvalidError

MOST_PORT: Final = 65_535


@dataclass(frozen=True, slots=True)
class Terms:
    """What both ends must know, and how the one that listens lets in."""

    key: str | None = field(default=None, repr=False)
    pin: str | None = None
    secret: str | None = field(default=None, repr=False)
    open: bool = False
    http: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """Where the other end is, or where to wait for it, and what both must know."""

    peer: Peer | None
    """None: this end listens."""
    host: str
    port: int
    key: str | None = field(repr=False)
    pin: str | None
    secret: str | None = field(repr=False)
    open: bool
    http: bool

    @classmethod
    def to(cls, url: str, terms: Terms) -> "Reach":
        """The other end, or a server's channel.

        Raises:
            UrlInvalidError, ChannelInvalidError: as of `parse_peer`.
            OptionInvalidError: the pin is no fingerprint, or a term is for who listens.
        """
        if terms.open or terms.http:
            raise OptionInvalidError("open and http are for who listens: this end connects")
        peer = parse_peer(url)
        pin = parse_pin(terms.pin) if terms.pin is not None else None
        secret = terms.secret if terms.secret is not None else peer.secret
        return cls(peer, peer.url.host, peer.url.port, terms.key or peer.key, pin, secret, False, False)

    @classmethod
    def listening(cls, host: str, port: int, terms: Terms) -> "Reach":
        """This end, which listens.

        Raises:
            OptionInvalidError: a port that cannot be, or a term is for who connects.
        """
        if terms.pin is not None:
            raise OptionInvalidError("pin is for who connects: this end listens, and tells its own as .pin")
        check_port(port)
        if "/" in host or host.count(":") == 1:
            raise OptionInvalidError(f"address is one of this machine's to listen on, without its port, not {host!r}")
        if ":" not in host:
            host, _ = parse_listen(f"{host}:{port}")
        return cls(None, host, port, terms.key, None, terms.secret, terms.open, terms.http)

    @property
    def trust(self) -> Trust:
        """What to believe of the other end's certificate: the pin, or else what a command here remembered.

        A program's pin is not remembered: it may run where nothing can be kept.
        """
        pin = self.pin
        if pin is None and self.peer is not None:
            pin = known_servers(_data()).pin(self.peer.url)
        return Trust(pin)

    def listen(self, way: Way) -> Listen:
        """How this end is to listen."""
        return Listen(way, _data(), self.host, self.port, self.key, self.open, self.http)

    async def media_secret(self) -> MediaSecret | None:
        """What the media is encrypted with; stretched in a thread, as it takes some tenths of a second.

        Raises:
            OptionInvalidError: the secret is empty.
        """
        if self.secret is None:
            return None
        channel = self.peer.url.channel if self.peer is not None else CABLE
        return await asyncio.to_thread(MediaSecret.of, self.secret, channel)


def check_port(port: int) -> None:
    """Refuse what is no port.

    Raises:
        OptionInvalidError: it is none.
    """
    if not isinstance(port, int) or not 0 <= port <= MOST_PORT:
        raise OptionInvalidError(f"{port!r} is no port: give 1 to {MOST_PORT}, or 0 to let the system choose")


def with_port(address: str, port: int | None) -> str:
    """An address and a port in one.

    Raises:
        OptionInvalidError: there is a port in the address, or it is a URL.
    """
    if port is None:
        return address
    host, mark, fragment = address.partition("#")
    if "/" in host or host.rpartition("]")[2].count(":") == 1:
        raise OptionInvalidError(f"{host!r} says where already: leave port out")
    bare = ":" in host and not host.startswith("[")
    return (f"[{host}]" if bare else host) + f":{port}{mark}{fragment}"


def _data() -> Path:
    """Where the command line keeps its keys and certificates too."""
    from typer import get_app_dir

    return Path(get_app_dir("footlight"))
