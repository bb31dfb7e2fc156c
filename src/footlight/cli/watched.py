"""What a command watches: a channel of a server, a cable's end, or what comes to this end."""

from dataclasses import dataclass, field
from urllib.parse import quote

from footlight.cable.address import Peer
from footlight.cable.end import End, page_url
from footlight.client.credentials import Credentials
from footlight.client.trust import Trust
from footlight.client.watching.receiver import Downlink
from footlight.client.watching.watch import Watch
from footlight.e2ee.mediakeys import MediaSecret
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.latency import LatencyClass


@dataclass(frozen=True, slots=True)
class Watched:
    """Where packets come from, and where people can see them."""

    downlink: Downlink
    clock: Clock
    page: str
    """Its address, without a key."""
    link: str = field(repr=False)
    """Its address for a browser: with the key that it asks for, and the secret, in what follows ``#``."""
    greeting: str = field(repr=False)
    """Said when it is connected."""
    waiting: str = field(default="", repr=False)
    """What to do where nothing is on, in a line; empty: nothing but wait."""


def from_peer(
    peer: Peer,
    clock: Clock,
    *,
    key: str | None,
    trust: Trust,
    secret: MediaSecret | None,
    words: str | None = None,
    latency: LatencyClass = "normal",
    credentials: Credentials | None = None,
) -> Watched:
    """Watch at the other end.

    Args:
        words: what ``secret`` was made of.
        credentials: for a server's channel that is not for everybody.
    """
    watch = Watch(peer.url, clock, trust, latency, secret, key, credentials)
    page = page_url(peer.url.base, "", None) if peer.cable else peer.url.page
    shown = page_url(peer.url.base, "", key) if peer.cable else page
    return Watched(watch, clock, page, _with_secret(shown, words), f"Connected; the picture is at {shown}")


def at_end(
    end: End, channel: ChannelName, clock: Clock, secret: MediaSecret | None, words: str | None = None
) -> Watched:
    """Watch what comes to an end that listens; ``words`` are what ``secret`` was made of."""
    from footlight.cable.localwatch import LocalWatch

    page, _, _ = end.screen_url.partition("#")
    watch = LocalWatch(end.hub, channel, clock, secret)
    link = _with_secret(end.screen_url, words)
    waiting = f"At the other end type: {end.command}{' --secret WORDS' if words is not None else ''}"
    return Watched(watch, clock, page, link, f"The picture comes to {end.screen_url}", waiting)


def _with_secret(link: str, words: str | None) -> str:
    if words is None:
        return link
    return f"{link}{'&' if '#' in link else '#'}secret={quote(words, safe='')}"
