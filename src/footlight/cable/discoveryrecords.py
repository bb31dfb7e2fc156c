"""What an end tells the network of itself by mDNS, and how it is read at the other side: strictly.

Anybody on the network can announce anything. What is read here is checked before anything else sees it; what it
says is still only what somebody says, until a key and a certificate prove it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface, ip_address
from typing import Final, get_args

from footlight.cable.ways import Way
from footlight.client.trust import parse_pin
from footlight.client.url import is_loopback
from footlight.errors import OptionInvalidError
from footlight.wire.control import VERSION

SERVICE: Final = "_footlight._tcp.local."
"""The type of service, as in RFC 6763."""

Networks = Sequence[IPv4Interface | IPv6Interface]
"""Addresses of this machine, each with its network."""

_MOST_TXT: Final = 512
"""Bytes of a whole description; ours has about a hundred and twenty."""
_MOST_NAME: Final = 56
"""UTF-8 bytes of a name that is announced: DNS takes 63, and where two are alike one gets a number."""
_LONGEST_NAME: Final = 63
_MOST_ADDRESSES: Final = 16
_YES_NO: Final = {b"yes": True, b"no": False}
_NUMBER: Final = re.compile(rb"[0-9]{1,4}")


class AnnouncementError(ValueError):
    """What somebody announced is none of ours, or not as it must be."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an end says of itself beside its name and address. A key is never told."""

    kind: Way
    """What that end does."""
    secure: bool
    """It speaks TLS."""
    open: bool
    """It wants no key."""
    pin: str | None = None
    """The fingerprint of its certificate, where it made that itself. It proves nothing until it is compared with
    what the other end printed."""
    version: int = VERSION
    """Of the protocol."""


@dataclass(frozen=True, slots=True)
class Found:
    """An end that somebody announced, as far as it says the truth; every text in it is fit for a terminal."""

    name: str
    host: str
    """An address, IPv6 without brackets; one that is local to a link has its scope, like ``fe80::1%2``."""
    port: int
    kind: Way
    secure: bool
    open: bool
    pin: str | None = None
    version: int = VERSION

    @property
    def address(self) -> str:
        """As `parse_peer` reads it, and as people type it: ``HOST:PORT``, with a scheme where that is not usual."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        # An address without a scheme means TLS, but on this machine.
        if self.secure != is_loopback(self.host):
            return f"{host}:{self.port}"
        return f"{'https' if self.secure else 'http'}://{host}:{self.port}"

    @property
    def fits(self) -> bool:
        """Whether it speaks the version of the protocol that this program speaks."""
        return self.version == VERSION


def described(told: Told) -> dict[str, str | None]:
    """The description to announce, as the pairs of a TXT record."""
    words = {True: "yes", False: "no"}
    pin = {} if told.pin is None else {"pin": told.pin}
    return {
        "version": str(told.version), "way": told.kind, "tls": words[told.secure], "open": words[told.open], **pin
    }  # fmt: skip


def read_description(text: bytes) -> Told:
    """Read a TXT record: strings of a length byte and ``name=value`` each (RFC 6763, section 6).

    What is not known is left alone, as a later version may have it; of two of one name the first counts.

    Raises:
        AnnouncementError: too long, cut off, or without what an end tells.
    """
    if len(text) > _MOST_TXT:
        raise AnnouncementError("a description that is too long")
    values: dict[bytes, bytes] = {}
    at = 0
    while at < len(text):
        end = at + 1 + text[at]
        if end > len(text):
            raise AnnouncementError("a description that is cut off")
        name, _, value = text[at + 1 : end].partition(b"=")
        values.setdefault(name.lower(), value)
        at = end
    number, way = values.get(b"version", b""), values.get(b"way", b"")
    secure, free = _YES_NO.get(values.get(b"tls", b"")), _YES_NO.get(values.get(b"open", b""))
    if not _NUMBER.fullmatch(number) or secure is None or free is None:
        raise AnnouncementError("a description that is none of an end")
    return Told(_way(way), secure, free, _pin(values.get(b"pin")), int(number))


def announced_name(text: str) -> str:
    """A name fit to be announced: short enough, without dots (which part the names of DNS) and control characters."""
    plain = _plain(text.replace(".", "-")) or "footlight"
    return plain.encode("utf-8", "ignore")[:_MOST_NAME].decode("utf-8", "ignore").strip()


def read_name(service: str) -> str:
    """The name in that of a service, fit for a terminal: escape sequences and all that cannot be seen are removed.

    Raises:
        AnnouncementError: nothing is left, or it is longer than DNS allows.
    """
    if not service.lower().endswith(f".{SERVICE}"):
        raise AnnouncementError("another service")
    name = service[: -len(SERVICE) - 1]
    if len(name.encode("utf-8", "replace")) > _LONGEST_NAME or not (plain := _plain(name)):
        raise AnnouncementError("a name that cannot be")
    return plain


def best_host(addresses: Iterable[str], own: Networks) -> str:
    """The address that most likely leads there: on a network that this machine is on, IPv4 first.

    An address that this machine has itself is of another one rather than the end's, like those of container networks;
    it is taken where the end has no other.

    Raises:
        AnnouncementError: none of them can be connected to.
    """
    usable = [one for one in map(_usable, list(addresses)[:_MOST_ADDRESSES]) if one is not None]
    if not usable:
        raise AnnouncementError("no address that can be connected to")
    here = {str(one.ip).partition("%")[0] for one in own}

    def rank(one: IPv4Address | IPv6Address) -> tuple[bool, bool, bool, bool]:
        alone = str(one).partition("%")[0]
        near = one.is_link_local or any(ip_address(alone) in net.network for net in own if net.version == one.version)
        return one.is_loopback, alone in here, not near, one.version == 6

    return str(min(usable, key=rank))


def read_found(service: str, port: int | None, text: bytes, host: str) -> Found:
    """One announcement as a whole; ``host`` is of `best_host`.

    Raises:
        AnnouncementError: something in it cannot be.
    """
    if port is None or not 0 < port <= 65_535:
        raise AnnouncementError("a port that cannot be")
    told = read_description(text)
    return Found(read_name(service), host, port, told.kind, told.secure, told.open, told.pin, told.version)


def _plain(text: str) -> str:
    """On one line, without what a terminal would obey or what turns the order of letters round."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _way(value: bytes) -> Way:
    for way in get_args(Way):
        if value == way.encode():
            found: Way = way
            return found
    raise AnnouncementError("a way that an end cannot go")


def _pin(value: bytes | None) -> str | None:
    if value is None:
        return None
    try:
        return parse_pin(value.decode("ascii"))
    except (UnicodeDecodeError, OptionInvalidError):
        raise AnnouncementError("a fingerprint that is none") from None


def _usable(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if address.is_unspecified or address.is_multicast or (address.version == 4 and address.is_reserved):
        return None
    if isinstance(address, IPv6Address) and address.is_link_local and address.scope_id is None:
        return None  # on which link is not known
    return address
