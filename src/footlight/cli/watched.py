"""What a command watches: a channel of a server, a cable's end, or what comes to this end."""

from dataclasses import dataclass

from footlight.cable.address import Peer
from footlight.cable.end import End, page_url
from footlight.cable.localwatch import LocalWatch
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
    greeting: str
    """Said when it is connected."""


def from_peer(
    peer: Peer,
    clock: Clock,
    *,
    key: str | None,
    trust: Trust,
    secret: MediaSecret | None,
    latency: LatencyClass = "normal",
) -> Watched:
    """Watch at the other end."""
    watch = Watch(peer.url, clock, trust, latency, secret, key)
    page = page_url(peer.url.base, "", None) if peer.cable else peer.url.page
    shown = page_url(peer.url.base, "", key) if peer.cable else page
    return Watched(watch, clock, page, f"Connected; the picture is at {shown}")


def at_end(end: End, channel: ChannelName, clock: Clock, secret: MediaSecret | None) -> Watched:
    """Watch what comes to an end that listens."""
    page, _, _ = end.screen_url.partition("#")
    return Watched(LocalWatch(end.hub, channel, clock, secret), clock, page, f"The picture comes to {end.screen_url}")
