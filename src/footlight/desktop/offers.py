"""What the broadcast chooser offers: senders that were found, and what is on at a server."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from footlight.cable.address import parse_peer
from footlight.cable.discovery import Found
from footlight.client.url import ServerAddress
from footlight.errors import FootlightError, NotFootlightError


@dataclass(frozen=True, slots=True)
class Choice:
    """What would have been typed after ``footlight watch``."""

    address: str
    key: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    pin: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to watch."""

    address: str
    """As people type it."""
    name: str
    details: str
    """Of the way to it, and what it wants."""
    wants_key: bool | None = None
    """None: nobody knows before it is tried."""
    wants_secret: bool | None = None
    pin: str | None = None
    """Of a certificate that nobody vouches for: people compare it with what the other end printed."""
    why_not: str = ""
    """Why it cannot be watched."""


class Client(Protocol):
    """Asks one server: `footlight.client.http.HttpClient`."""

    def get(self, path: str) -> bytes: ...


class _Track(msgspec.Struct, frozen=True):
    kind: str
    encrypted: bool


class _Broadcast(msgspec.Struct, frozen=True):
    channel: str
    state: str
    viewers: int
    tracks: list[_Track]


class _Broadcasts(msgspec.Struct, frozen=True):
    broadcasts: list[_Broadcast]


def offers_of(found: Sequence[Found]) -> list[Offer]:
    """The ends among those that were found that send."""
    return [_of(one) for one in found if one.kind == "send"]


def typed_offer(text: str, pin: str | None = None) -> Offer | None:
    """The address that was typed, as it is; None where it is none. ``pin``: of the certificate that it shows."""
    try:
        peer = parse_peer(text)
    except FootlightError:
        return None
    what = "a sender that listens" if peer.cable else f"the channel {peer.url.channel} of a server"
    unknown = None if peer.cable and not peer.url.loopback and peer.key is None else False
    # What follows # may be a key: it is in the address, and not to be seen.
    return Offer(text.strip(), text.strip().partition("#")[0], f"as typed: {what}", unknown, unknown, pin)


def on_air(server: ServerAddress, client: Client) -> list[Offer]:
    """What is on at a server now; waits for its answer.

    Raises:
        FootlightError: as of `HttpClient.get`.
        NotFootlightError: what answers is no Footlight server.
    """
    try:
        told = msgspec.json.decode(client.get("/api/v1/broadcasts"), type=_Broadcasts)
    except msgspec.MsgspecError as error:
        raise NotFootlightError(f"what answers at {server.base} is no Footlight server: {error}") from None
    return [_on(server, broadcast) for broadcast in told.broadcasts if broadcast.state != "ended"]


def _of(found: Found) -> Offer:
    if not found.fits:
        why_not = f"speaks version {found.version} of the protocol: use the same release of Footlight at both ends"
        return Offer(found.address, found.name, f"{found.address} · {why_not}", why_not=why_not)
    way = "encrypted on the way" if found.secure else "plain http"
    key = "open to all" if found.open else "wants its key"
    return Offer(found.address, found.name, f"{found.address} · {way} · {key}", wants_key=not found.open, pin=found.pin)


def _on(server: ServerAddress, broadcast: _Broadcast) -> Offer:
    secret = any(track.encrypted for track in broadcast.tracks)
    kinds = dict.fromkeys("sound" if track.kind == "audio" else "picture" for track in broadcast.tracks)
    words = [
        "live" if broadcast.state == "live" else "the sender is away",
        " and ".join(kinds) or "nothing yet",
        f"{broadcast.viewers} watching",
        *(["wants its secret"] if secret else []),
    ]
    address = f"{server.base}/{broadcast.channel}"
    return Offer(address, broadcast.channel, " · ".join(words), wants_key=False, wants_secret=secret)
